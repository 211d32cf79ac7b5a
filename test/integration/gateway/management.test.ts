import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { expect, it, onTestFinished } from 'vitest';
import { type FakeGateway, fakeGateway, sdkSettings } from './fake-gateway.ts';
import { openSocket } from './socket-client.ts';

function clientOf({ socketEndpoint }: FakeGateway): ApiGatewayManagementApiClient {
  const client = new ApiGatewayManagementApiClient({ ...sdkSettings, endpoint: socketEndpoint });
  onTestFinished(() => client.destroy());
  return client;
}

async function connected(options: Parameters<typeof fakeGateway>[0] = {}) {
  const gateway = await fakeGateway(options);
  const socket = await openSocket(`${gateway.url}/ws/tasks/SWA`, { headers: { 'User-Agent': 'probe' } });
  const ConnectionId = gateway.socketCalls('connectSocket')[0]?.requestContext.connectionId ?? '';
  return { gateway, client: clientOf(gateway), ConnectionId, ...socket };
}

it('posts text to a socket', async () => {
  const { client, ConnectionId, received } = await connected();
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: '{"é":1}' }));
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024) }));
  await expect.poll(() => received).toEqual(['{"é":1}', 'x'.repeat(128 * 1024)]);
});

it('tells about a connection, and a post keeps it awake', async () => {
  const { client, ConnectionId } = await connected();
  const before = await client.send(new GetConnectionCommand({ ConnectionId }));
  expect(before.ConnectedAt?.getTime()).toBeGreaterThan(Date.now() - 10_000);
  expect(before.Identity).toMatchObject({ UserAgent: 'probe' });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'a' }));
  const after = await client.send(new GetConnectionCommand({ ConnectionId }));
  expect(after.LastActiveAt?.getTime()).toBeGreaterThan(before.LastActiveAt?.getTime() ?? 0);
  expect(after.ConnectedAt).toEqual(before.ConnectedAt);
});

it('ends a connection, which is gone from then on', async () => {
  const { gateway, client, ConnectionId, closed } = await connected();
  await client.send(new DeleteConnectionCommand({ ConnectionId }));
  await expect(client.send(new PostToConnectionCommand({ ConnectionId, Data: 'a' }))).rejects.toThrow(GoneException);
  expect((await closed).code).toBe(1000);
  await expect.poll(() => gateway.socketCalls('disconnectSocket').length).toBe(1);
  for (const command of [new GetConnectionCommand({ ConnectionId }), new DeleteConnectionCommand({ ConnectionId })]) {
    await expect(client.send(command as GetConnectionCommand)).rejects.toThrow(GoneException);
  }
});

it('says that a connection is gone once the client has left', async () => {
  const { gateway, client, ConnectionId, socket } = await connected();
  socket.close();
  await expect.poll(() => gateway.socketCalls('disconnectSocket').length).toBe(1);
  const post = client.send(new PostToConnectionCommand({ ConnectionId, Data: 'a' }));
  await expect(post).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } });
});

it('has no connection before $connect has ended', async () => {
  let outcome: unknown;
  const gateway: FakeGateway = await fakeGateway({
    functions: {
      connectSocket: async (event) => {
        const { connectionId } = (event as { requestContext: { connectionId: string } }).requestContext;
        const post = new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'early' });
        outcome = await clientOf(gateway)
          .send(post)
          .catch((error: unknown) => error);
        return { statusCode: 200 };
      },
    },
  });
  await openSocket(`${gateway.url}/ws/tasks/SWA`);
  expect(outcome).toBeInstanceOf(GoneException);
});

it('refuses what is too long, and what is no text', async () => {
  const { client, ConnectionId, received } = await connected();
  const long = new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) });
  await expect(client.send(long)).rejects.toThrow(PayloadTooLargeException);
  const binary = new PostToConnectionCommand({ ConnectionId, Data: new Uint8Array([0xff, 0xfe]) });
  await expect(client.send(binary)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  expect(received).toEqual([]);
});

it('refuses more for a client that does not read', async () => {
  const { client, ConnectionId, socket } = await connected({ limits: { socketBacklogBytes: 200_000 } });
  socket.pause();
  const flood = async () => {
    for (let posts = 0; posts < 200; posts += 1) {
      await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024) }));
    }
  };
  await expect(flood()).rejects.toMatchObject({ name: 'LimitExceededException' });
  socket.resume();
});

it('is closed to whoever does not sign, and not on the public port', async () => {
  const { gateway, ConnectionId, received } = await connected();
  const path = `/@connections/${encodeURIComponent(ConnectionId)}`;
  const unsigned = await fetch(gateway.socketEndpoint + path, { method: 'POST', body: 'a' });
  expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([403, 'ForbiddenException']);
  const authorization = 'AWS4-HMAC-SHA256 Credential=x';
  await fetch(gateway.url + path, { method: 'POST', body: 'a', headers: { authorization } });
  expect(gateway.httpCalls()[0]?.id).toBe('unknownRoute');
  expect(received).toEqual([]);
});
