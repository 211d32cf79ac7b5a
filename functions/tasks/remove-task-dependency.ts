import { dependencyOperations } from '../../shared/contract/dependencies.ts';
import { notWaitingFor } from '../../shared/domain/dependencies.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { withDependency } from '../../shared/http/task-dependencies.ts';

export const handler = defineEndpoint(dependencyOperations.removeTaskDependency, (request) =>
  withDependency(request, (task, blocking) => notWaitingFor(task, blocking.id)),
);
