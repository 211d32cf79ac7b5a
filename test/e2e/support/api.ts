import { decode, encode } from '@msgpack/msgpack';
import { expect } from 'vitest';
import { errorTable } from '../../../shared/contract/errors.ts';
import { allOperations } from '../../../shared/contract/index.ts';
import { jsonType, messagePackTypes } from '../../../shared/contract/media-types.ts';
import { type Operation, routePath } from '../../../shared/contract/operation.ts';
import { errorsOf } from '../../../shared/openapi/responses.ts';
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

const routes = allOperations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${routePath(operation).replace(/\{\w+\}/g, '[^/?]+')}/?$`),
}));

/** Every status that is seen must be one that the contract has declared, so that OpenAPI tells of it. */
function expectDeclared(method: string, path: string, status: number): void {
  const [bare = ''] = path.split('?');
  const route = routes.find(({ operation, pattern }) => operation.method === method && pattern.test(bare));
  if (!route) return;
  const errors = errorsOf(route.operation).map((code) => errorTable[code].status as number);
  expect([route.operation.answer.status, 304, ...errors]).toContain(status);
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

/** A request as a client makes it, and the answer with its body parsed. */
export async function call(method: string, path: string, options: Call = {}): Promise<Answer> {
  const { url } = await stack();
  const { token } = options;
  const { headers, body } = contentOf(options);
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers, ...options.headers },
    ...(body !== undefined && { body }),
  });
  expectDeclared(method, path, response.status);
  const answered = options.format ? response.headers : withPlainTag(response.headers);
  return { status: response.status, headers: answered, body: await read(response) };
}
