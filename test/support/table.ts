import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import { ensureTable } from '../../local/engine/table.ts';
import type { Key } from '../../shared/data/keys.ts';
import { setEnvironment } from './environment.ts';

/** A table as it really is, behind the data layer's back. */
export interface TestTable {
  name: string;
  client: DynamoDBDocumentClient;
  get(key: Key): Promise<Record<string, unknown> | undefined>;
  put(item: Key & Record<string, unknown>): Promise<void>;
  /** Every item in it. */
  all(): Promise<Record<string, unknown>[]>;
}

/**
 * A table of its own for a test file, with the settings by which the data layer finds it. For `beforeAll`: settings are
 * read once.
 * @param endpoint of something that stands before the engine
 */
export async function useTable(endpoint?: (engine: string, table: string) => Promise<string>): Promise<TestTable> {
  const engine = inject('engine');
  const name = `test-${randomUUID()}`;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: engine }));
  await ensureTable(client, name);
  setEnvironment({ MONTU_TABLE: name });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = (await endpoint?.(engine, name)) ?? engine;
  return {
    name,
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
