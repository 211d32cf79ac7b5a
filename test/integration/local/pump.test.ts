import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Pump, type Skew, type StreamConsumer, startPump } from '../../../local/streams/pump.ts';
import { type FreshTable, freshTable } from './fresh-table.ts';

const everything: StreamConsumer = {
  source: 'stream',
  domain: 'realtime',
  summary: 'Reads what the test writes',
  filters: [{}],
  batchSize: 100,
  retries: 2,
  maxAgeSeconds: 3_600,
  parallelization: 1,
  uses: [],
};

const nameOf = (record: DynamoDBRecord) => `${record.dynamodb?.Keys?.pk?.S}/${record.dynamodb?.Keys?.sk?.S}`;

let table: FreshTable;
let pumps: Pump[] = [];
let folder: string;

beforeEach(async () => {
  table = await freshTable();
  folder = await mkdtemp(join(tmpdir(), 'pump-'));
});

afterEach(async () => {
  await Promise.all(pumps.map((pump) => pump.stop()));
  pumps = [];
  await rm(folder, { recursive: true });
});

/** Pumps the table into `handle`, and tells what was delivered, batch by batch. */
function pump(
  handle: (names: string[], records: DynamoDBRecord[]) => unknown = () => {},
  options: { consumer?: Partial<StreamConsumer>; folder?: string; skew?: Skew } = {},
) {
  const batches: string[][] = [];
  const records: DynamoDBRecord[] = [];
  const started = startPump({
    client: table.streams,
    streamArn: table.streamArn,
    consumers: { reader: { ...everything, ...options.consumer } },
    backoffMs: 1,
    ...(options.folder && { folder: options.folder }),
    ...(options.skew && { skew: options.skew }),
    async invoke(_, event) {
      const batch = (event as DynamoDBStreamEvent).Records;
      batches.push(batch.map(nameOf));
      records.push(...batch);
      return handle(batch.map(nameOf), batch);
    },
  });
  pumps.push(started);
  return { batches, records, delivered: () => batches.flat(), deadLetters: started.deadLetters, stop: started.stop };
}

async function putAll(names: string[]) {
  for (const name of names) {
    const [pk = '', sk = ''] = name.split('/');
    await table.put(pk, sk);
  }
}

describe('the stream pump', () => {
  it('delivers each change as the event that Lambda builds', async () => {
    const reader = pump();
    await table.put('a', '1', { kind: 'task' });
    await table.put('a', '1', { kind: 'shot' });
    await vi.waitFor(() => expect(reader.records).toHaveLength(2), 5_000);
    expect(reader.records[1]).toEqual({
      eventID: expect.any(String),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: expect.any(String),
      eventSourceARN: table.streamArn,
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'a' }, sk: { S: '1' } },
        OldImage: { pk: { S: 'a' }, sk: { S: '1' }, kind: { S: 'task' } },
        NewImage: { pk: { S: 'a' }, sk: { S: '1' }, kind: { S: 'shot' } },
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  it('gives a consumer what its filter lets through', async () => {
    const reader = pump(undefined, {
      consumer: { filters: [{ eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['event'] } } } }] },
    });
    await table.put('a', '1', { kind: 'task' });
    await table.put('a', '2', { kind: 'event' });
    await table.put('a', '2', { kind: 'event', more: 'x' });
    await table.put('a', '3', { kind: 'event' });
    await vi.waitFor(() => expect(reader.delivered()).toContain('a/3'), 5_000);
    expect(reader.delivered()).toEqual(['a/2', 'a/3']);
  });

  it('fills batches up to their size while a consumer is busy', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `a/${index}`);
    await putAll(names);
    const reader = pump(undefined, { consumer: { batchSize: 3 } });
    await vi.waitFor(() => expect(reader.delivered()).toEqual(names), 5_000);
    expect(reader.batches.map((batch) => batch.length)).toEqual([3, 3, 1]);
  });

  it('goes on at the first record that was reported as failed', async () => {
    await putAll(['a/1', 'a/2', 'a/3', 'a/4']);
    let failed = false;
    const reader = pump((_, records) => {
      if (failed) return undefined;
      failed = true;
      const itemIdentifier = (index: number) => records[index]?.dynamodb?.SequenceNumber;
      return { batchItemFailures: [{ itemIdentifier: itemIdentifier(3) }, { itemIdentifier: itemIdentifier(1) }] };
    });
    await vi.waitFor(() => expect(reader.batches).toHaveLength(2), 5_000);
    expect(reader.batches).toEqual([
      ['a/1', 'a/2', 'a/3', 'a/4'],
      ['a/2', 'a/3', 'a/4'],
    ]);
    expect(await reader.deadLetters.list()).toEqual([]);
  });

  it('takes a batch as failed that reports a record it does not have', async () => {
    await putAll(['a/1', 'a/2']);
    let failed = false;
    const reader = pump(() => {
      if (failed) return undefined;
      failed = true;
      return { batchItemFailures: [{ itemIdentifier: '' }] };
    });
    await vi.waitFor(() => expect(reader.batches).toEqual([['a/1', 'a/2'], ['a/1'], ['a/2']]), 5_000);
  });

  it('isolates a poisonous record, tries it again, and then keeps it as a dead letter', async () => {
    await putAll(['a/1', 'a/2', 'a/3', 'a/4']);
    const reader = pump(
      (names) => {
        if (names.includes('a/3')) throw new Error('poison');
      },
      { folder },
    );
    await vi.waitFor(async () => expect(await reader.deadLetters.list()).toHaveLength(1), 5_000);
    await vi.waitFor(() => expect(reader.delivered()).toContain('a/4'), 5_000);
    expect(reader.batches).toEqual([
      ['a/1', 'a/2', 'a/3', 'a/4'],
      ['a/1', 'a/2'],
      ['a/3', 'a/4'],
      ['a/3'],
      ['a/3'],
      ['a/3'],
      ['a/4'],
    ]);
    const [letter] = await reader.deadLetters.list();
    expect(letter).toMatchObject({
      consumer: 'reader',
      error: expect.stringContaining('poison'),
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: table.streamArn },
      records: [{ dynamodb: { Keys: { sk: { S: '3' } } } }],
    });
    const files = await readdir(join(folder, 'dead-letters', 'reader'));
    expect(files).toHaveLength(1);
    expect(JSON.parse(await readFile(join(folder, 'dead-letters', 'reader', files[0] ?? ''), 'utf8'))).toEqual(letter);
  });

  it('gives up on records that are too old', async () => {
    await putAll(['a/1']);
    const reader = pump(undefined, { consumer: { maxAgeSeconds: -10 } });
    await vi.waitFor(async () => expect(await reader.deadLetters.list()).toHaveLength(1), 5_000);
    const [letter] = await reader.deadLetters.list();
    expect(letter?.requestContext).toMatchObject({ condition: 'RecordAgeExceeded', approximateInvokeCount: 0 });
    expect(reader.batches).toEqual([]);
  });

  it('goes on after a restart where it stopped, and delivers what came meanwhile', async () => {
    const first = pump(undefined, { folder });
    await putAll(['a/1', 'a/2']);
    await vi.waitFor(() => expect(first.delivered()).toHaveLength(2), 5_000);
    await first.stop();
    await putAll(['a/3']);
    const second = pump(undefined, { folder });
    await vi.waitFor(() => expect(second.delivered()).toEqual(['a/3']), 5_000);
  });

  it('delivers again after a restart what was not finished', async () => {
    await putAll(['a/1', 'a/2']);
    const first = pump(
      (names) => {
        if (names.includes('a/2')) throw new Error('not yet');
      },
      { folder, consumer: { retries: 10_000 } },
    );
    await vi.waitFor(() => expect(first.batches.length).toBeGreaterThan(3), 5_000);
    await first.stop();
    const second = pump(undefined, { folder });
    await vi.waitFor(() => expect(second.delivered()).toEqual(['a/2']), 5_000);
  });

  it('keeps the order of each item while lanes run side by side', async () => {
    const items = ['a', 'b', 'c', 'd', 'e', 'f'];
    let running = 0;
    let most = 0;
    const reader = pump(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      },
      { consumer: { parallelization: 4, batchSize: 2 } },
    );
    await Promise.all(items.map((item) => putAll([1, 2, 3, 4, 5].map((change) => `${item}/${change}`))));
    await vi.waitFor(() => expect(reader.delivered()).toHaveLength(30), 5_000);
    for (const item of items)
      expect(reader.delivered().filter((name) => name.startsWith(item))).toEqual(
        [1, 2, 3, 4, 5].map((change) => `${item}/${change}`),
      );
    expect(most).toBeGreaterThan(1);
  });
});
