import { commentOperations } from '../../shared/contract/comments.ts';
import type { Task } from '../../shared/contract/tasks.ts';
import { insertComment } from '../../shared/data/comments.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';

export const handler = defineEndpoint(commentOperations.createComment, (request) => {
  const { params, body, caller, change, allow } = request;
  async function allowed(task: Task): Promise<void> {
    allow(taskResource(task), 'task.read');
    allow({ kind: 'comment', id: task.id, projectId: task.projectId });
    await refuseArchivedWork(caller.studio, task);
  }
  return insertComment(params.taskId, body, allowed, change);
});
