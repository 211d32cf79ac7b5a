import { dependencyOperations } from '../../shared/contract/dependencies.ts';
import { changeDependency } from '../../shared/data/dependencies.ts';
import { notWaitingFor } from '../../shared/domain/dependencies.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';

export const handler = defineEndpoint(
  dependencyOperations.removeTaskDependency,
  ({ params, ifMatch, caller, change, allow }) =>
    changeDependency(
      params,
      ifMatch,
      async (task, blocking) => {
        allow(taskResource(blocking), 'task.read');
        allow(taskResource(task));
        await refuseArchivedWork(caller.studio, task);
        return notWaitingFor(task, blocking.id);
      },
      change,
    ),
);
