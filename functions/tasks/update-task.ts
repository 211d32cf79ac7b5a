import { type Task, taskOperations } from '../../shared/contract/tasks.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { patchedTask } from '../../shared/http/task-changes.ts';

export const handler = defineEndpoint(taskOperations.updateTask, (request) => {
  const { params, query, body, ifMatch, change } = request;
  const { onConflict } = query;
  const artist = body.artist ?? undefined;
  const decide = (current: Task) => patchedTask(request, current, body);
  return changeTask(params.taskId, { type: 'task.updated', expected: ifMatch, onConflict, artist, decide }, change);
});
