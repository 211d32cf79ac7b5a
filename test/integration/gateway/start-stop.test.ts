import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeGateway, fakeGateway, sdkSettings } from './fake-gateway.ts';
import { openSocket } from './socket-client.ts';

async function sendMessage(gateway: FakeGateway, MessageBody: string): Promise<void> {
  const client = new SQSClient({ ...sdkSettings, endpoint: gateway.queueEndpoint });
  onTestFinished(() => client.destroy());
  await client.send(new SendMessageCommand({ QueueUrl: gateway.queueUrl('push'), MessageBody }));
}

describe('start', () => {
  it.each(['127.0.0.1', '::1'])('says that the port is taken: %s', async (host) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, host, resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const starting = fakeGateway({ port });
    await expect(starting).rejects.toThrow(`Port ${port} is already in use. Stop what uses it`);
    await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
    // The other address is free again.
    const again = createServer();
    await new Promise<void>((resolve, reject) => {
      again.once('error', reject).listen(port, host === '::1' ? '127.0.0.1' : '::1', resolve);
    });
    again.close();
  });
});

describe('stop', () => {
  it('ends sockets, telling $disconnect, and leaves the port', async () => {
    const disconnectSocket = async () => {
      await sleep(20);
      told += 1;
    };
    let told = 0;
    const gateway = await fakeGateway({ functions: { disconnectSocket } });
    const sockets = await Promise.all([1, 2, 3].map((id) => openSocket(`${gateway.url}/ws/tasks/P${id}`)));
    await fetch(`${gateway.url}/health`);
    await gateway.stop();
    expect(told).toBe(3);
    expect(gateway.socketCalls('disconnectSocket')[0]?.requestContext.disconnectStatusCode).toBe(1001);
    expect(await Promise.all(sockets.map(async ({ closed }) => (await closed).code))).toEqual([1001, 1001, 1001]);
    await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
    await expect(fetch(gateway.socketEndpoint)).rejects.toThrow();
    expect((await fakeGateway({ port: gateway.port })).port).toBe(gateway.port);
  });

  it('lets requests under way finish, and what they send to the queue', async () => {
    const delivered: unknown[] = [];
    const gateway: FakeGateway = await fakeGateway({
      functions: {
        getHealth: async () => {
          await sleep(60);
          await sendMessage(gateway, 'last');
          return 'done';
        },
        pusher: async (event) => {
          await sleep(30);
          delivered.push(event);
        },
      },
    });
    const answer = fetch(`${gateway.url}/health`).then((response) => response.text());
    await expect.poll(() => gateway.calls.length).toBe(1);
    await gateway.stop();
    expect(await answer).toBe('done');
    expect(delivered).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    const stuck = () => new Promise(() => undefined);
    const functions = { getHealth: stuck, pusher: stuck, disconnectSocket: stuck };
    const limits = { drainMs: 50, closeMs: 20, redeliverAfterMs: 10 };
    const gateway = await fakeGateway({ functions, limits });
    await sendMessage(gateway, 'a');
    const { socket, closed } = await openSocket(`${gateway.url}/ws/tasks/SWA`);
    socket.pause();
    const answer = fetch(`${gateway.url}/health`).catch(() => 'cut');
    await expect.poll(() => gateway.httpCalls().length).toBe(1);
    const start = Date.now();
    await gateway.stop();
    expect(Date.now() - start).toBeLessThan(1_000);
    expect(await answer).toBe('cut');
    socket.resume();
    await closed;
    expect(gateway.log.length).toBeGreaterThan(0);
  });
});

describe('the documentation', () => {
  async function docsFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'montu-docs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'docs/errors'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'docs/index.html'), '<h1>API</h1>');
    await writeFile(join(folder, 'docs/page.js'), 'export {};');
    await writeFile(join(folder, 'docs/errors/index.html'), '<h1>Errors</h1>');
    return join(folder, 'docs');
  }

  it.each([
    ['/docs', 'text/html', '<h1>API</h1>'],
    ['/docs/', 'text/html', '<h1>API</h1>'],
    ['/docs/page.js?v=1', 'text/javascript', 'export {};'],
    ['/docs/errors', 'text/html', '<h1>Errors</h1>'],
    ['/docs/errors/', 'text/html', '<h1>Errors</h1>'],
  ])('is served from its folder: %s', async (path, type, body) => {
    const gateway = await fakeGateway({ docsFolder: await docsFolder() });
    const response = await fetch(gateway.url + path);
    expect([response.status, await response.text()]).toEqual([200, body]);
    expect(response.headers.get('content-type')).toContain(type);
    expect(gateway.calls).toEqual([]);
  });

  it('sends to the address with a slash, so that relative links hold', async () => {
    const { url } = await fakeGateway({ docsFolder: await docsFolder() });
    const response = await fetch(`${url}/docs?a=1`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([301, '/docs/?a=1']);
  });

  it.each([
    ['GET', '/docs/missing.js'],
    ['GET', '/docs/..%2fsecret.txt'],
    ['GET', '/docs/%2e%2e/secret.txt'],
    ['GET', '/docsx'],
    ['POST', '/docs/'],
  ])('is not at %s %s', async (method, path) => {
    const functions = { unknownRoute: () => ({ statusCode: 404 }) };
    const gateway = await fakeGateway({ docsFolder: await docsFolder(), functions });
    expect((await fetch(gateway.url + path, { method })).status).toBe(404);
    expect(gateway.httpCalls()[0]?.event.rawPath).not.toBe('/');
  });

  it('is nowhere where it was not built', async () => {
    const functions = { unknownRoute: () => ({ statusCode: 404 }) };
    const gateway = await fakeGateway({ docsFolder: join(await docsFolder(), 'none'), functions });
    expect((await fetch(`${gateway.url}/docs/`)).status).toBe(404);
    expect(gateway.httpCalls()[0]?.id).toBe('unknownRoute');
  });
});
