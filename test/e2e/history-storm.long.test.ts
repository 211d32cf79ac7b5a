import { beforeAll, describe, expect, it } from 'vitest';
import { carelessly } from './support/careless.ts';
import { type Attempt, modes, newStormyStudio, storm } from './support/storm.ts';
import { problemsAfter } from './support/storm-problems.ts';

let studio: Awaited<ReturnType<typeof newStormyStudio>>;
beforeAll(async () => {
  studio = await newStormyStudio();
});

const count = (attempts: readonly Attempt[], status: number) => attempts.filter((one) => one.status === status).length;

describe('twenty clients who write the same tasks in every way there is', () => {
  it('lose nothing that was acknowledged, and find nothing written that was refused', async () => {
    const { name, people, tasks, rowsOf } = studio;
    const attempts = await storm({ people, taskIds: await tasks('calm', 10), rounds: 4, seed: 1 });
    expect(await problemsAfter(attempts, name, rowsOf)).toEqual([]);
    // it was a storm: every way worked for somebody, and many were in each other's way
    for (const mode of modes) {
      expect(attempts.some((one) => one.mode === mode && one.status === 200)).toBe(true);
    }
    expect(count(attempts, 412)).toBeGreaterThan(0);
  }, 60_000);

  it('would be seen to lose something, were the conditions of the writes left out', async () => {
    const { name, people, tasks, rowsOf } = studio;
    const taskIds = await tasks('broken', 2);
    const attempts = await carelessly(name, () => storm({ people, taskIds, rounds: 2, seed: 2 }));
    expect(count(attempts, 200)).toBeGreaterThan(10);
    const problems = await problemsAfter(attempts, name, rowsOf);
    expect(problems).toContainEqual(expect.stringMatching(/is not what stands at its revision|has no event/));
    expect(problems).toContainEqual(expect.stringMatching(/its history: .* (begins elsewhere|is not what events say)/));
    expect(problems).toContainEqual(expect.stringMatching(/acknowledged writes/));
  }, 60_000);
});
