import { commentOperations } from '../../shared/contract/comments.ts';
import { commentVersions } from '../../shared/data/comments.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = commentOperations.listCommentHistory;

export const handler = defineEndpoint(operation, async ({ params, query, caller: { studio, userId }, allow }) => {
  const scope = { studio, userId, operation: operation.id, query: { ...query, ...params } };
  const [start = 0, task] = await Promise.all([
    openCursor<number>(query.cursor, scope),
    getTask(studio, params.taskId),
  ]);
  allow(taskResource(task), 'task.read');
  allow({ kind: 'comment', id: params.commentId, projectId: task.projectId });
  const versions = await commentVersions(studio, params);
  const end = start + query.limit;
  return {
    items: versions.slice(start, end),
    nextCursor: end < versions.length ? await sealCursor(end, scope) : undefined,
  };
});
