import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../streams/lane.ts';
import type { Skew } from '../streams/pump.ts';
import type { UnkindProfile } from './profile.ts';

/** Several shards that lag apart, and now and then begin again two batches earlier, as after a lost checkpoint. */
export function createSkew({ shards, shardLagMs, duplicates }: UnkindProfile, random: () => number): Skew {
  return {
    shards,
    disturb(deliver) {
      const lag = random() * shardLagMs;
      let recent: Entry[][] = [];
      return async (batch) => {
        await sleep(lag * random());
        await deliver(batch);
        recent = [...recent.slice(-1), batch];
        if (random() >= duplicates) return;
        for (const delivered of recent) await deliver(delivered);
      };
    },
  };
}
