import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

let asked = 0;
let server: Server;
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    // the first connection is a dead one
    if (asked > 1) response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"Item":{"pk":{"S":"a"}}}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const functions = { MONTU_STAGE: 'prod', MONTU_TABLE: 'any', MONTU_PUBLIC_URL: 'https://api.montu.example' };
  for (const [name, value] of Object.entries(functions)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('a request to the table that nobody answers is sent again, long before a function must end', async () => {
  const { dynamo } = await import('../../../shared/data/client.ts');
  const { Item } = await dynamo().send(new GetCommand({ TableName: 'any', Key: { pk: 'a', sk: 'a' } }));
  expect(Item).toEqual({ pk: 'a' });
  expect(asked).toBe(2);
}, 15_000);
