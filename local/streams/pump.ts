import { join } from 'node:path';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Consumer } from '../../shared/manifest/consumers.ts';
import type { Invoke } from '../invoke.ts';
import type { Bell } from './bell.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import { deliver } from './delivery.ts';
import { createFeed, type Feed } from './feed.ts';
import type { Deliver } from './lane.ts';
import { eventRecord } from './records.ts';
import { followShards, readShard } from './shards.ts';

export type StreamConsumer = Extract<Consumer, { source: 'stream' }>;

/** How the shards of a real stream differ from the engine's only one. */
export interface Skew {
  shards: number;
  /** Makes the delivery of one shard later, or repeated. */
  disturb(deliver: Deliver): Deliver;
}

interface PumpOptions {
  client: DynamoDBStreamsClient;
  streamArn: string;
  /** By function id; those that do not read the stream are left out. */
  consumers: Readonly<Record<string, Consumer>>;
  invoke: Invoke;
  /** Where checkpoints and dead letters are kept; without it, in memory. */
  folder?: string;
  skew?: Skew;
  /** Rung after each write. */
  bell?: Bell;
  backoffMs?: number;
  log?: (line: string) => void;
  /** Told of what should never happen; by default it ends the process. */
  failed?: (error: unknown) => void;
}

export interface Pump {
  /** Ids of the functions that it invokes. */
  consumers: string[];
  deadLetters: DeadLetters;
  /** Ends after the invocations that are under way. */
  stop(): Promise<void>;
}

/** Records read ahead of the slowest consumer. */
const readAhead = 5_000;

/** Reads the table's stream from where it stopped, and invokes the consumers with it as Lambda does. */
export function startPump(options: PumpOptions): Pump {
  const { client, streamArn, folder, bell, log = () => {}, failed = crash } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const consumers = Object.entries(options.consumers).flatMap(([id, consumer]) =>
    consumer.source === 'stream' ? [{ id, ...consumer }] : [],
  );
  const checkpoints = createCheckpoints(streamArn, folder && join(folder, 'checkpoints.json'));
  const deadLetters = createDeadLetters(folder && join(folder, 'dead-letters'));

  function feedOf({ id, ...consumer }: StreamConsumer & { id: string }, shardId: string): Feed {
    const deliverBatch: Deliver = (batch) =>
      deliver(batch, {
        ...{ consumer: id, shardId, streamArn, invoke: options.invoke, deadLetters, signal, log },
        ...{ retries: consumer.retries, maxAgeSeconds: consumer.maxAgeSeconds, backoffMs: options.backoffMs ?? 100 },
      });
    const lanes = Array.from({ length: (options.skew?.shards ?? 1) * consumer.parallelization }, () =>
      options.skew ? options.skew.disturb(deliverBatch) : deliverBatch,
    );
    return createFeed({
      ...{ filters: consumer.filters, batchSize: consumer.batchSize, lanes },
      delivered: checkpoints.get(id, shardId),
      passed: (sequenceNumber) => checkpoints.set(id, shardId, sequenceNumber),
      failed: (error) => signal.aborted || failed(error),
    });
  }

  async function pumpShard(shardId: string) {
    const feeds = consumers.map((consumer) => feedOf(consumer, shardId));
    const from = start(consumers, shardId, checkpoints);
    for await (const records of readShard({ client, streamArn, signal, bell }, shardId, from, log)) {
      const events = records.map((record) => eventRecord(record, streamArn));
      for (const feed of feeds) feed.push(events);
      await Promise.all(feeds.map((feed) => feed.roomFor(readAhead, signal)));
    }
    await Promise.all(feeds.map((feed) => feed.idle()));
  }

  const running = followShards({ client, streamArn, signal }, pumpShard).catch(failed);
  return {
    consumers: consumers.map(({ id }) => id),
    deadLetters,
    async stop() {
      controller.abort();
      await running;
      checkpoints.save();
    },
  };
}

/** Where the consumer that is furthest behind goes on. */
function start(consumers: { id: string }[], shardId: string, checkpoints: Checkpoints) {
  const delivered = consumers.map(({ id }) => checkpoints.get(id, shardId));
  const first = delivered
    .filter((place) => place !== undefined)
    .sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1))[0];
  return first === undefined || delivered.includes(undefined) ? 'TRIM_HORIZON' : { after: first };
}

function crash(error: unknown) {
  setImmediate(() => {
    throw error;
  });
}
