import { versionOperations } from '../../shared/contract/versions.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { insertVersion, shownVersion } from '../../shared/data/versions.ts';
import { createdVersion, versionsResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';
import { seeing } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.createVersion, (request) => {
  const { params, body, caller, change, allow } = request;
  const { studio } = caller;
  // an API key is nobody: its name is a free one
  const author = body.author ?? (caller.scopes ? caller.username : caller.userId);
  const isForAnother = body.author !== undefined && body.author.toLowerCase() !== caller.username.toLowerCase();
  return insertVersion(
    params.taskId,
    {
      asked: [body.number, body.parentVersion].filter((number) => typeof number === 'number'),
      author: body.author,
      async decide(task, newest, there) {
        seeing(request)(task);
        allow(versionsResource(task));
        if (isForAnother) allow(versionsResource(task), 'version.review');
        await refuseArchivedWork(studio, task);
        const { versionSettings } = await recentProject(studio, task.projectId);
        return createdVersion(task, { ...body, author }, { newest, there }, versionSettings);
      },
      answer: (version) => shownVersion(studio, version),
    },
    change,
  );
});
