import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Database } from '../engine/database.ts';
import { type Bell, createBell } from '../streams/bell.ts';
import type { Skew } from '../streams/pump.ts';
import { startLaggingIndexes } from './lagging-indexes.ts';
import { asAws, createRandom, type UnkindProfile } from './profile.ts';
import { startProxy } from './proxy.ts';
import { createSkew } from './skew.ts';

export interface Unkind {
  /** The address to use instead of the engine's. */
  endpoint: string;
  /** For the pump. */
  skew: Skew;
  /** For the pump: rung after each write. */
  bell: Bell;
  stop(): Promise<void>;
}

/**
 * Puts back what DynamoDB Local leaves out of DynamoDB: transactions that conflict, indexes that lag, hot partitions
 * that throttle, and a stream of several shards with repeats.
 */
export async function startUnkind(database: Database, wanted: Partial<UnkindProfile> = {}): Promise<Unkind> {
  const profile = { ...asAws, ...wanted };
  const random = createRandom(profile.seed);
  const client = new DynamoDBClient({ endpoint: database.endpoint });
  const bell = createBell();
  const indexes = await startLaggingIndexes({ client, database, maxLagMs: profile.indexLagMs, random, bell });
  const proxy = await startProxy({
    ...{ endpoint: database.endpoint, profile, random, lateTableName: indexes.tableName },
    written: bell.ring,
  });
  return {
    endpoint: proxy.endpoint,
    skew: createSkew(profile, random),
    bell,
    async stop() {
      await proxy.stop();
      await indexes.stop();
      client.destroy();
    },
  };
}
