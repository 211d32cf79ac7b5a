import { taskOperations } from '../../shared/contract/tasks.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(taskOperations.getTask, async ({ params, caller, allow }) => {
  const task = await getTask(caller.studio, params.taskId);
  allow(taskResource(task));
  return taskFor(caller, task);
});
