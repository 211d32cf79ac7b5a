import { describe, expect, it } from 'vitest';
import { type Plan, type Plant, runModel } from '../../support/delivery-model.ts';
import { faults, someFaults } from '../../support/faults.ts';

const plan: Plan = { seed: 1, writers: 3, events: 6, readers: 3, cuts: 3 };
const least: Plan = { seed: 1, writers: 1, events: 2, readers: 1, cuts: 0 };
const range = (most: number) => Array.from({ length: most }, (_, index) => index + 1);
const wrongWith = async (one: Plan) => (await runModel(one)).violations;

describe('delivery', () => {
  it.each(range(4))('by itself brings all to all, in order (%i)', async (seed) => {
    expect(await wrongWith({ ...plan, seed, heartbeat: false })).toEqual([]);
  });

  it.each(range(4))('brings all to all in the end, whatever fails (%i)', async (seed) => {
    expect(await wrongWith({ ...plan, seed, forgotten: 0.1, fault: someFaults(seed, 60) })).toEqual([]);
  });

  it.each(faults)('survives that any one call of notifier or pusher is %s', async (fault) => {
    const { calls } = await runModel(least);
    expect(calls).toBeGreaterThan(15);
    for (const at of range(calls)) {
      const wrong = await wrongWith({ ...least, fault: (call) => (call === at ? fault : undefined) });
      expect(wrong, `call ${at}`).toEqual([]);
    }
  });
});

describe('the model', () => {
  // readers come while the last events are written
  const busy = { ...plan, events: 8, cuts: 1, heartbeat: false };
  it.each<[Plant, RegExp]>([
    ['dedupe off', /heard twice/],
    ['registration after replay', /never heard/],
    ['head ahead of frame', /resumed to/],
  ])('finds the mistake “%s”', async (plant, words) => {
    const found: string[] = [];
    for (const seed of range(100)) {
      found.push(...(await wrongWith({ ...busy, seed, plant })));
      if (found.some((wrong) => words.test(wrong))) break;
    }
    expect(found.join('\n')).toMatch(words);
  });
});
