import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { table } from '../../shared/manifest/table.ts';
import { type FilterPattern, passes } from './filter.ts';
import { createLane, type Deliver } from './lane.ts';
import { sequenceNumber } from './records.ts';
import { createWatermark } from './watermark.ts';

/** One consumer's reading of one shard. */
export interface Feed {
  push(records: DynamoDBRecord[]): void;
  /** Resolves when no more than so many records wait to be delivered. */
  roomFor(waiting: number, signal: AbortSignal): Promise<void>;
  /** Resolves when all that was pushed is delivered, or the feed was told to stop. */
  idle(): Promise<void>;
}

interface FeedOptions {
  filters: readonly FilterPattern[];
  batchSize: number;
  /** One per lane: items are spread over the lanes, each item always to the same one. */
  lanes: Deliver[];
  /** What was delivered before, and is skipped. */
  delivered: string | undefined;
  /** Told how far everything is delivered. */
  passed: (sequenceNumber: string) => void;
  failed: (error: unknown) => void;
}

export function createFeed({ filters, batchSize, lanes: deliveries, delivered, passed, failed }: FeedOptions): Feed {
  const lanes = deliveries.map((deliver) => createLane(batchSize, deliver, failed));
  const watermark = createWatermark(passed);
  return {
    push(records) {
      for (const record of records) {
        if (delivered && BigInt(sequenceNumber(record)) <= BigInt(delivered)) continue;
        const entry = watermark.read(sequenceNumber(record));
        if (passes(filters, record)) lanes[laneOf(record, lanes.length)]?.add({ record, done: entry.done });
        else entry.done();
      }
    },
    async roomFor(waiting, signal) {
      while (watermark.waiting() > waiting && !signal.aborted) await sleep(5);
    },
    async idle() {
      await Promise.all(lanes.map((lane) => lane.idle()));
    },
  };
}

function laneOf(record: DynamoDBRecord, lanes: number): number {
  const partition = JSON.stringify(record.dynamodb?.Keys?.[table.partitionKey]);
  return createHash('md5').update(partition).digest().readUInt32BE() % lanes;
}
