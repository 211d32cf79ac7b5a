import { describe, expect, it } from 'vitest';
import { type Plan, runModel } from '../../support/delivery-model.ts';
import { someFaults } from '../../support/faults.ts';

const small: Plan = { seed: 1, writers: 2, events: 4, readers: 2, cuts: 2 };

describe('delivery', () => {
  it.each([1, 2, 3])('by itself brings all to all, in order (%i)', async (seed) => {
    expect((await runModel({ ...small, seed, heartbeat: false })).violations).toEqual([]);
  });

  it.each([1, 2, 3])('brings all to all in the end, whatever fails (%i)', async (seed) => {
    const plan = { ...small, seed, forgotten: 0.1, fault: someFaults(seed, 25) };
    expect((await runModel(plan)).violations).toEqual([]);
  });
});
