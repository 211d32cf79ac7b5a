import { expect, it } from 'vitest';
import { clientStorm, type Mistake } from './support/client-storm.ts';
import type { FaultRates } from './support/faulty-proxy.ts';
import { blindSocket, without } from './support/mistakes.ts';

const bad: FaultRates = {
  ...{ cut: 0.02, lost: 0.03, hang: 0.003, delay: 0.1, throttled: 0.02, unavailable: 0.02, gateway: 0.02, stale: 0.02 },
  ...{ pushLost: 0.05, pushTwice: 0.1, pushLate: 0.2, socketCut: 0.003, halfOpen: 0.002 },
};

const { MONTU_STORM_SEED, MONTU_STORM_SECONDS = '40' } = process.env;
const seed = Number(MONTU_STORM_SEED ?? Date.now() % 100_000);
const seconds = Number(MONTU_STORM_SECONDS);

it('keeps the promises of the client over a bad network', { timeout: (seconds + 120) * 1_000 }, async () => {
  const { problems, counts, faults } = await clientStorm({ seed, seconds, patience: 60, rates: bad, disturb: true });
  process.stdout.write(`${JSON.stringify({ ...counts, ...faults })}\n`);
  expect(problems).toEqual([]);
  // it was a storm
  expect(faults.lost).toBeGreaterThan(0);
  expect(counts.updates).toBeGreaterThan(20);
});

it.each<[string, Mistake, FaultRates, number, RegExp]>([
  ['no idempotency keys', { fetch: without('idempotency-key') }, { lost: 0.5 }, 2, /comment twice|ran into itself/],
  ['no If-Match', { fetch: without('if-match') }, {}, 2, /no lost update/],
  ['no eye for gaps', { WebSocket: blindSocket }, { pushLost: 0.6 }, 12, /every event/],
])('would be seen to break them with %s', async (_, mistake, rates, patience, promise) => {
  const { problems } = await clientStorm({ seed, seconds: 12, patience, rates, disturb: false, mistake });
  expect(problems).toContainEqual(expect.stringMatching(promise));
});
