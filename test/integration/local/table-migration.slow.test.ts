import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { ensureTable } from '../../../local/engine/table.ts';
import { table } from '../../../shared/manifest/table.ts';
import { describeTable, wanted } from './describe-table.ts';
import { itemOf } from './fresh-table.ts';

describe('the table', () => {
  const client = new DynamoDBClient({ endpoint: inject('engine') });
  it('of an older release gets the indexes of this one', async () => {
    const name = `test-${randomUUID()}`;
    const keySchema = (partition: readonly string[], sort: readonly string[]) => [
      ...partition.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
      ...sort.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
    ];
    const [[changed] = [], , ...kept] = Object.entries(table.indexes);
    const indexes = [
      { IndexName: changed, KeySchema: keySchema(['studio'], ['id']) },
      { IndexName: 'given-up', KeySchema: keySchema(['studio'], ['old']) },
      ...kept.map(([IndexName, { partition, sort }]) => ({ IndexName, KeySchema: keySchema(partition, sort) })),
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
        GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, Projection: { ProjectionType: 'ALL' } })),
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
