import type { ErrorCode } from '../../shared/contract/errors.ts';

/** What a client does about each error. */
export const remedies: Record<ErrorCode, string> = {
  VALIDATION_ERROR:
    'Correct what `details` names: `field` is where, `suggestion` says what would be accepted. The same request will fail again.',
  MALFORMED_BODY: 'Check that the body is complete, in UTF-8, and really of its `Content-Type`.',
  UNAUTHENTICATED: 'Sign in, and send `Authorization: Bearer <accessToken>`.',
  TOKEN_EXPIRED: 'Exchange the refresh token at `POST /api/v1/auth/refresh`, then repeat the request once.',
  FORBIDDEN: 'Nothing to retry: ask someone whose role allows it. The reference names the roles for each operation.',
  NOT_FOUND: 'Check the id, the studio you are signed in to, and whether you are a member of the project.',
  METHOD_NOT_ALLOWED: 'Use one of the methods that the `Allow` header names.',
  NOT_ACCEPTABLE: 'Accept `application/json` or `application/vnd.msgpack`; `details` names all there is.',
  CONFLICT: 'Read what is there now, and decide; choose another id if you were creating something.',
  GONE: 'Start again from a full read; what was missed in between is no longer kept.',
  VERSION_CONFLICT:
    'Read the entity again, apply your change to what it is now, and send it with the new `ETag` in `If-Match`.',
  PAYLOAD_TOO_LARGE: 'Send less at once.',
  UNSUPPORTED_MEDIA_TYPE:
    'Send one of the types that `Accept` of the answer names, as `application/json`, uncompressed.',
  IDEMPOTENCY_MISMATCH: 'Use a new `Idempotency-Key` for a new request; keep a key only to repeat the same one.',
  PRECONDITION_REQUIRED:
    'Read the entity first, and send its `ETag` in `If-Match` (in a bulk, the `revision` of each change); `If-Match: *` writes over whatever is there.',
  RATE_LIMITED: 'Wait as many seconds as `Retry-After` says, then go on more slowly.',
  INTERNAL: 'Try again once. If it stays, tell us the `requestId`.',
  UNAVAILABLE: 'Wait as many seconds as `Retry-After` says, and try again.',
};
