import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../../local/engine/dynamodb.ts';
import { ensureTable } from '../../../local/engine/table.ts';
import { type Index, table } from '../../../shared/manifest/table.ts';
import { describeTable, wanted } from './describe-table.ts';
import { itemOf } from './fresh-table.ts';

describe('the table', () => {
  // of its own: an index that is built waits for every other write of its engine
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ shortLived: true });
  });
  afterAll(() => engine.stop());

  it('of an older release gets the indexes of this one', async () => {
    const client = new DynamoDBClient({ endpoint: engine.endpoint });
    const name = `test-${randomUUID()}`;
    const keySchema = (partition: readonly string[], sort: readonly string[]) => [
      ...partition.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
      ...sort.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
    ];
    const all = { ProjectionType: 'ALL' as const };
    const [[changed] = [], , ...kept] = Object.entries<Index>(table.indexes);
    const indexes = [
      { IndexName: changed, KeySchema: keySchema(['studio'], ['id']), Projection: all },
      { IndexName: 'given-up', KeySchema: keySchema(['studio'], ['old']), Projection: all },
      ...kept.map(([IndexName, { partition, sort, include }]) => ({
        ...{ IndexName, KeySchema: keySchema(partition, sort) },
        Projection: include ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...include] } : all,
      })),
    ];
    const base = keySchema(['pk'], ['sk']);
    const attributes = new Set(
      [...base, ...indexes.flatMap((index) => index.KeySchema)].map((key) => key.AttributeName),
    );
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: base,
        AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        GlobalSecondaryIndexes: indexes,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    await client.send(new PutItemCommand({ TableName: name, Item: itemOf({ pk: 'a', sk: 'b' }) }));
    await ensureTable(client, name);
    const { Table, indexes: now } = await describeTable(client, name);
    expect(now).toEqual(wanted);
    expect(Table?.ItemCount).toBe(1);
  }, 240_000);
});
