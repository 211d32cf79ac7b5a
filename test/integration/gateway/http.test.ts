import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { fakeGateway } from './fake-gateway.ts';
import { rawRequest } from './raw-request.ts';
import { turnstile } from './turnstile.ts';

const echo = (event: unknown) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event),
});

async function send(url: string, init?: RequestInit): Promise<APIGatewayProxyEventV2> {
  const response = await fetch(url, init);
  return (await response.json()) as APIGatewayProxyEventV2;
}

describe('the event of a request', () => {
  it('has the shape of payload format 2.0', async () => {
    const { url } = await fakeGateway({ functions: { getTask: echo } });
    const event = await send(`${url}/api/v1/tasks/t1?a=1`, { headers: { 'User-Agent': 'probe', 'X-Some': 'Value' } });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /api/{version}/tasks/{taskId}',
      rawPath: '/api/v1/tasks/t1',
      rawQueryString: 'a=1',
      headers: { 'x-some': 'Value', 'x-forwarded-proto': 'http', host: url.replace('http://', '') },
      queryStringParameters: { a: '1' },
      pathParameters: { taskId: 't1' },
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'GET /api/{version}/tasks/{taskId}',
        stage: '$default',
        domainName: 'localhost',
        http: { method: 'GET', path: '/api/v1/tasks/t1', protocol: 'HTTP/1.1', userAgent: 'probe' },
      },
    });
    expect(event.requestContext.requestId).toMatch(/^[\w-]{15}=$/);
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(Math.abs(event.requestContext.timeEpoch - Date.now())).toBeLessThan(5_000);
    expect(event.headers).not.toHaveProperty('connection');
    expect(event).not.toHaveProperty('cookies');
    expect(event).not.toHaveProperty('body');
  });

  it('leaves out what a request does not have', async () => {
    const { url } = await fakeGateway({ functions: { getHealth: echo } });
    const event = await send(`${url}/health`);
    expect(event).toMatchObject({ rawQueryString: '' });
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event).not.toHaveProperty('pathParameters');
  });

  it('joins repeated query parameters, and decodes them', async () => {
    const { url } = await fakeGateway({ functions: { listTasks: echo } });
    const event = await send(`${url}/api/v1/tasks?status=a&status=b%20c&q=x+y&__proto__=z&empty`);
    expect(event.rawQueryString).toBe('status=a&status=b%20c&q=x+y&__proto__=z&empty');
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([
      ['status', 'a,b c'],
      ['q', 'x y'],
      ['__proto__', 'z'],
      ['empty', ''],
    ]);
  });

  it('takes cookies out of the headers', async () => {
    const { url } = await fakeGateway({ functions: { getHealth: echo } });
    const event = await send(`${url}/health`, { headers: { cookie: 'a=1; b=2' } });
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(event.headers).not.toHaveProperty('cookie');
  });

  it('joins repeated headers, those that Node drops too', async () => {
    const { port, httpCalls } = await fakeGateway();
    const head = 'GET /health HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2\r\nUser-Agent: u1\r\nUser-Agent: u2\r\n';
    await rawRequest(port, `${head}Connection: close\r\n\r\n`);
    expect(httpCalls()[0]?.event.headers).toMatchObject({ 'x-a': '1,2', 'user-agent': 'u1,u2' });
  });

  it('says where the client is, whatever the client says', async () => {
    const { url } = await fakeGateway({ functions: { getHealth: echo } });
    const claims = { 'X-Forwarded-For': '6.6.6.6', 'X-Montu-Address': '6.6.6.6' };
    const event = await send(`${url.replace('localhost', '127.0.0.1')}/health`, { headers: claims });
    expect(event.headers).toMatchObject({ 'x-forwarded-for': '6.6.6.6, 127.0.0.1', 'x-montu-address': '127.0.0.1' });
    expect(event.requestContext.http.sourceIp).toBe('127.0.0.1');
  });

  it.each([
    ['application/json', '{"a":"é"}', false],
    ['application/json; charset=utf-8', '{}', false],
    ['text/plain', 'x', false],
    ['application/merge-patch+json', '{}', true],
    ['application/x-www-form-urlencoded', 'a=b', true],
    ['application/msgpack', '\u0081', true],
  ])('gives %s as text or base64, as AWS does', async (type, body, isBase64Encoded) => {
    const { url } = await fakeGateway({ functions: { createTask: echo } });
    const event = await send(`${url}/api/v1/tasks`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8').toString()).toBe(body);
  });

  it('takes a body without a content type for binary, and gives a chunked one its length', async () => {
    const { port, httpCalls } = await fakeGateway();
    const head = 'POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    await rawRequest(port, `${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);
    const event = httpCalls()[0]?.event;
    expect(event).toMatchObject({ isBase64Encoded: true, body: 'YWJjZGU=', headers: { 'content-length': '5' } });
    expect(event?.headers).not.toHaveProperty('transfer-encoding');
  });
});

describe('routes', () => {
  it('keeps encoded slashes inside a parameter, decoded', async () => {
    const { port, httpCalls } = await fakeGateway();
    for (const id of ['a%2Fb', '..%2f..%2fetc', '%C3%A9%20x', '..']) {
      await rawRequest(port, `GET /api/v1/tasks/${id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    }
    expect(httpCalls().map(({ id, event }) => [id, event.pathParameters?.taskId, event.rawPath])).toEqual([
      ['getTask', 'a/b', '/api/v1/tasks/a/b'],
      ['getTask', '../../etc', '/api/v1/tasks/../../etc'],
      ['getTask', 'é x', '/api/v1/tasks/é x'],
      ['getTask', '..', '/api/v1/tasks/..'],
    ]);
  });

  it('answers with a slash at the end as without', async () => {
    const { url, httpCalls } = await fakeGateway();
    await fetch(`${url}/api/v1/tasks/`);
    await fetch(`${url}/api/v1/tasks/t1/?x=1`);
    expect(httpCalls().map(({ id, event }) => [id, event.rawPath])).toEqual([
      ['listTasks', '/api/v1/tasks'],
      ['getTask', '/api/v1/tasks/t1'],
    ]);
  });

  it.each([
    ['GET', '/nowhere'],
    ['DELETE', '/health'],
    ['HEAD', '/health'],
    ['OPTIONS', '/api/v1/tasks'],
    ['GET', '/api/v1//tasks'],
    ['GET', '/api/v1/tasks//'],
    ['GET', '/ws/tasks/SWA'],
    ['GET', '/'],
  ])('gives %s %s to unknownRoute', async (method, path) => {
    const { url, httpCalls } = await fakeGateway({ functions: { unknownRoute: () => ({ statusCode: 404 }) } });
    expect((await fetch(url + path, { method })).status).toBe(404);
    expect(httpCalls()[0]).toMatchObject({ id: 'unknownRoute', event: { routeKey: '$default' } });
    expect(httpCalls()[0]?.event).not.toHaveProperty('pathParameters');
  });

  it('serves a request that offers HTTP/2 by upgrade', async () => {
    const { url } = await fakeGateway({ functions: { getHealth: () => 'fine' } });
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const [response] = await once(request(`${url}/health`, { headers }).end(), 'response');
    expect([response.statusCode, await text(response)]).toEqual([200, 'fine']);
  });

  it('listens on both addresses of localhost, with keep-alive', async () => {
    const { port } = await fakeGateway();
    const answers = await Promise.all(['127.0.0.1', '[::1]'].map((host) => fetch(`http://${host}:${port}/health`)));
    expect(answers.map(({ status, headers }) => [status, headers.get('connection')])).toEqual([
      [200, 'keep-alive'],
      [200, 'keep-alive'],
    ]);
  });
});

describe('the result of a function', () => {
  it('becomes status, headers, cookies and body', async () => {
    const result = { statusCode: 201, headers: { ETag: '"1"', 'X-Number': 7 }, cookies: ['a=1', 'b=2'], body: 'né' };
    const { url } = await fakeGateway({ functions: { getHealth: () => result } });
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.get('x-number')).toBe('7');
    expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
    expect(response.headers.get('content-length')).toBe('3');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('né');
  });

  it('is decoded from base64', async () => {
    const result = { statusCode: 200, body: Buffer.from([0, 255, 128]).toString('base64'), isBase64Encoded: true };
    const { url } = await fakeGateway({ functions: { getHealth: () => result } });
    expect([...new Uint8Array(await (await fetch(`${url}/health`)).arrayBuffer())]).toEqual([0, 255, 128]);
  });

  it.each([
    [{ a: 1 }, '{"a":1}'],
    ['plain', 'plain'],
    [undefined, 'null'],
  ])('without a status code is the body: %j', async (result, body) => {
    const { url } = await fakeGateway({ functions: { getHealth: () => result } });
    const response = await fetch(`${url}/health`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  });

  it('has no body with 204 and 304', async () => {
    const { url } = await fakeGateway({
      functions: { getHealth: () => ({ statusCode: 204 }), getOpenapi: () => ({ statusCode: 304 }) },
    });
    for (const [path, status] of [['/health', 204] as const, ['/api/v1/openapi.json', 304] as const]) {
      const response = await fetch(url + path);
      expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
        status,
        null,
        '',
      ]);
    }
  });

  it.each([
    ['throws', () => Promise.reject(new Error('secret'))],
    ['has no valid status', () => ({ statusCode: 9_999 })],
    ['has an impossible header', () => ({ statusCode: 200, headers: { 'x-a': 'line\r\nbreak' } })],
    ['is above 6 MB', () => ({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) })],
  ])('is a 500 when it %s', async (_, getHealth) => {
    const { url, log } = await fakeGateway({ functions: { getHealth } });
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('getHealth failed');
  });

  it('is a 503 when it does not come', async () => {
    const getHealth = () => new Promise(() => undefined);
    const { url } = await fakeGateway({ functions: { getHealth }, limits: { integrationTimeoutMs: 40 } });
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });
});

it('answers many requests at once, each with its own', async () => {
  const { pass } = turnstile(200);
  const getTask = async (event: unknown) => {
    await pass();
    return { id: (event as APIGatewayProxyEventV2).pathParameters?.taskId };
  };
  const { url } = await fakeGateway({ functions: { getTask } });
  const ids = Array.from({ length: 200 }, (_, index) => `t${index}`);
  const answers = await Promise.all(ids.map(async (id) => (await fetch(`${url}/api/v1/tasks/${id}`)).json()));
  expect(answers).toEqual(ids.map((id) => ({ id })));
});
