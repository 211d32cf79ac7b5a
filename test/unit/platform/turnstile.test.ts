import { expect, it } from 'vitest';
import { Turnstile } from '../../../shared/platform/turnstile.ts';

it('lets so many through at once, the others in their order, also where work fails', async () => {
  const turnstile = new Turnstile(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<number>());
  const outcomes = gates.map(({ promise }, index) =>
    turnstile.pass(() => {
      begun.push(index);
      return promise;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error('no'));
  await expect(outcomes[1]).rejects.toThrow('no');
  expect(begun).toEqual([0, 1, 2]);
  for (const [index, { resolve }] of gates.entries()) resolve(index);
  expect(await Promise.all(outcomes.filter((_, index) => index !== 1))).toEqual([0, 2, 3, 4]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  // and the places are free again
  expect(await Promise.all([turnstile.pass(async () => 'a'), turnstile.pass(async () => 'b')])).toEqual(['a', 'b']);
});
