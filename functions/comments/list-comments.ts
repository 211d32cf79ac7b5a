import { commentOperations } from '../../shared/contract/comments.ts';
import { listComments } from '../../shared/data/comments.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = commentOperations.listComments;

export const handler = defineEndpoint(operation, async ({ params: { taskId }, query, caller, allow }) => {
  const { studio, userId } = caller;
  const { limit, threadId } = query;
  const scope = { studio, userId, operation: operation.id, query: { ...query, taskId } };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const [task, page] = await Promise.all([
    getTask(studio, taskId),
    listComments(studio, { taskId, threadId }, { limit, startAfter }),
  ]);
  allow(taskResource(task), 'task.read');
  allow({ kind: 'comment', id: taskId, projectId: task.projectId });
  return { items: page.comments, nextCursor: page.next && (await sealCursor(page.next, scope)) };
});
