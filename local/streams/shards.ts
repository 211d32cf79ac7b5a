import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetShardIteratorCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { Bell } from './bell.ts';
import { getRecords, type SentRecord, sequenceNumber } from './records.ts';

interface Stream {
  client: DynamoDBStreamsClient;
  streamArn: string;
  signal: AbortSignal;
  /** Rung after each write; without it, the stream is looked at all the time. */
  bell?: Bell | undefined;
}

/** Runs `each` for every shard of a stream, concurrently, but for a shard only after that of its parent has ended. */
export async function followShards(stream: Stream, each: (shardId: string) => Promise<void>): Promise<void> {
  const followed = new Set<string>();
  async function follow(shards: Shard[]): Promise<void> {
    await Promise.all(
      shards.map(async ({ ShardId }) => {
        if (!ShardId || followed.has(ShardId)) return;
        followed.add(ShardId);
        await each(ShardId);
        if (stream.signal.aborted) return;
        await follow((await listShards(stream)).filter((shard) => shard.ParentShardId === ShardId));
      }),
    );
  }
  const shards = await listShards(stream);
  const known = new Set(shards.map((shard) => shard.ShardId));
  await follow(shards.filter((shard) => !known.has(shard.ParentShardId)));
}

type Place = { after: string } | 'TRIM_HORIZON' | 'LATEST';

/** The records of a shard from a place on, as they come, until the shard is closed or the signal is given. */
export async function* readShard(
  stream: Stream,
  shardId: string,
  from: Place,
  log: (line: string) => void = () => {},
): AsyncGenerator<SentRecord[]> {
  const { signal, bell } = stream;
  let place = from;
  let iterator: string | undefined;
  let lastSeen = Date.now();
  while (!signal.aborted) {
    const rung = bell?.next();
    try {
      iterator ??= await iteratorAt(stream, shardId, place);
      const { records, next } = await getRecords(stream.client, iterator as string);
      iterator = next;
      const last = records.at(-1);
      if (last) {
        place = { after: sequenceNumber(last) };
        lastSeen = Date.now();
        yield records;
      }
      if (!iterator) return;
      if (rung) await pause(last ? busyMs : quietMs, AbortSignal.any([signal, rung]));
      else if (!last) await pause(pauseAfter(Date.now() - lastSeen), signal);
    } catch (error) {
      iterator = undefined;
      place = await recover(error, place, signal, log);
    }
  }
}

/** Milliseconds to wait for the bell: after records there may be more, and what bypasses the bell is found as by Lambda. */
const busyMs = 20;
const quietMs = 250;

async function iteratorAt({ client, streamArn }: Stream, shardId: string, place: Place): Promise<string | undefined> {
  const at =
    typeof place === 'object'
      ? ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: place.after } as const)
      : { ShardIteratorType: place };
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...at }),
  );
  return ShardIterator;
}

/** Where to go on after a failed read. */
async function recover(error: unknown, place: Place, signal: AbortSignal, log: (line: string) => void): Promise<Place> {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TrimmedDataAccessException') return 'TRIM_HORIZON';
  // An iterator lives 15 minutes: less than a laptop sleeps.
  if (name === 'ExpiredIteratorException' || signal.aborted) return place;
  log(`The stream could not be read, trying again in a second: ${error}`);
  await pause(1_000, signal);
  return place;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

/** Milliseconds between two looks at a quiet shard: an idle stack should not keep a core busy. */
function pauseAfter(quietMs: number): number {
  if (quietMs < 1_000) return 5;
  return quietMs < 60_000 ? 20 : 50;
}

async function listShards({ client, streamArn }: Stream): Promise<Shard[]> {
  const shards: Shard[] = [];
  let last: string | undefined;
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: streamArn, ...(last && { ExclusiveStartShardId: last }) }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    last = StreamDescription?.LastEvaluatedShardId;
  } while (last);
  return shards;
}
