import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Per consumer and shard, the sequence number up to which everything is delivered. */
export interface Checkpoints {
  get(consumer: string, shardId: string): string | undefined;
  set(consumer: string, shardId: string, delivered: string): void;
  /** Writes down what `set` was told; it does so itself a moment after. */
  save(): void;
}

/** Keeps the checkpoints of a stream in a file; without one, in memory. Those of another stream are forgotten. */
export function createCheckpoints(streamArn: string, file?: string): Checkpoints {
  const positions = new Map<string, string>(file ? read(file, streamArn) : []);
  const key = (consumer: string, shardId: string) => `${consumer} ${shardId}`;
  let timer: NodeJS.Timeout | undefined;

  function save() {
    clearTimeout(timer);
    timer = undefined;
    if (!file) return;
    // Renamed into place, so that a crash leaves the old one or the new one.
    writeFileSync(`${file}.new`, JSON.stringify({ streamArn, positions: Object.fromEntries(positions) }));
    renameSync(`${file}.new`, file);
  }

  return {
    get: (consumer, shardId) => positions.get(key(consumer, shardId)),
    set(consumer, shardId, delivered) {
      positions.set(key(consumer, shardId), delivered);
      timer ??= setTimeout(save, 200);
    },
    save,
  };
}

function read(file: string, streamArn: string): [string, string][] {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { streamArn: string; positions: Record<string, string> };
    return kept.streamArn === streamArn ? Object.entries(kept.positions) : [];
  } catch {
    // None yet, or unreadable: delivering again is what consumers can take.
    return [];
  }
}
