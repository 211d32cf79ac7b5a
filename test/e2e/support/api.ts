import { decode, encode } from '@msgpack/msgpack';
import { jsonType, messagePackTypes } from '../../../shared/contract/media-types.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import { expectConforms } from './conformance.ts';
import { stack } from './stack.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Of any shape. */
  body: ReturnType<typeof JSON.parse>;
}

export type Format = 'json' | 'msgpack';

/** What every request of these tests is made in, unless it says otherwise. */
const usualFormat: Format = process.env.MONTU_TEST_FORMAT === 'msgpack' ? 'msgpack' : 'json';

export interface Call {
  format?: Format;
  token?: string | undefined;
  body?: unknown;
  /** A body that is sent as it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

/** A body as its operation takes it: JSON, or a text of its media type. */
export function asBody(
  operation: Operation,
  body: object | string | undefined,
): Pick<Call, 'body' | 'raw' | 'headers'> {
  if (typeof body !== 'string') return body ? { body } : {};
  return { raw: body, headers: { 'content-type': operation.bodyType ?? 'text/plain' } };
}

/** The headers and the body of a request; a body of a type that it names itself is JSON. */
function contentOf({ body, raw, headers, format = usualFormat }: Call) {
  const packs = format === 'msgpack' && raw === undefined && !headers?.['content-type'];
  return {
    headers: {
      ...(format === 'msgpack' && { accept: messagePackTypes[0] }),
      ...((body !== undefined || raw !== undefined) && { 'content-type': packs ? messagePackTypes[0] : jsonType }),
    },
    body:
      raw ?? (body === undefined ? undefined : packs ? encode(body, { ignoreUndefined: true }) : JSON.stringify(body)),
  };
}

async function read(response: Response): Promise<Answer['body']> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('msgpack')) return decode(await response.arrayBuffer());
  const text = await response.text();
  return type.includes('json') ? JSON.parse(text) : text;
}

/** What a test says of a tag holds for any format; that it is weak in some is for the tests of formats to say. */
function withPlainTag(headers: Headers): Headers {
  const tag = headers.get('etag');
  if (tag === null) return headers;
  const all = new Headers(headers);
  all.set('etag', tag.replace(/^W\//, ''));
  return all;
}

/** A request as a client makes it, and the answer with its body parsed, which must be as OpenAPI tells. */
export async function call(method: string, path: string, options: Call = {}): Promise<Answer> {
  const { url } = await stack();
  const { token } = options;
  const { headers, body } = contentOf(options);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers, ...options.headers },
    ...(body !== undefined && { body }),
  });
  const answered = options.format ? response.headers : withPlainTag(response.headers);
  const answer = { status: response.status, headers: answered, body: await read(response) };
  expectConforms(method, path, answer);
  return answer;
}
