import { allOperations } from '../index.ts';
import type { Operation } from '../operation.ts';
import { declared } from './find-version.ts';
import { v0 } from './v0.ts';
import { v2 } from './v2.ts';
import { type ApiVersion, hasOperation, ownPath } from './version.ts';

/** Every version that is served, the oldest first. */
export const versions: readonly ApiVersion[] = [v0, declared, v2];

/** Those that are described, and whose clients may rely on that. */
export const describedVersions: readonly ApiVersion[] = versions.filter(({ bare }) => !bare);

/** The operations that a version has. */
export const operationsOf = (version: ApiVersion): readonly Operation[] =>
  allOperations
    .filter((operation) => hasOperation(version, operation))
    .map((operation) => operationIn(version, operation));

/** The routes that only one version has, with their addresses. */
export const ownRoutes = versions.flatMap((version) =>
  version.routes.map(({ method, path, operation }) => ({ method, path: ownPath(version, path), operation })),
);

/** An operation as a version has it, for its description. */
function operationIn(version: ApiVersion, operation: Operation): Operation {
  const { query, body, data } = version.adapters.get(operation.id) ?? {};
  const { answer } = operation;
  return {
    ...operation,
    ...(query && { query: query.schema }),
    ...(body && { body: body.schema }),
    ...(data?.schema && 'data' in answer && { answer: { ...answer, data: data.schema } }),
  };
}
