import { commentOperations } from '../../shared/contract/comments.ts';
import { listComments } from '../../shared/data/comments.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  commentOperations.listComments,
  async ({ params: { taskId }, query, caller, allow, cursors }) => {
    const { studio } = caller;
    const { limit, threadId } = query;
    const startAfter = await cursors.open();
    const [task, page] = await Promise.all([
      getTask(studio, taskId),
      listComments(studio, { taskId, threadId }, { limit, startAfter }),
    ]);
    allow(taskResource(task), 'task.read');
    allow({ kind: 'comment', id: taskId, projectId: task.projectId });
    return { items: page.comments, nextCursor: await cursors.seal(page.next) };
  },
);
