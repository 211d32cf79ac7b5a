import { expect } from 'vitest';
import { errorTable } from '../../../shared/contract/errors.ts';
import { allOperations } from '../../../shared/contract/index.ts';
import { type Operation, routePath } from '../../../shared/contract/operation.ts';
import { errorsOf } from '../../../shared/openapi/responses.ts';
import { stack } from './stack.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Of any shape. */
  body: ReturnType<typeof JSON.parse>;
}

export interface Call {
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

/** A request as a client makes it, and the answer with its body parsed. */
export async function call(method: string, path: string, { token, body, raw, headers }: Call = {}): Promise<Answer> {
  const { url } = await stack();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...((body !== undefined || raw !== undefined) && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(raw !== undefined && { body: raw }),
  });
  expectDeclared(method, path, response.status);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
