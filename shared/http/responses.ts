import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type ErrorBody, errorDocUrl } from '../contract/envelope.ts';
import { ApiError } from '../contract/errors.ts';
import { exposedHeaders } from '../manifest/edge.ts';
import { config } from '../platform/config.ts';
import { isAllowedOrigin } from './edge.ts';
import { encoded } from './encode.ts';
import { isMessagePack, structuredType } from './formats.ts';
import { type HttpEvent, header } from './request.ts';

export type HttpResult = APIGatewayProxyStructuredResultV2 & { headers: Record<string, string> };

/** CORS headers for exactly the stage's origins; on errors too. */
export function corsHeaders(event: HttpEvent): Record<string, string> {
  const origin = header(event, 'origin');
  if (origin === undefined || !isAllowedOrigin(origin)) return {};
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders };
}

/** The answer to a preflight, which the browser may keep for two hours. */
export function preflight(event: HttpEvent): HttpResult {
  return {
    statusCode: 204,
    headers: {
      ...baseHeaders(event),
      // of any address, so that a page can read that it has no such method, or does not exist
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Montu-After, X-Request-Id',
      'access-control-max-age': '7200',
    },
  };
}

function baseHeaders(event: HttpEvent): Record<string, string> {
  return { vary: 'Accept, Accept-Encoding, Origin', 'x-content-type-options': 'nosniff', ...corsHeaders(event) };
}

/** An answer with the headers that every answer has. */
async function result(
  event: HttpEvent,
  requestId: string,
  answer: { status: number; content?: string | Buffer; headers: Record<string, string> },
): Promise<HttpResult> {
  const { status, content, headers } = answer;
  const all: Record<string, string> = {
    ...baseHeaders(event),
    'x-request-id': requestId,
    'cache-control': 'no-store',
    ...headers,
  };
  if (content === undefined) return { statusCode: status, headers: all };
  const { encoding, body, isBase64Encoded } = await encoded(event, content);
  if (encoding !== undefined) all['content-encoding'] = encoding;
  // a tag that may be strong is of the plain JSON; of the same in other bytes it is a weak one (RFC 9110 §8.8.1)
  if (all.etag !== undefined && isBase64Encoded) all.etag = `W/${all.etag}`;
  return { statusCode: status, headers: all, body, isBase64Encoded };
}

/** A structured answer, in the format that the client prefers. */
export async function structuredResult(
  event: HttpEvent,
  requestId: string,
  answer: { status: number; body?: unknown; headers?: Record<string, string> },
): Promise<HttpResult> {
  const { status, body, headers = {} } = answer;
  if (body === undefined) return result(event, requestId, { status, headers });
  const type = structuredType(event);
  const content = isMessagePack(type)
    ? // loaded by its first use, so that clients that do not ask for it do not wait for it
      (await import('./message-pack.ts')).encodeMessagePack(body)
    : JSON.stringify(body);
  return result(event, requestId, { status, content, headers: { 'content-type': type, ...headers } });
}

/** What a handler gives as a file: text as it is, anything else as any structured answer. */
export interface FileReply {
  type: string;
  name: string;
  content: unknown;
  /** Where the next answer goes on. */
  nextCursor?: string | undefined;
}

/** An answer that is to be saved as a file; a `Link` leads to what this one cannot hold. */
export function fileResult(
  event: HttpEvent,
  requestId: string,
  reply: FileReply,
  shown: (content: unknown) => unknown,
): Promise<HttpResult> {
  const { type, name, content, nextCursor } = reply;
  const next = new URLSearchParams(event.rawQueryString);
  if (nextCursor !== undefined) next.set('cursor', nextCursor);
  const headers = {
    'content-disposition': `attachment; filename="${name}"`,
    ...(nextCursor !== undefined && { link: `<${config().MONTU_PUBLIC_URL}${event.rawPath}?${next}>; rel="next"` }),
  };
  if (typeof content !== 'string') {
    return structuredResult(event, requestId, { status: 200, body: shown(content), headers });
  }
  const ofText = { 'content-type': `${type}; charset=utf-8` };
  return result(event, requestId, { status: 200, content, headers: { ...ofText, ...headers } });
}

/** What an address can do, for whoever asks with OPTIONS. */
export function optionsResult(event: HttpEvent, requestId: string, allow: string): Promise<HttpResult> {
  return result(event, requestId, { status: 204, headers: { allow } });
}

/** An error in its one shape. */
export function errorResult(event: HttpEvent, requestId: string, error: ApiError): Promise<HttpResult> {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      details: error.details,
      requestId,
      timestamp: new Date().toISOString(),
      docUrl: errorDocUrl(config().MONTU_PUBLIC_URL, error.code),
      ...error.extra,
    },
  };
  return structuredResult(event, requestId, { status: error.status, body, headers: error.headers });
}

/** What a client hears of something unexpected: where to find it in the log, and nothing else. */
export function internalError(): ApiError {
  return new ApiError('INTERNAL', 'Something broke on our side. Tell us the request id, and we can find out what.');
}
