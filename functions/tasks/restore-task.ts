import { taskOperations } from '../../shared/contract/tasks.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { restored } from '../../shared/domain/archive.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(taskOperations.restoreTask, async ({ params, ifMatch, change, allow }) =>
  changeTask(
    params.taskId,
    {
      type: 'task.restored',
      expected: ifMatch,
      decide(current) {
        allow(taskResource(current));
        return restored(current);
      },
    },
    change,
  ),
);
