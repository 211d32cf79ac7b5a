import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type Database, startDatabase } from '../../local/engine/database.ts';
import type { Key } from '../../shared/data/keys.ts';
import { dropAfterwards } from './drop-tables.ts';
import { setEnvironment } from './environment.ts';
import { ownEngine } from './own-engine.ts';

/** A table as it really is, behind the data layer's back. */
export interface TestTable extends Database {
  client: DynamoDBDocumentClient;
  get(key: Key): Promise<Record<string, unknown> | undefined>;
  put(item: Key & Record<string, unknown>): Promise<void>;
  /** Every item in it. */
  all(): Promise<Record<string, unknown>[]>;
}

/**
 * A table of its own for a test file, with the settings by which the data layer finds it. For `beforeAll`: settings are
 * read once.
 */
export async function useTable(): Promise<TestTable> {
  const name = `test-${randomUUID()}`;
  const database = await startDatabase({ endpoint: ownEngine(), tableName: name, log: () => {} });
  dropAfterwards(database);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: database.endpoint }));
  setEnvironment({ MONTU_TABLE: name });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = database.endpoint;
  return {
    ...database,
    client,
    get: async (key) =>
      (await client.send(new GetCommand({ TableName: name, Key: { pk: key.pk, sk: key.sk }, ConsistentRead: true })))
        .Item,
    async put(item) {
      await client.send(new PutCommand({ TableName: name, Item: item }));
    },
    async all() {
      const items: Record<string, unknown>[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await client.send(new ScanCommand({ TableName: name, ExclusiveStartKey, ConsistentRead: true }));
        items.push(...(page.Items ?? []));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return items;
    },
  };
}
