import { type Task, taskOperations } from '../../shared/contract/tasks.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { archivedTask } from '../../shared/http/task-changes.ts';

export const handler = defineEndpoint(taskOperations.archiveTask, (request) => {
  const { params, ifMatch, change } = request;
  const decide = (current: Task) => archivedTask(request, current);
  return changeTask(params.taskId, { type: 'task.archived', expected: ifMatch, decide }, change);
});
