import { noteDeprecatedUse } from '../../data/deprecated-use.ts';
import { noteRefusal, noteUse } from '../../data/security-trail.ts';
import { isApiKeyId } from '../../platform/ids.ts';
import { toApiError } from '../errors.ts';
import { actorOf, awaitBriefly, type Middleware, type RequestState } from './chain.ts';

function startTrail(request: RequestState, operation: string): void {
  const { caller, version, trail } = request;
  if (!caller || trail !== undefined) return;
  const notes = [
    ...(isApiKeyId(caller.userId) ? [noteUse(caller, actorOf(request, caller))] : []),
    ...(version.deprecation ? [noteDeprecatedUse(caller, version.name, operation)] : []),
  ];
  if (notes.length > 0) request.trail = Promise.all(notes).then(() => undefined);
}

/**
 * Puts down that an API key was used or a deprecated version called, while the handler works, and that a caller was
 * refused. Lambda stops whatever is under way after an answer, so the answer waits for it; it changes none.
 */
export function securityTrail(operation: string): Middleware {
  return {
    before: ({ context: { request } }) => startTrail(request, operation),
    after: ({ context: { request } }) => awaitBriefly(request.trail),
    async onError({ context: { request }, error }) {
      startTrail(request, operation);
      const { caller, refused: resource, trail } = request;
      if (caller && toApiError(error).code === 'FORBIDDEN') {
        const refusal = noteRefusal(caller, { operation, resource }, actorOf(request, caller));
        request.trail = Promise.all([trail, refusal]).then(() => undefined);
      }
      await awaitBriefly(request.trail);
    },
  };
}
