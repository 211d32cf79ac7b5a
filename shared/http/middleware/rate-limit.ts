import type { Operation } from '../../contract/operation.ts';
import { admit, visitor } from '../rate-limits.ts';
import { type Answered, addHeaders, awaitBriefly, type Middleware } from './chain.ts';

/** A lease that is under way is not lost; it fails in its own way. */
async function finish(request: Answered): Promise<void> {
  const { limits, renewal } = request.context.request;
  addHeaders(request, limits);
  await awaitBriefly(renewal);
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
