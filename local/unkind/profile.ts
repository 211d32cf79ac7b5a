/** How much unkinder than DynamoDB Local the engine is. All that is random comes from the seed. */
export interface UnkindProfile {
  seed: number;
  /** A transaction takes up to so much longer, and meets others meanwhile. */
  transactionMs: number;
  /** A write is in the indexes after a random time up to this. */
  indexLagMs: number;
  /** Units a second for one value of a partition key; what was not used in a second is lost. */
  readUnits: number;
  writeUnits: number;
  /** Shards of the stream, each behind by a random time of its own up to `shardLagMs`. */
  shards: number;
  shardLagMs: number;
  /** The share of batches after which the last two are delivered again. */
  duplicates: number;
}

/** As AWS documents it, or, where it promises nothing, as bad as one may meet. */
export const asAws: UnkindProfile = {
  seed: 1,
  transactionMs: 15,
  indexLagMs: 2_000,
  readUnits: 3_000,
  writeUnits: 1_000,
  shards: 4,
  shardLagMs: 300,
  duplicates: 0.1,
};

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
