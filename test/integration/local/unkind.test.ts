import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ThrottlingException,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPump } from '../../../local/streams/pump.ts';
import type { UnkindProfile } from '../../../local/unkind/profile.ts';
import { startUnkind, type Unkind } from '../../../local/unkind/unkind.ts';
import { type FreshTable, freshTable, itemOf } from './fresh-table.ts';

let table: FreshTable;
let unkind: Unkind;
let client: DynamoDBClient;

async function start(profile: Partial<UnkindProfile>) {
  unkind = await startUnkind(table, profile);
  client = new DynamoDBClient({ endpoint: unkind.endpoint });
}

beforeEach(async () => {
  table = await freshTable();
});

afterEach(async () => {
  client.destroy();
  await unkind.stop();
});

const put = (attributes: Record<string, string>) =>
  new PutItemCommand({ TableName: table.tableName, Item: itemOf(attributes) });
const transaction = (...keys: string[]) =>
  new TransactWriteItemsCommand({
    TransactItems: keys.map((pk) => ({ Put: { TableName: table.tableName, Item: itemOf({ pk, sk: 'T' }) } })),
  });

describe('transactions that overlap', () => {
  beforeEach(() => start({ transactionMs: 200, seed: 3 }));

  it('cancel each other, naming the item', async () => {
    const results = await Promise.allSettled([client.send(transaction('a', 'b')), client.send(transaction('c', 'b'))]);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(TransactionCanceledException);
    expect((refused[0] as TransactionCanceledException).CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'TransactionConflict', Message: expect.any(String) },
    ]);
  });

  it('cancel single writes and reading transactions of the same item, and nothing else', async () => {
    const ongoing = client.send(transaction('a'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const key = (pk: string) => ({ TableName: table.tableName, Key: itemOf({ pk, sk: 'T' }) });
    const results = await Promise.allSettled([
      client.send(put({ pk: 'a', sk: 'T' })),
      client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: key('a') }] })),
      client.send(put({ pk: 'a', sk: 'other' })),
      client.send(new GetItemCommand(key('a'))),
    ]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: expect.any(TransactionConflictException) },
      { status: 'rejected', reason: expect.any(TransactionCanceledException) },
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ]);
    await ongoing;
    await client.send(put({ pk: 'a', sk: 'T' }));
  });
});

describe('indexes that lag', () => {
  const byStatus = (status: string, more: Partial<QueryCommandInput> = {}) => {
    const values = { ':studio': 's', ':taskOf': 'p', ':status': status };
    return client.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: 'tasksByStatus',
        KeyConditionExpression: 'studio = :studio AND taskOf = :taskOf AND #status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: itemOf(values),
        ...more,
      }),
    );
  };
  const task = (id: string, status: string) =>
    put({ pk: `T#${id}`, sk: 'T', studio: 's', taskOf: 'p', status, createdAt: '2025', id });
  const ids = ({ Items = [] }: QueryCommandOutput) => Items.map((item) => item.id?.S);

  it('hide new items and show old images for a while, but never in the table itself', async () => {
    await start({ indexLagMs: 1_500, seed: 5 });
    await client.send(task('1', 'todo'));
    expect(ids(await byStatus('todo'))).toEqual([]);
    await vi.waitFor(async () => expect(ids(await byStatus('todo'))).toEqual(['1']), 5_000);

    await client.send(task('1', 'done'));
    expect(ids(await byStatus('todo'))).toEqual(['1']);
    expect(ids(await byStatus('done'))).toEqual([]);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table.tableName, Key: itemOf({ pk: 'T#1', sk: 'T' }), ConsistentRead: true }),
    );
    expect(Item?.status?.S).toBe('done');
    await vi.waitFor(async () => expect(ids(await byStatus('done'))).toEqual(['1']), 5_000);
    expect(ids(await byStatus('todo'))).toEqual([]);
  });

  it('page through what they show, and know what was there before', async () => {
    for (const id of ['1', '2', '3', '4', '5']) await table.client.send(task(id, 'todo'));
    await start({ indexLagMs: 1_000 });
    const seen: (string | undefined)[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await byStatus('todo', { Limit: 2, ReturnConsumedCapacity: 'TOTAL', ExclusiveStartKey });
      expect(page.ConsumedCapacity?.TableName).toBe(table.tableName);
      seen.push(...ids(page));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(seen).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('a hot partition', () => {
  const kilobyte = 'x'.repeat(1_000);
  /** Costs about as many units. */
  const heavy = (kilobytes: number) => put({ pk: 'hot', sk: 'heavy', text: kilobyte.repeat(kilobytes) });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is throttled until its bucket fills again, and others are not', async () => {
    await start({ writeUnits: 100 });
    client = new DynamoDBClient({ endpoint: unkind.endpoint, maxAttempts: 1 });
    await client.send(heavy(250));
    const refusal = await client.send(put({ pk: 'hot', sk: '1' })).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ThrottlingException);
    expect((refusal as ThrottlingException).throttlingReasons).toEqual([
      { reason: 'TableWriteKeyRangeThroughputExceeded', resource: expect.stringContaining(table.tableName) },
    ]);
    await expect(client.send(transaction('cool', 'hot'))).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ThrottlingError' }],
    });
    await client.send(put({ pk: 'cool', sk: '1' }));
    await client.send(new GetItemCommand({ TableName: table.tableName, Key: itemOf({ pk: 'hot', sk: 'heavy' }) }));
    await vi.waitFor(() => client.send(put({ pk: 'hot', sk: '1' })), { timeout: 5_000, interval: 100 });
  });

  it('is survived by a client with its default retries', async () => {
    await start({ writeUnits: 100 });
    // The client waits a random time of up to 0.5 s, then of up to 1 s.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    await client.send(heavy(160));
    const { $metadata } = await client.send(put({ pk: 'hot', sk: '1' }));
    expect($metadata.attempts).toBeGreaterThan(1);
  });
});

describe('a stream of several shards', () => {
  it('delivers every change, late and some again, in order within an item but not between items', async () => {
    await start({ shards: 4, shardLagMs: 400, duplicates: 0.5, seed: 7 });
    const delivered: string[] = [];
    const pump = startPump({
      client: table.streams,
      streamArn: table.streamArn,
      consumers: {
        reader: {
          ...{ source: 'stream', domain: 'realtime', summary: 'Reads what the test writes', filters: [{}], uses: [] },
          ...{ batchSize: 3, retries: 0, maxAgeSeconds: 3_600, parallelization: 1 },
        },
      },
      ...{ skew: unkind.skew, bell: unkind.bell },
      async invoke(_, event) {
        for (const { dynamodb } of (event as DynamoDBStreamEvent).Records)
          delivered.push(`${dynamodb?.Keys?.pk?.S}/${dynamodb?.Keys?.sk?.S}`);
      },
    });
    const written: string[] = [];
    for (let change = 0; change < 8; change++)
      for (const pk of ['a', 'b', 'c', 'd', 'e', 'f']) {
        await client.send(put({ pk, sk: String(change) }));
        written.push(`${pk}/${change}`);
      }
    await vi.waitFor(() => expect(new Set(delivered).size).toBe(written.length), 15_000);
    // past the proxy, which then rings no bell
    await table.client.send(put({ pk: 'a', sk: 'last' }));
    written.push('a/last');
    await vi.waitFor(() => expect(delivered).toContain('a/last'), 15_000);
    await pump.stop();

    const firsts = [...new Set(delivered)];
    expect(delivered.length).toBeGreaterThan(written.length);
    expect(firsts).not.toEqual(written);
    for (const pk of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(firsts.filter((name) => name.startsWith(pk))).toEqual(written.filter((name) => name.startsWith(pk)));
  });
});
