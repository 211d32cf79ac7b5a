import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { ownRoutes } from '../../shared/contract/versions/index.ts';

interface Route {
  functionId: string;
  routeKey: string;
  method: string;
  /** A parameter's name, or the literal text. */
  segments: { parameter?: string; literal?: string }[];
}

export interface RouteMatch {
  functionId: string;
  routeKey: string;
  /** Decoded; undefined for a route without parameters. */
  pathParameters: Record<string, string> | undefined;
}

const unknownRoute: RouteMatch = { functionId: 'unknownRoute', routeKey: '$default', pathParameters: undefined };

/** Finds the operation of a request, literal segments first, as the HTTP API does; everything else is `$default`. */
export function createRouter(operations: readonly Operation[]): (method: string, path: string) => RouteMatch {
  const routes = [
    ...operations.map((operation) => toRoute(operation, operation.method, routePath(operation, '{version}'))),
    ...ownRoutes.map(({ operation, method, path }) => toRoute(operation, method, path)),
  ].sort(bySpecificity);
  return (method, path) => {
    const parts = path.split('/');
    const route = routes.find((candidate) => candidate.method === method && matches(candidate, parts));
    return route ? { ...route, pathParameters: parametersOf(route, parts) } : unknownRoute;
  };
}

function toRoute({ id }: Operation, method: string, path: string): Route {
  const segments = path.split('/').map((text) => {
    const parameter = /^\{(.+)\}$/.exec(text)?.[1];
    return parameter ? { parameter } : { literal: text };
  });
  return { functionId: id, routeKey: `${method} ${path}`, method, segments };
}

/** Where two routes first differ in kind, the literal comes first. */
function bySpecificity(a: Route, b: Route): number {
  const pattern = (route: Route) => route.segments.map(({ parameter }) => (parameter ? '1' : '0')).join('');
  return pattern(a).localeCompare(pattern(b));
}

function matches({ segments }: Route, parts: readonly string[]): boolean {
  return (
    segments.length === parts.length &&
    segments.every(({ literal }, index) => (literal === undefined ? parts[index] !== '' : literal === parts[index]))
  );
}

function parametersOf({ segments }: Route, parts: readonly string[]): Record<string, string> | undefined {
  const entries = segments.flatMap(({ parameter }, index) =>
    parameter ? [[parameter, decodeURIComponent(parts[index] ?? '')] as const] : [],
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
