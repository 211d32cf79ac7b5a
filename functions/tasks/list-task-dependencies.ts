import { dependencyOperations } from '../../shared/contract/dependencies.ts';
import type { Task } from '../../shared/contract/tasks.ts';
import { dependenciesOf } from '../../shared/data/dependencies.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { taskSummary } from '../../shared/domain/dependencies.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  dependencyOperations.listTaskDependencies,
  async ({ params, caller, allow, eachAllowed }) => {
    const { task, blockedBy, blocks } = await dependenciesOf(caller.studio, params.taskId);
    allow(taskResource(task));
    const isAllowed = eachAllowed();
    const shown = (tasks: readonly Task[]) =>
      tasks.filter((one) => isAllowed(taskResource(one))).map((one) => taskSummary(taskFor(caller, one)));
    return { blockedBy: shown(blockedBy), blocks: shown(blocks) };
  },
);
