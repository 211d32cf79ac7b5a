import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Invoke } from '../invoke.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import type { Entry } from './lane.ts';
import { sequenceNumber } from './records.ts';

export interface DeliveryOptions {
  consumer: string;
  shardId: string;
  streamArn: string;
  retries: number;
  maxAgeSeconds: number;
  /** Pause before the first retry; each next one is twice as long, up to 10 s. */
  backoffMs: number;
  invoke: Invoke;
  deadLetters: DeadLetters;
  signal: AbortSignal;
  log: (line: string) => void;
}

/**
 * Gives a batch to a consumer as Lambda does, with partial failures reported and batches bisected: what comes before
 * the first failure is done, a batch that fails from its first record on is split in two, and a single record is tried
 * again, then becomes a dead letter. Splitting does not count as a try.
 */
export async function deliver(batch: Entry[], options: DeliveryOptions): Promise<void> {
  let rest = batch;
  for (let tries = 0; rest.length > 0; ) {
    options.signal.throwIfAborted();
    const expired = rest.filter(({ record }) => ageSeconds(record) > options.maxAgeSeconds);
    if (expired.length > 0) {
      await giveUp(expired, 'RecordAgeExceeded', 'The records are too old', tries, options);
      rest = rest.filter((entry) => !expired.includes(entry));
      continue;
    }
    tries += 1;
    const failure = await attempt(rest, options);
    if (!failure) return finish(rest);
    if (failure.at > 0) {
      finish(rest.slice(0, failure.at));
      rest = rest.slice(failure.at);
      tries = 0;
    } else if (rest.length > 1) {
      const half = Math.ceil(rest.length / 2);
      await deliver(rest.slice(0, half), options);
      rest = rest.slice(half);
      tries = 0;
    } else if (tries > options.retries) {
      return giveUp(rest, 'RetryAttemptsExhausted', failure.error, tries, options);
    } else {
      await sleep(Math.min(options.backoffMs * 2 ** (tries - 1), 10_000), undefined, { signal: options.signal });
    }
  }
}

function finish(entries: Entry[]): void {
  for (const { done } of entries) done();
}

/** Undefined when all went well, or the index of the first record that did not. */
async function attempt(
  entries: Entry[],
  { consumer, invoke }: DeliveryOptions,
): Promise<{ at: number; error: string } | undefined> {
  const records = entries.map(({ record }) => record);
  let result: unknown;
  try {
    result = await invoke(consumer, { Records: records });
  } catch (error) {
    return { at: 0, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const reported = reportedFailures(result);
  if (reported.length === 0) return undefined;
  const failed = new Set(reported);
  const places = records.flatMap((record, index) => (failed.delete(sequenceNumber(record)) ? [index] : []));
  // A number that the batch does not have makes all of it a failure.
  return { at: failed.size > 0 ? 0 : Math.min(...places), error: `Reported as failed: ${reported.join(', ')}` };
}

function reportedFailures(result: unknown): unknown[] {
  const failures = (result as { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null | undefined)
    ?.batchItemFailures;
  return (failures ?? []).map((failure) => failure?.itemIdentifier);
}

async function giveUp(
  entries: Entry[],
  condition: DeadLetter['requestContext']['condition'],
  error: string,
  tries: number,
  { consumer, shardId, streamArn, deadLetters, log }: DeliveryOptions,
): Promise<void> {
  const records = entries.map(({ record }) => record);
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return;
  log(`${consumer} gave up on ${records.length} change(s) after ${tries} tries (${condition}): ${error}`);
  await deadLetters.add({
    consumer,
    error,
    requestContext: {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:local:000000000000:function:${consumer}`,
      condition,
      approximateInvokeCount: tries,
    },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: sequenceNumber(first),
      endSequenceNumber: sequenceNumber(last),
      approximateArrivalOfFirstRecord: arrival(first).toISOString(),
      approximateArrivalOfLastRecord: arrival(last).toISOString(),
      batchSize: records.length,
      streamArn,
    },
    records,
  });
  finish(entries);
}

function arrival(record: DynamoDBRecord): Date {
  return new Date((record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000);
}

function ageSeconds(record: DynamoDBRecord): number {
  return (Date.now() - arrival(record).getTime()) / 1_000;
}
