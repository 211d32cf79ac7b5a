import { allOperations } from './index.ts';
import { routePath } from './operation.ts';

const routes = allOperations.map((operation) => ({
  method: operation.method,
  pattern: new RegExp(
    `^${routePath(operation)
      .replace(/[.]/g, '\\.')
      .replace(/\{\w+\}/g, '[^/]+')}/?$`,
  ),
}));

/** The methods that an address has, OPTIONS last; none where there is no such address. */
export function methodsAt(path: string): string[] {
  const methods: string[] = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.length > 0 ? [...methods, 'OPTIONS'] : [];
}
