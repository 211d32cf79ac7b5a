import { versionOperations } from '../../shared/contract/versions.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { submitVersion } from '../../shared/data/versions.ts';
import { newSubmission } from '../../shared/domain/submissions.ts';
import { versionResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';
import { seeing } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.createSubmission, (request) => {
  const { params, body, caller, change, allow } = request;
  const { studio } = caller;
  const address = { taskId: params.taskId, number: body.version, see: seeing(request) };
  return submitVersion(
    address,
    async (version, task) => {
      allow(versionResource(version, task));
      await refuseArchivedWork(studio, task);
      return newSubmission(task, version, body, await recentProject(studio, task.projectId), new Date().toISOString());
    },
    change,
  );
});
