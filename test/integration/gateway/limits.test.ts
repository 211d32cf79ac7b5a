import { describe, expect, it } from 'vitest';
import { errorBody } from '../../../shared/contract/envelope.ts';
import { maxBodyBytes } from '../../../shared/manifest/edge.ts';
import { fakeGateway } from './fake-gateway.ts';
import { rawRequest } from './raw-request.ts';

const sevenMegabytes = Buffer.alloc(7 * 1024 * 1024, 'a');
const post = 'POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** Status and body of an answer as it came over the wire. */
function parse(text: string): { status: number; head: string; body: unknown } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: JSON.parse(body) };
}

describe('a body above the limit', () => {
  it('is refused in the envelope, readable for a browser', async () => {
    const { url, calls } = await fakeGateway();
    const headers = { origin: 'https://app.example' };
    const response = await fetch(`${url}/api/v1/tasks`, { method: 'POST', body: sevenMegabytes, headers });
    expect(response.status).toBe(413);
    const { error } = errorBody.strict().parse(await response.json());
    expect(error).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      details: [],
      requestId: expect.stringMatching(/^req_/),
      docUrl: `${url}/docs/errors#PAYLOAD_TOO_LARGE`,
    });
    expect(response.headers.get('x-request-id')).toBe(error.requestId);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(calls).toEqual([]);
  });

  it('is refused when it comes in chunks, too', async () => {
    const { url, calls } = await fakeGateway();
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(sevenMegabytes.subarray(0, 1024 * 1024));
        sent += 1;
        if (sent === 7) controller.close();
      },
    });
    let sent = 0;
    const response = await fetch(`${url}/api/v1/tasks`, { method: 'POST', body, duplex: 'half' });
    expect(response.status).toBe(413);
    expect(calls).toEqual([]);
  });

  it.each([
    ['with a length', `${post}Content-Length: ${sevenMegabytes.length}\r\n\r\n`, [sevenMegabytes]],
    [
      'in chunks',
      `${post}Transfer-Encoding: chunked\r\n\r\n`,
      [`${sevenMegabytes.length.toString(16)}\r\n`, sevenMegabytes, '\r\n0\r\n\r\n'],
    ],
  ])('is answered, not reset, for a client that sends all of it first: %s', async (_, head, pieces) => {
    const { port } = await fakeGateway();
    const { text, error } = await rawRequest(port, head, ...pieces);
    expect(error).toBeUndefined();
    expect(parse(text)).toMatchObject({ status: 413, body: { error: { code: 'PAYLOAD_TOO_LARGE' } } });
    expect(parse(text).head).toContain('connection: close');
  });

  it('is refused before it is sent when the client asks first', async () => {
    const { port } = await fakeGateway();
    const head = `${post}Content-Length: ${sevenMegabytes.length}\r\nExpect: 100-continue\r\n\r\n`;
    const { text } = await rawRequest(port, head);
    expect(text).not.toContain('100 Continue');
    expect(parse(text).status).toBe(413);
  });

  it('does not hold a connection for a client that never ends', async () => {
    const { port } = await fakeGateway({ limits: { lingerMs: 50 } });
    const { text } = await rawRequest(port, `${post}Content-Length: ${sevenMegabytes.length}\r\n\r\nabc`);
    expect(parse(text).status).toBe(413);
  });
});

it('lets a client that asks first send what is small enough', async () => {
  const { port, httpCalls } = await fakeGateway();
  const head = `${post}Content-Length: 2\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n`;
  const { text } = await rawRequest(port, head, '{}');
  expect(text).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
  expect(httpCalls()[0]?.event).toMatchObject({ body: '{}' });
});

it('takes a body of exactly the limit', async () => {
  const { url, httpCalls } = await fakeGateway();
  const body = 'x'.repeat(maxBodyBytes);
  const headers = { 'content-type': 'text/plain' };
  expect((await fetch(`${url}/api/v1/tasks`, { method: 'POST', body, headers })).status).toBe(200);
  expect(httpCalls()[0]?.event.body).toBe(body);
});

it('refuses an event that is above 6 MB once encoded', async () => {
  const { url, calls } = await fakeGateway();
  const headers = { 'content-type': 'application/msgpack', origin: 'https://app.example' };
  const body = Buffer.alloc(maxBodyBytes);
  const response = await fetch(`${url}/api/v1/tasks`, { method: 'POST', body, headers });
  expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
  expect(calls).toEqual([]);
});

it('refuses an address that cannot be decoded', async () => {
  const { url, calls } = await fakeGateway();
  for (const path of ['/api/v1/tasks/%zz', '/api/v1/tasks/%ff', '/%']) {
    const response = await fetch(url + path);
    expect(response.status).toBe(400);
    const { error } = errorBody.strict().parse(await response.json());
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: [{ field: 'path', code: 'INVALID_FORMAT' }] });
  }
  expect(calls).toEqual([]);
});

it('refuses headers above 10,240 bytes in total', async () => {
  const { url, calls } = await fakeGateway();
  const status = async (bytes: number) => {
    const response = await fetch(`${url}/health`, { headers: { 'x-a': 'a'.repeat(bytes) } });
    return [response.status, await response.json()];
  };
  expect(await status(9_000)).toEqual([200, {}]);
  expect(await status(10_240)).toEqual([431, { message: 'Request Header Fields Too Large' }]);
  expect(calls).toHaveLength(1);
});

it('answers 400 to what is no HTTP', async () => {
  const { port } = await fakeGateway();
  expect(parse((await rawRequest(port, 'HELLO\r\n\r\n')).text)).toMatchObject({
    status: 400,
    body: { message: 'Bad Request' },
  });
});

it('survives a client that goes away while it sends, and one that goes away before its answer', async () => {
  let isDone = false;
  const getHealth = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    isDone = true;
    return {};
  };
  const { url, log } = await fakeGateway({ functions: { getHealth } });
  await expect(fetch(`${url}/health`, { signal: AbortSignal.timeout(20) })).rejects.toThrow();
  const stuck = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('abc')) });
  const half = { method: 'POST', body: stuck, duplex: 'half', signal: AbortSignal.timeout(20) } as const;
  await expect(fetch(`${url}/api/v1/tasks`, half)).rejects.toThrow();
  await expect.poll(() => isDone).toBe(true);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(log).toEqual([]);
});
