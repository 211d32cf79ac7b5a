import type { DynamoDBRecord } from 'aws-lambda';

/** A record on its way to a consumer. */
export interface Entry {
  record: DynamoDBRecord;
  /** To be called once it is delivered or given up; more often does nothing. */
  done(): void;
}

export type Deliver = (batch: Entry[]) => Promise<void>;

/** Delivers records one batch after another, so what has the same lane is in order. */
export interface Lane {
  add(entry: Entry): void;
  /** Resolves when all that was added is delivered, or the lane stands still. */
  idle(): Promise<void>;
}

/** `failed` is told what `deliver` throws; the lane then stands still. */
export function createLane(batchSize: number, deliver: Deliver, failed: (error: unknown) => void): Lane {
  const queue: Entry[] = [];
  let draining: Promise<void> | undefined;
  async function drain() {
    // What is added in this turn goes in one batch.
    await Promise.resolve();
    while (queue.length > 0) await deliver(queue.splice(0, batchSize));
    draining = undefined;
  }
  return {
    add(entry) {
      queue.push(entry);
      draining ??= drain().catch(failed);
    },
    idle: async () => draining,
  };
}
