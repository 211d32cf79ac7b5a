import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { HttpEvent } from '../../shared/http/request.ts';

interface RequestParts {
  method?: string;
  path?: string;
  /** Names in any case. */
  headers?: Record<string, string>;
  /** As it stands in the address. */
  query?: string;
  params?: Record<string, string>;
  /** JSON, unless it is a text already. */
  body?: unknown;
}

/** A request as an HTTP API hands it to a function (payload format 2.0). */
export function httpEvent(parts: RequestParts = {}): HttpEvent {
  const { method = 'GET', path = '/api/v1/test', query = '', params, body } = parts;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = Object.entries({ ...json, ...parts.headers }).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(headers),
    requestContext: {
      ...{ accountId: '1', apiId: 'api', domainName: 'api.montu.test', domainPrefix: 'api' },
      ...{ requestId: 'gateway-id', routeKey: `${method} ${path}`, stage: '$default' },
      ...{ time: '29/Aug/2025:10:00:00 +0000', timeEpoch: 1_756_461_600_000 },
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'test' },
    },
    ...(params && { pathParameters: params }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

const context = {
  ...{ functionName: 'test', functionVersion: '1', invokedFunctionArn: 'arn:test', awsRequestId: 'aws-id' },
  ...{ callbackWaitsForEmptyEventLoop: false, memoryLimitInMB: '512', logGroupName: 'g', logStreamName: 's' },
  getRemainingTimeInMillis: () => 30_000,
  ...{ done: () => {}, fail: () => {}, succeed: () => {} },
} satisfies Context;

type Handler = (event: HttpEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

/** What a client gets of an answer; the body as `T`, or undefined without one. */
export interface Answer<T> {
  status: number;
  headers: Record<string, string>;
  body: T;
}

/** Sends a request to a function as Lambda would. */
export async function send<T = Record<string, unknown>>(
  handler: Handler,
  parts: RequestParts = {},
): Promise<Answer<T>> {
  const { statusCode = 0, headers = {}, body } = await handler(httpEvent(parts), { ...context });
  return {
    status: statusCode,
    headers: headers as Record<string, string>,
    body: (body === undefined ? undefined : JSON.parse(body)) as T,
  };
}
