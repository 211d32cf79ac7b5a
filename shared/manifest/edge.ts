import { type ErrorCode, errorTable } from '../contract/errors.ts';

/*
 * What happens in front of both APIs, as CloudFront does it in AWS and the gateway on one machine. Pure, and in the
 * subset of JavaScript that a bundle for CloudFront Functions can have.
 */

/** API Gateway hands at most 6 MB to a function, event included; the rest is room for escapes and headers. */
export const maxBodyBytes = 5 * 1024 * 1024;

/**
 * The channel that a socket address subscribes to at once: API Gateway's WebSocket API has no paths of its own.
 * `/ws/notifications/user_1` → `user:user_1`, `/ws/tasks/SWA` → `project:SWA`; undefined for any other path.
 */
export function channelOfSocketPath(path: string): string | undefined {
  const match = /^\/ws\/(notifications|tasks)\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/?$/.exec(path);
  if (!match) return undefined;
  return `${match[1] === 'tasks' ? 'project' : 'user'}:${match[2]}`;
}

/** Carries the client's address; the edge overwrites what a client says of itself. */
export const addressHeader = 'x-montu-address';

/** Only the edge knows what to send in it (`docs/decisions/0003-edge.md`). */
export const originHeader = 'x-montu-origin';

/** What a page of another origin may read of an answer's headers. */
export const exposedHeaders =
  'ETag, X-Request-Id, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset, Link, Location, Idempotency-Replayed';

/** An address with its one slash at the end taken off: `/api/v1/tasks/` is `/api/v1/tasks`. */
export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.charAt(path.length - 1) === '/' ? path.slice(0, -1) : path;
}

/** Why the edge refuses a request that the APIs behind it need not see; undefined for any other. */
export function refusalOf(path: string, contentLength: number): ErrorCode | undefined {
  if (contentLength > maxBodyBytes) return 'PAYLOAD_TOO_LARGE';
  return isDecodable(path) ? undefined : 'VALIDATION_ERROR';
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch (_) {
    return false;
  }
}

/** What the edge knows of a request that it refuses. */
export interface RefusedRequest {
  requestId: string;
  /** Now, in ISO 8601. */
  timestamp: string;
  /** As in `https://api.montu.example`, without a slash at the end. */
  publicUrl: string;
  /** The origin of the page that asks, where it may read the answer. */
  allowedOrigin: string | undefined;
}

export interface EdgeAnswer {
  statusCode: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** An answer of the edge itself, in the envelope of the API. */
export function edgeError(code: ErrorCode, request: RefusedRequest): EdgeAnswer {
  const { requestId, timestamp, publicUrl, allowedOrigin } = request;
  const { status, meaning } = errorTable[code];
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
    vary: 'Origin',
  };
  if (allowedOrigin !== undefined) {
    headers['access-control-allow-origin'] = allowedOrigin;
    headers['access-control-expose-headers'] = 'X-Request-Id';
  }
  const details =
    code === 'VALIDATION_ERROR'
      ? [{ field: 'path', message: 'Has a % that begins no UTF-8 character', code: 'INVALID_FORMAT' }]
      : [];
  const docUrl = `${publicUrl}/docs/errors#${code}`;
  const error = { code, message: meaning, details, requestId, timestamp, docUrl };
  return { statusCode: status, headers, body: JSON.stringify({ error }) };
}
