import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../../contract/operation.ts';
import { admit, visitor } from '../rate-limits.ts';
import type { Middleware, RequestContext } from './chain.ts';

/** No answer waits longer than this for the next lease. */
const patienceMs = 500;

interface Answered {
  context: RequestContext;
  response: { headers?: Record<string, unknown> } | null | undefined;
}

/** A lease that is under way is not lost; it fails in its own way. */
async function finish({ context, response }: Answered): Promise<void> {
  const { limits, renewal } = context.request;
  if (response) response.headers = { ...response.headers, ...limits };
  if (!renewal) return;
  await Promise.race([renewal.catch(() => undefined), sleep(patienceMs, undefined, { ref: false })]);
}

/** How the limit stands, on every answer. */
export const limitHeaders: Middleware = {
  after: (request) => finish(request as Answered),
  onError: (request) => finish(request as Answered),
};

/** Counts the requests of whoever need not be signed in, by their address. */
export function addressLimit(operation: Operation): Middleware {
  return { before: ({ context: { request } }) => admit(request, visitor(request, operation), operation) };
}
