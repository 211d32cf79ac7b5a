import { randomUUID } from 'node:crypto';
import { DescribeTimeToLiveCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { ensureTable } from '../../../local/engine/table.ts';
import { table } from '../../../shared/manifest/table.ts';
import { describeTable, wanted } from './describe-table.ts';
import { itemOf } from './fresh-table.ts';

describe('the table', () => {
  const client = new DynamoDBClient({ endpoint: inject('engine') });
  it('is the one of the manifest, and stays when it is asked for again', async () => {
    const name = `test-${randomUUID()}`;
    await ensureTable(client, name);
    await client.send(new PutItemCommand({ TableName: name, Item: itemOf({ pk: 'a', sk: 'b' }) }));
    await ensureTable(client, name);
    const { Table, indexes } = await describeTable(client, name);
    expect(Table).toMatchObject({
      ItemCount: 1,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(indexes).toEqual(wanted);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    expect(TimeToLiveDescription).toEqual({ AttributeName: table.timeToLive, TimeToLiveStatus: 'ENABLED' });
  });
});
