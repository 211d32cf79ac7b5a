import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecorder, type Recorder } from '../../../bench/stack/recorder.ts';
import { createScales } from '../../../bench/stack/scales.ts';
import { dynamo } from '../../../shared/data/client.ts';
import { getItem, transact } from '../../../shared/data/table.ts';
import { useTable } from '../../support/table.ts';

const key = { pk: 'S#demo#T#one', sk: 'T' };
const big = 'x'.repeat(1_500);
let recorder: Recorder;
let server: Server;
let url: string;

/** The stream's reader and the HTTP server run side by side in one process, as in the local stack. */
beforeAll(async () => {
  await useTable();
  recorder = createRecorder(dynamo(), await createScales());
  server = createServer(async (_, response) => {
    await getItem(key);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('the recorder', () => {
  it('counts each write of a transaction, also those that take the same', async () => {
    recorder.start();
    await transact([
      { Put: { Item: { ...key, big }, ConditionExpression: 'attribute_not_exists(pk)' } },
      { Put: { Item: { ...key, sk: 'E#0000000001', big } } },
    ]);
    // two items of two KB, twice in a transaction
    expect(await recorder.stop()).toEqual([
      { source: 'stream', what: 'TransactWriteItems Put T, Put E', readUnits: 0, writeUnits: 8 },
    ]);
    recorder.start();
    await transact([
      {
        Update: {
          Key: key,
          UpdateExpression: 'SET seen = :seen',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':seen': 1 },
        },
      },
      { Put: { Item: { ...key, sk: 'E#0000000002', big } } },
    ]);
    expect(await recorder.stop()).toMatchObject([{ what: 'TransactWriteItems Update T, Put E', writeUnits: 8 }]);
  });

  it('tells calls of requests, of the queue and of the stream apart, on one connection', async () => {
    recorder.start();
    const reading = (async () => {
      for (let index = 0; index < 3; index += 1) {
        await sleep(5);
        await getItem(key);
      }
    })();
    await fetch(url);
    await fetch(url, { headers: { 'x-amz-target': 'AmazonSQS.SendMessageBatch' } });
    await fetch(url);
    await reading;
    const calls = await recorder.stop();
    expect(calls.map(({ source }) => source).sort()).toEqual([
      'queue',
      'request',
      'request',
      'stream',
      'stream',
      'stream',
    ]);
    expect(new Set(calls.map(({ what }) => what))).toEqual(new Set(['GetItem T']));
    expect(calls.every(({ readUnits, writeUnits }) => readUnits === 1 && writeUnits === 0)).toBe(true);
  });

  it('waits for what follows, and then records no more', async () => {
    recorder.start();
    const later = sleep(50).then(() => getItem(key));
    expect(await recorder.stop()).toHaveLength(1);
    await later;
    recorder.start();
    expect(await recorder.stop()).toEqual([]);
    await getItem(key);
    recorder.start();
    expect(await recorder.stop()).toEqual([]);
  });

  it('counts a call that was refused', async () => {
    recorder.start();
    const refused = transact([{ Put: { Item: { ...key }, ConditionExpression: 'attribute_not_exists(pk)' } }]);
    await expect(refused).rejects.toThrow();
    expect(await recorder.stop()).toMatchObject([{ what: 'TransactWriteItems Put T', writeUnits: 0 }]);
  });
});
