import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { listTaskTimeEntries } from '../../shared/data/time-entries.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = timeEntryOperations.listTaskTimeEntries;

export const handler = defineEndpoint(operation, async ({ params, query, caller, allow, eachAllowed }) => {
  const { studio, userId: own } = caller;
  const { taskId } = params;
  const scope = { studio, userId: own, operation: operation.id, query: { ...query, taskId } };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { projectId, ...task } = await getTask(studio, taskId);
  allow(taskResource({ ...task, projectId }), 'task.read');
  const userId = eachAllowed()({ kind: 'timeEntry', id: taskId, projectId }) ? undefined : own;
  const page = await listTaskTimeEntries(studio, { taskId, userId }, { limit: query.limit, startAfter });
  return { items: page.entries, nextCursor: page.next && (await sealCursor(page.next, scope)) };
});
