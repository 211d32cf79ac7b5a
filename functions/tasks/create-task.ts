import { taskOperations } from '../../shared/contract/tasks.ts';
import { insertTask } from '../../shared/data/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { newTask } from '../../shared/http/task-changes.ts';

export const handler = defineEndpoint(taskOperations.createTask, async (request) =>
  insertTask(await newTask(request, request.body), request.change),
);
