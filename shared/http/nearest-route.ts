import { ApiError } from '../contract/errors.ts';
import { allOperations } from '../contract/index.ts';
import { type Operation, routePath } from '../contract/operation.ts';
import { describedVersions } from '../contract/versions/index.ts';
import { isNear } from '../domain/suggest.ts';

const isParameter = (segment: string) => segment.startsWith('{');

/** The segments of an address without what comes before the first noun: `/api/v1/tasks/7` → `tasks`, `7`. */
function nounsOf(path: string): string[] {
  return path
    .replace(/^(\/api)?(\/v\d+)?(?=\/|$)/i, '')
    .split('/')
    .filter(Boolean);
}

/** The operations in whose addresses each segment is the one that was sent, or is near it, or is an id. */
function alike(operations: readonly Operation[], sent: readonly string[]): Operation[] {
  return operations.filter((operation) => {
    const nouns = nounsOf(routePath(operation));
    return (
      nouns.length === sent.length && nouns.every((noun, at) => isParameter(noun) || isNear(sent[at] as string, noun))
    );
  });
}

/** How many segments are exactly what was sent, an id being worth less than a noun. */
function likeness(operation: Operation, sent: readonly string[]): number {
  const worth = (noun: string, at: number) => (noun === sent[at] ? 3 : isParameter(noun) ? 1 : 0);
  return nounsOf(routePath(operation)).reduce((sum, noun, at) => sum + worth(noun, at), 0);
}

/**
 * The operation that was probably meant by an address which is none: with a slip of the keys, without `/api/v1`, or with
 * a segment too many at its end; undefined where nothing is like it.
 */
export function nearestRoute(method: string, path: string): Operation | undefined {
  const sent = nounsOf(path).slice(0, 10);
  for (let length = sent.length; length > 0; length -= 1) {
    const nouns = sent.slice(0, length);
    const [first, ...rest] = alike(allOperations, nouns);
    const score = (one: Operation) => likeness(one, nouns) * 2 + (one.method === method ? 1 : 0);
    if (first) return rest.reduce((best, one) => (score(one) > score(best) ? one : best), first);
  }
  return allOperations.find((operation) => routePath(operation).endsWith(`/${sent.at(-1)}`));
}

/** What is said of an address that is none. */
export function noSuchAddress(method: string, path: string): ApiError {
  const meant = nearestRoute(method, path);
  const version = describedVersions.find(({ name }) => path.startsWith(`/api/${name}/`))?.name;
  const suggestion = meant
    ? `Did you mean ${meant.method} ${routePath(meant, version)}?`
    : 'All addresses are at /docs';
  const message = 'There is nothing at this address. The API is described at /docs.';
  return new ApiError('NOT_FOUND', message, {
    details: [{ field: 'path', code: 'NOT_FOUND', message: 'Is the address of no operation', suggestion }],
  });
}
