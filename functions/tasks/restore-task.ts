import { taskOperations } from '../../shared/contract/tasks.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { refuseArchived, restored } from '../../shared/domain/archive.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(taskOperations.restoreTask, async ({ params, ifMatch, caller, change, allow }) =>
  changeTask(
    params.taskId,
    {
      type: 'task.restored',
      expected: ifMatch,
      async decide(current) {
        allow(taskResource(current));
        refuseArchived(await recentProject(caller.studio, current.projectId));
        return restored(current);
      },
    },
    change,
  ),
);
