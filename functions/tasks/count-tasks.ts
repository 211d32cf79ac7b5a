import { taskOperations } from '../../shared/contract/tasks.ts';
import { countTasks } from '../../shared/data/task-list.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { taskSearch } from '../../shared/http/task-search.ts';

export const handler = defineEndpoint(taskOperations.countTasks, (request) => countTasks(taskSearch(request)));
