import { commentOperations } from '../../shared/contract/comments.ts';
import { commentVersions } from '../../shared/data/comments.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  commentOperations.listCommentHistory,
  async ({ params, query, caller: { studio }, allow, cursors }) => {
    const [start = 0, task] = await Promise.all([cursors.open<number>(), getTask(studio, params.taskId)]);
    allow(taskResource(task), 'task.read');
    allow({ kind: 'comment', id: params.commentId, projectId: task.projectId });
    const versions = await commentVersions(studio, params);
    const end = start + query.limit;
    return {
      items: versions.slice(start, end),
      nextCursor: end < versions.length ? await cursors.seal(end) : undefined,
    };
  },
);
