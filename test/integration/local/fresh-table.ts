import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Database, startDatabase } from '../../../local/engine/database.ts';
import { dropAfterwards } from '../../support/drop-tables.ts';
import { ownEngine } from '../../support/own-engine.ts';

/** A table of its own in the engine that all tests share. */
export interface FreshTable extends Database {
  client: DynamoDBClient;
  put(pk: string, sk: string, attributes?: Record<string, string>): Promise<void>;
}

export async function freshTable(): Promise<FreshTable> {
  const endpoint = ownEngine();
  const tableName = `test-${randomUUID()}`;
  const client = new DynamoDBClient({ endpoint });
  const database = await startDatabase({ endpoint, tableName, log: () => {} });
  dropAfterwards(database);
  return {
    ...database,
    client,
    async put(pk, sk, attributes = {}) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: itemOf({ pk, sk, ...attributes }) }));
    },
  };
}

/** An item of strings as DynamoDB writes it. */
export function itemOf(attributes: Record<string, string>) {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { S: value }]));
}
