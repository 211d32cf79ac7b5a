import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Index, table } from '../../shared/manifest/table.ts';

const baseKeys = keySchema([table.partitionKey], [table.sortKey]);
const indexes = Object.entries<Index>(table.indexes).map(([IndexName, { partition, sort, include }]) => ({
  IndexName,
  KeySchema: keySchema(partition, sort),
  Projection: include
    ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...include] }
    : { ProjectionType: 'ALL' as const },
}));

/**
 * Makes the table of the manifest, or brings the indexes of an older one up to it.
 * @param indexed false where nobody queries an index of it: each look at an item then costs the engine half
 */
export async function ensureTable(client: DynamoDBClient, name: string, indexed = true): Promise<void> {
  const existing = await describe(client, name);
  if (existing) await syncIndexes(client, name, existing);
  else await createTable(client, name, indexed ? indexes : []);
  await ensureTimeToLive(client, name);
}

async function createTable(client: DynamoDBClient, name: string, made: typeof indexes): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: baseKeys,
      ...(made.length > 0 && { GlobalSecondaryIndexes: made }),
      AttributeDefinitions: attributesOf([baseKeys, ...made.map((index) => index.KeySchema)]),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await settled(client, name);
}

/** A data folder outlives the release that made it: DynamoDB changes one index at a time. */
async function syncIndexes(client: DynamoDBClient, name: string, existing: TableDescription): Promise<void> {
  const isCurrent = (index: { IndexName?: string | undefined; KeySchema?: KeySchemaElement[] | undefined }) =>
    indexes.some((wanted) => wanted.IndexName === index.IndexName && sameKeys(wanted.KeySchema, index.KeySchema));
  const [kept, stale] = partition(existing.GlobalSecondaryIndexes ?? [], isCurrent);
  for (const { IndexName } of stale) {
    await client.send(
      new UpdateTableCommand({ TableName: name, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] }),
    );
    await settled(client, name);
  }
  for (const index of indexes.filter(({ IndexName }) => !kept.some((one) => one.IndexName === IndexName))) {
    await client.send(
      new UpdateTableCommand({
        TableName: name,
        AttributeDefinitions: attributesOf([baseKeys, index.KeySchema]),
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
    await settled(client, name);
  }
}

async function ensureTimeToLive(client: DynamoDBClient, name: string): Promise<void> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  if (TimeToLiveDescription?.AttributeName === table.timeToLive) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    }),
  );
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  return client.send(new DescribeTableCommand({ TableName: name })).then(
    ({ Table }) => Table,
    (error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    },
  );
}

/** Waits until the table and every index of it can be used. */
async function settled(client: DynamoDBClient, name: string): Promise<void> {
  for (;;) {
    const now = await describe(client, name);
    const states = [now?.TableStatus, ...(now?.GlobalSecondaryIndexes ?? []).map((index) => index.IndexStatus)];
    if (states.every((state) => state === 'ACTIVE')) return;
    await sleep(100);
  }
}

function keySchema(partitionKeys: readonly string[], sortKeys: readonly string[]): KeySchemaElement[] {
  return [
    ...partitionKeys.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })),
    ...sortKeys.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' as const })),
  ];
}

function attributesOf(schemas: KeySchemaElement[][]) {
  const names = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  return [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
}

function sameKeys(one: KeySchemaElement[], other: KeySchemaElement[] = []): boolean {
  return isDeepStrictEqual(
    one.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]),
    other.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]),
  );
}

function partition<T>(items: T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
