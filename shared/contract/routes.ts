import { type Operation, routePath } from './operation.ts';
import { operationsOf, ownRoutes, versions } from './versions/index.ts';

const routes = [
  ...versions.flatMap((version) =>
    operationsOf(version).map((operation) => ({
      method: operation.method,
      path: routePath(operation, version.name),
    })),
  ),
  ...ownRoutes,
].map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}/?$`),
}));

/** The methods that an address has, OPTIONS last; none where there is no such address. */
export function methodsAt(path: string): string[] {
  const methods: Operation['method'][] = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.length > 0 ? [...new Set(methods), 'OPTIONS'] : [];
}
