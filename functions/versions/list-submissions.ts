import { versionOperations } from '../../shared/contract/versions.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { submissionsOf } from '../../shared/domain/submissions.ts';
import { versionsResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { seeing } from '../../shared/http/version-work.ts';

const operation = versionOperations.listSubmissions;

export const handler = defineEndpoint(operation, async (request) => {
  const { params, query, caller, allow } = request;
  const { studio, userId } = caller;
  const scope = { studio, userId, operation: operation.id, query: { ...query, ...params } };
  const [before, task] = await Promise.all([openCursor<number>(query.cursor, scope), getTask(studio, params.taskId)]);
  seeing(request)(task);
  allow(versionsResource(task));
  // new ones come at the end, so that the rest keep their places
  const left = submissionsOf(task).slice(0, before);
  const next = left.length - query.limit;
  return {
    items: left.slice(-query.limit).toReversed(),
    nextCursor: next > 0 ? await sealCursor(next, scope) : undefined,
  };
});
