import { taskOperations } from '../../shared/contract/tasks.ts';
import { listTaskChanges } from '../../shared/data/task-history.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  taskOperations.listTaskHistory,
  async ({ params, query, caller: { studio }, allow, cursors }) => {
    const startAfter = await cursors.open();
    const [task, page] = await Promise.all([
      getTask(studio, params.taskId),
      listTaskChanges(studio, params.taskId, { limit: query.limit, startAfter }),
    ]);
    allow(taskResource(task));
    return { items: page.changes, nextCursor: await cursors.seal(page.next) };
  },
);
