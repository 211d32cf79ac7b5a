import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { listTaskTimeEntries } from '../../shared/data/time-entries.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  timeEntryOperations.listTaskTimeEntries,
  async ({ params, query, caller, allow, eachAllowed, cursors }) => {
    const { studio, userId: own } = caller;
    const { taskId } = params;
    const startAfter = await cursors.open();
    const { projectId, ...task } = await getTask(studio, taskId);
    allow(taskResource({ ...task, projectId }), 'task.read');
    const userId = eachAllowed()({ kind: 'timeEntry', id: taskId, projectId }) ? undefined : own;
    const page = await listTaskTimeEntries(studio, { taskId, userId }, { limit: query.limit, startAfter });
    return { items: page.entries, nextCursor: await cursors.seal(page.next) };
  },
);
