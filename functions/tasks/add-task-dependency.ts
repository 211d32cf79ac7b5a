import { dependencyOperations } from '../../shared/contract/dependencies.ts';
import { waitingFor } from '../../shared/domain/dependencies.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { withDependency } from '../../shared/http/task-dependencies.ts';

export const handler = defineEndpoint(dependencyOperations.addTaskDependency, (request) =>
  withDependency(request, waitingFor),
);
