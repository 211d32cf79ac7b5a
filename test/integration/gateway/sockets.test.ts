import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { fakeGateway } from './fake-gateway.ts';
import { rawRequest } from './raw-request.ts';
import { openSocket, refusedHandshake } from './socket-client.ts';
import { turnstile } from './turnstile.ts';

describe('$connect', () => {
  it('gets the handshake, with the channel of the path', async () => {
    const gateway = await fakeGateway();
    const headers = { Authorization: 'Bearer x', 'User-Agent': 'probe', 'X-Montu-Address': '6.6.6.6' };
    await openSocket(`${gateway.url}/ws/tasks/SWA?ticket=abc&channel=user:other&ticket=def`, { headers });
    const [event] = gateway.socketCalls('connectSocket');
    expect(event).toMatchObject({
      headers: { Authorization: 'Bearer x', Host: gateway.url.slice(7), 'Sec-WebSocket-Version': '13' },
      multiValueHeaders: { Authorization: ['Bearer x'] },
      queryStringParameters: { ticket: 'def', channel: 'project:SWA' },
      multiValueQueryStringParameters: { ticket: ['abc', 'def'], channel: ['project:SWA'] },
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        connectionId: expect.stringMatching(/^[\w-]{15}=$/),
        connectedAt: expect.any(Number),
        domainName: 'localhost',
        identity: { userAgent: 'probe', sourceIp: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) },
      },
      isBase64Encoded: false,
    });
    expect(event?.requestContext).not.toHaveProperty('messageId');
    expect(event).not.toHaveProperty('body');
    expect(event?.headers?.['x-montu-address']).toBe(event?.requestContext.identity.sourceIp);
    expect(event?.headers).not.toHaveProperty('X-Montu-Address');
  });

  it.each([
    ['/ws/notifications/user_1', { channel: 'user:user_1' }],
    ['/ws/tasks/SWA/', { channel: 'project:SWA' }],
    ['/ws', undefined],
    ['/ws?ticket=a%20b', { ticket: 'a b' }],
  ])('opens %s', async (path, query) => {
    const gateway = await fakeGateway();
    await openSocket(gateway.url + path);
    expect(gateway.socketCalls('connectSocket')[0]?.queryStringParameters).toEqual(query);
  });

  it.each(['/ws/tasks/..%2fx', '/ws/tasks/', '/ws/other/x', '/elsewhere'])('is not asked about %s', async (path) => {
    const gateway = await fakeGateway();
    expect(await refusedHandshake(gateway.url + path)).toEqual({ status: 404, body: '{"message":"Not Found"}' });
    expect(gateway.calls).toEqual([]);
  });

  it.each([
    ['401', () => ({ statusCode: 401 }), 401],
    ['403', () => ({ statusCode: 403, body: 'not told' }), 403],
    ['500', () => ({ statusCode: 500 }), 502],
    ['an error', () => Promise.reject(new Error('secret')), 502],
    ['nothing', () => undefined, 502],
    ['nothing in time', () => new Promise(() => undefined), 502],
  ])('refuses the handshake with %s', async (_, connectSocket, status) => {
    const limits = { socketIntegrationTimeoutMs: 30 };
    const gateway = await fakeGateway({ functions: { connectSocket }, limits });
    const answer = await refusedHandshake(`${gateway.url}/ws/tasks/SWA`);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toMatch(/secret|not told/);
    expect(gateway.socketCalls('disconnectSocket')).toEqual([]);
  });

  it('is not asked about what is no handshake', async () => {
    const gateway = await fakeGateway();
    const head = 'GET /ws/tasks/SWA HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect((await rawRequest(gateway.port, head)).text).toMatch(/^HTTP\/1.1 400 /);
    expect(gateway.calls).toEqual([]);
  });

  it('chooses the subprotocol', async () => {
    const headers = { 'Sec-WebSocket-Protocol': 'montu.v1' };
    const gateway = await fakeGateway({ functions: { connectSocket: () => ({ statusCode: 200, headers }) } });
    const { socket } = await openSocket(`${gateway.url}/ws`, { protocols: ['other', 'montu.v1'] });
    expect(socket.protocol).toBe('montu.v1');
  });
});

describe('messages', () => {
  it.each([
    ['{"action":"subscribe","channel":"project:SWA"}', 'subscribeSocket', 'subscribe'],
    ['{"action":"ping"}', 'pingSocket', 'ping'],
    ['{"action":"unheard"}', 'rejectMessage', '$default'],
    ['{"action":"$connect"}', 'rejectMessage', '$default'],
    ['{"action":7}', 'rejectMessage', '$default'],
    ['null', 'rejectMessage', '$default'],
    ['not JSON', 'rejectMessage', '$default'],
    ['', 'rejectMessage', '$default'],
  ])('are routed by their action: %s', async (text, id, routeKey) => {
    const gateway = await fakeGateway();
    const { socket } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    socket.send(text);
    await expect.poll(() => gateway.calls.length).toBe(2);
    const connectionId = gateway.socketCalls('connectSocket')[0]?.requestContext.connectionId;
    const [event] = gateway.socketCalls(id);
    expect(event).toMatchObject({
      body: text,
      isBase64Encoded: false,
      requestContext: { routeKey, eventType: 'MESSAGE', messageId: expect.any(String), connectionId },
    });
    expect(event).not.toHaveProperty('headers');
  });

  it('get no answer from what a function returns, but one when it fails', async () => {
    const subscribeSocket = () => Promise.reject(new Error('secret'));
    const pingSocket = () => ({ statusCode: 200, body: 'not sent' });
    const gateway = await fakeGateway({ functions: { pingSocket, subscribeSocket } });
    const { socket, received } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    socket.send('{"action":"ping"}');
    await expect.poll(() => gateway.socketCalls('pingSocket').length).toBe(1);
    socket.send('{"action":"subscribe"}');
    await expect.poll(() => received.length).toBe(1);
    const { connectionId, requestId } = gateway.socketCalls('subscribeSocket')[0]?.requestContext ?? {};
    expect(JSON.parse(received[0] ?? '')).toEqual({ message: 'Internal server error', connectionId, requestId });
  });

  it('run side by side', async () => {
    const { pass, most } = turnstile(5);
    const gateway = await fakeGateway({ functions: { pingSocket: pass } });
    const { socket } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    for (let sent = 0; sent < 5; sent += 1) socket.send('{"action":"ping"}');
    await expect.poll(most).toBe(5);
  });

  it('of 128 KB pass, larger ones end the socket', async () => {
    const gateway = await fakeGateway();
    const { socket, closed } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    socket.send('x'.repeat(128 * 1024));
    await expect.poll(() => gateway.socketCalls('rejectMessage').length).toBe(1);
    socket.send('x'.repeat(128 * 1024 + 1));
    expect((await closed).code).toBe(1009);
    await expect.poll(() => gateway.socketCalls('disconnectSocket').length).toBe(1);
    expect(gateway.socketCalls('rejectMessage')).toHaveLength(1);
    expect(gateway.socketCalls('disconnectSocket')[0]?.requestContext.disconnectStatusCode).toBe(1009);
  });

  it('that are binary end the socket', async () => {
    const gateway = await fakeGateway();
    const { socket, closed } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    socket.send(Buffer.from('{"action":"ping"}'));
    expect((await closed).code).toBe(1003);
    expect(gateway.socketCalls('pingSocket')).toEqual([]);
  });

  it('of the protocol itself are answered', async () => {
    const gateway = await fakeGateway();
    const { socket } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    const pong = new Promise<string>((resolve) => socket.once('pong', (data) => resolve(data.toString())));
    socket.ping('there?');
    expect(await pong).toBe('there?');
  });
});

describe('$disconnect', () => {
  it.each([
    ['a code', (socket: WebSocket) => socket.close(4_001, 'bye'), 4_001, 'bye'],
    ['no code', (socket: WebSocket) => socket.close(), 1005, 'Client-side close frame status not set'],
    ['no goodbye', (socket: WebSocket) => socket.terminate(), 1006, ''],
  ])('is told of a client that leaves with %s', async (_, leave, code, reason) => {
    const gateway = await fakeGateway();
    const { socket } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    leave(socket);
    await expect.poll(() => gateway.socketCalls('disconnectSocket').length).toBe(1);
    const [connect] = gateway.socketCalls('connectSocket');
    expect(gateway.socketCalls('disconnectSocket')[0]).toMatchObject({
      headers: { Host: 'localhost' },
      requestContext: {
        routeKey: '$disconnect',
        eventType: 'DISCONNECT',
        disconnectStatusCode: code,
        disconnectReason: reason,
        connectionId: connect?.requestContext.connectionId,
        connectedAt: connect?.requestContext.connectedAt,
      },
    });
  });

  it('is told of a client that left during the handshake', async () => {
    const answer = Promise.withResolvers<unknown>();
    const gateway = await fakeGateway({ functions: { connectSocket: () => answer.promise } });
    const opening = openSocket(`${gateway.url}/ws/tasks/SWA`, { signal: AbortSignal.timeout(30) });
    await expect(opening).rejects.toThrow();
    answer.resolve({ statusCode: 200 });
    await expect.poll(() => gateway.socketCalls('disconnectSocket').length).toBe(1);
  });
});

describe('the end of a socket', () => {
  it('comes after a time without messages, in either direction', async () => {
    const gateway = await fakeGateway({ limits: { socketIdleMs: 200 } });
    const { socket, closed } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    const start = Date.now();
    for (let sent = 0; sent < 3; sent += 1) {
      await sleep(70);
      socket.send('{"action":"ping"}');
    }
    expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(Date.now() - start).toBeGreaterThanOrEqual(400);
    await expect.poll(() => gateway.socketCalls('disconnectSocket').length).toBe(1);
    expect(gateway.socketCalls('disconnectSocket')[0]?.requestContext).toMatchObject({
      disconnectStatusCode: 1001,
      disconnectReason: 'Going away',
    });
  });

  it('comes after its life, however busy it is', async () => {
    const gateway = await fakeGateway({ limits: { socketLifeMs: 100 } });
    const { socket, closed } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    const chatter = setInterval(() => socket.send('{"action":"ping"}'), 20);
    expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
    clearInterval(chatter);
  });
});
