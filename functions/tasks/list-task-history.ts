import { taskOperations } from '../../shared/contract/tasks.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listTaskChanges } from '../../shared/data/task-history.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = taskOperations.listTaskHistory;

export const handler = defineEndpoint(operation, async ({ params, query, caller: { studio, userId }, allow }) => {
  const scope = { studio, userId, operation: operation.id, query: { ...query, ...params } };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const [task, page] = await Promise.all([
    getTask(studio, params.taskId),
    listTaskChanges(studio, params.taskId, { limit: query.limit, startAfter }),
  ]);
  allow(taskResource(task));
  return { items: page.changes, nextCursor: page.next && (await sealCursor(page.next, scope)) };
});
