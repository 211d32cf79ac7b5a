import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  DeleteItemCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { type Index, table } from '../../shared/manifest/table.ts';
import type { Database } from '../engine/database.ts';
import { ensureTable } from '../engine/table.ts';
import type { Bell } from '../streams/bell.ts';
import type { SentRecord } from '../streams/records.ts';
import { followShards, readShard } from '../streams/shards.ts';

interface LaggingIndexesOptions {
  client: DynamoDBClient;
  database: Database;
  maxLagMs: number;
  random: () => number;
  /** Rung after each write. */
  bell: Bell;
}

export interface LaggingIndexes {
  /** The table to query instead when a query names an index. */
  tableName: string;
  stop(): Promise<void>;
}

/** Between two looks at the stream: what is late anyway is read together. */
const gatherMs = 100;

/**
 * A copy of the table that follows it by its stream, each item late by a random time: its indexes are to the table what
 * DynamoDB's own are. So old images, order and pages of a late index come from the engine itself.
 */
export async function startLaggingIndexes({
  client,
  database,
  maxLagMs,
  random,
  bell,
}: LaggingIndexesOptions): Promise<LaggingIndexes> {
  const tableName = `${database.tableName}-late`;
  await makeCopy(client, database.tableName, tableName);

  const controller = new AbortController();
  const { signal } = controller;
  const stream = { client: database.streams, streamArn: database.streamArn, signal, bell };

  /** The last change under way of each item: the next one waits for it. */
  const last = new Map<string, Promise<void>>();
  function copyLate(record: SentRecord) {
    const { NewImage, OldImage } = record.dynamodb ?? {};
    if (!isIndexed(NewImage) && !isIndexed(OldImage)) return;
    const key = JSON.stringify(record.dynamodb?.Keys);
    const visible = sleep(Math.max(0, random() * maxLagMs - gatherMs), undefined, { signal });
    const copied = Promise.all([visible, last.get(key)])
      .then(() => apply(client, tableName, record))
      .catch((error: unknown) => {
        // Told to stop, it stays late for ever.
        if (!signal.aborted) throw error;
      })
      .finally(() => {
        if (last.get(key) === copied) last.delete(key);
      });
    last.set(key, copied);
  }
  const following = followShards(stream, async (shardId) => {
    for await (const records of readShard(stream, shardId, 'TRIM_HORIZON')) {
      for (const one of records) copyLate(one);
      await sleep(gatherMs, undefined, { signal }).catch(() => {});
    }
  });
  return {
    tableName,
    async stop() {
      controller.abort();
      await Promise.all([following, ...last.values()]);
    },
  };
}

const indexKeys = Object.values<Index>(table.indexes).map(({ partition, sort }) => [...partition, ...sort]);

/** Whether an item stands in any index: the others are read from the table alone. */
function isIndexed(image: object | undefined): boolean {
  return image !== undefined && indexKeys.some((names) => names.every((name) => name in image));
}

async function makeCopy(client: DynamoDBClient, from: string, to: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: to })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
  await ensureTable(client, to);
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from }))
    for (const Item of Items) await client.send(new PutItemCommand({ TableName: to, Item }));
}

async function apply(client: DynamoDBClient, tableName: string, { dynamodb }: SentRecord): Promise<void> {
  // Stream and client have the same attribute values, but for binary ones, which no index has.
  const { NewImage, Keys } = (dynamodb ?? {}) as Record<
    'NewImage' | 'Keys',
    Record<string, AttributeValue> | undefined
  >;
  if (NewImage) await client.send(new PutItemCommand({ TableName: tableName, Item: NewImage }));
  else await client.send(new DeleteItemCommand({ TableName: tableName, Key: Keys }));
}
