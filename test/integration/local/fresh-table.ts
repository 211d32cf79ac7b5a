import { randomUUID } from 'node:crypto';
import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { inject } from 'vitest';
import { ensureTable } from '../../../local/engine/table.ts';

/** A table of its own in the engine that all tests share. */
export interface FreshTable {
  name: string;
  streamArn: string;
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  put(pk: string, sk: string, attributes?: Record<string, string>): Promise<void>;
}

export async function freshTable(): Promise<FreshTable> {
  const endpoint = inject('engine');
  const name = `test-${randomUUID()}`;
  const client = new DynamoDBClient({ endpoint });
  await ensureTable(client, name);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (!Table?.LatestStreamArn) throw new Error('The table has no stream');
  return {
    name,
    streamArn: Table.LatestStreamArn,
    client,
    streams: new DynamoDBStreamsClient({ endpoint }),
    async put(pk, sk, attributes = {}) {
      await client.send(new PutItemCommand({ TableName: name, Item: itemOf({ pk, sk, ...attributes }) }));
    },
  };
}

/** An item of strings as DynamoDB writes it. */
export function itemOf(attributes: Record<string, string>) {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { S: value }]));
}
