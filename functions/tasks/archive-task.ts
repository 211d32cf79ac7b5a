import { taskOperations } from '../../shared/contract/tasks.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { archived } from '../../shared/domain/archive.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(taskOperations.archiveTask, async ({ params, ifMatch, change, allow }) =>
  changeTask(
    params.taskId,
    {
      type: 'task.archived',
      expected: ifMatch,
      decide(current) {
        allow(taskResource(current));
        return archived(current);
      },
    },
    change,
  ),
);
