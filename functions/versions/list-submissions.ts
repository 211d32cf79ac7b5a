import { versionOperations } from '../../shared/contract/versions.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { submissionsOf } from '../../shared/domain/submissions.ts';
import { versionsResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { seeing } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.listSubmissions, async (request) => {
  const { params, query, caller, cursors, allow } = request;
  const { studio } = caller;
  const [before, task] = await Promise.all([cursors.open<number>(), getTask(studio, params.taskId)]);
  seeing(request)(task);
  allow(versionsResource(task));
  // new ones come at the end, so that the rest keep their places
  const left = submissionsOf(task).slice(0, before);
  const next = left.length - query.limit;
  return {
    items: left.slice(-query.limit).toReversed(),
    nextCursor: next > 0 ? await cursors.seal(next) : undefined,
  };
});
