import { type Task, taskOperations } from '../../shared/contract/tasks.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { restoredTask } from '../../shared/http/task-changes.ts';

export const handler = defineEndpoint(taskOperations.restoreTask, (request) => {
  const { params, ifMatch, change } = request;
  const decide = (current: Task) => restoredTask(request, current);
  return changeTask(params.taskId, { type: 'task.restored', expected: ifMatch, decide }, change);
});
