import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takeLease } from '../../../shared/data/rate-limits.ts';
import { availableOf, intervalOf } from '../../../shared/domain/rate-limits.ts';
import { type Admission, RateLimiter } from '../../../shared/http/rate-limiter.ts';
import { rateLimits } from '../../../shared/manifest/rate-limits.ts';
import { setEnvironment } from '../../support/environment.ts';

setEnvironment();
const send = vi.hoisted(() => vi.fn());
vi.mock('../../../shared/data/client.ts', () => ({ dynamo: () => ({ send }), tableName: () => 'no-table' }));

const rate = { requests: 20, seconds: 10 };
const interval = intervalOf(rate);
const ask = { cost: 1, failClosed: false };

/** What the store has of the one client there is, and what it gave out when. */
interface Store {
  arrival: number | undefined;
  writes: number;
  granted: { at: number; tokens: number }[];
}

let store: Store;
/** An update as DynamoDB does it: the condition and the change are one. */
function apply({ input }: UpdateCommand) {
  const values = input.ExpressionAttributeValues as Record<string, number>;
  const { ':now': now = 0, ':cost': cost = 0, ':latest': latest = 0, ':next': next = 0 } = values;
  const adds = ':cost' in values;
  const { arrival } = store;
  store.writes += 1;
  const holds = adds
    ? arrival !== undefined && arrival >= now && arrival <= latest
    : arrival === undefined || arrival < now;
  if (!holds) {
    const Item = arrival === undefined ? {} : { Item: { arrival: { N: String(arrival) } } };
    throw new ConditionalCheckFailedException({ $metadata: {}, message: 'No', ...Item });
  }
  store.arrival = adds ? (arrival as number) + cost : next;
  store.granted.push({ at: Date.now(), tokens: (adds ? cost : next - now) / intervalOf(current) });
  return { Attributes: { arrival: store.arrival } };
}
let current: { requests: number; seconds: number } = rate;

const newLimiter = (onFailure: (error: unknown) => void = () => undefined) => new RateLimiter(takeLease, onFailure);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
  store = { arrival: undefined, writes: 0, granted: [] };
  current = rate;
  send.mockReset().mockImplementation(async (command: UpdateCommand) => apply(command));
});
afterEach(() => vi.useRealTimers());

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
const isIn = ({ refused }: Admission) => refused === undefined;

describe('the limits', () => {
  it('count in whole milliseconds, so that no rounding adds up', () => {
    for (const limit of Object.values(rateLimits)) expect(Number.isInteger(intervalOf(limit))).toBe(true);
  });
});

describe('a client', () => {
  it('is let through as often as its limit says, and then as often as it comes back', async () => {
    const limiter = newLimiter();
    const many = await Promise.all(Array.from({ length: 50 }, () => limiter.admit('a', rate, ask)));
    expect(many.filter(isIn)).toHaveLength(20);
    expect(isIn(await limiter.admit('a', rate, ask))).toBe(false);
    pass(interval);
    expect(isIn(await limiter.admit('a', rate, ask))).toBe(true);
    expect(isIn(await limiter.admit('a', rate, ask))).toBe(false);
    pass(rate.seconds * 1_000 + interval);
    expect(await limiter.admit('a', rate, ask)).toMatchObject({ remaining: 19 });
  });

  it('that is busy costs one write for ten requests', async () => {
    current = rateLimits.service;
    const limiter = newLimiter();
    for (let count = 0; count < 1_000; count++) expect(isIn(await limiter.admit('a', current, ask))).toBe(true);
    expect(store.writes).toBeLessThan(110);
  });

  it('waits for the store only at first: the next lease is taken while the last request of one is worked on', async () => {
    const limiter = newLimiter();
    let answered = 0;
    send.mockImplementation(async (command: UpdateCommand) => {
      answered += 1;
      return apply(command);
    });
    const waited: boolean[] = [];
    for (let count = 0; count < 15; count++) {
      const before = answered;
      const { renewal } = await limiter.admit('a', rate, ask);
      // a renewal that this request started does not hold it up
      waited.push(answered > before && renewal === undefined);
      await renewal;
    }
    expect(waited.filter(Boolean)).toHaveLength(1);
  });

  it('that was refused costs no more writes until it can be let in', async () => {
    const limiter = newLimiter();
    while (isIn(await limiter.admit('a', rate, ask)));
    const { writes } = store;
    const refusals = await Promise.all(Array.from({ length: 100 }, () => limiter.admit('a', rate, ask)));
    expect(refusals.some(isIn)).toBe(false);
    expect(store.writes).toBe(writes);
  });

  it('is told when to come again, each a little later than the one before', async () => {
    const limiter = newLimiter();
    const many = await Promise.all(Array.from({ length: 23 }, () => limiter.admit('a', rate, ask)));
    const refused = many.flatMap((one) => (one.refused ? [one.refused] : []));
    expect(refused).toEqual([1, 2, 3].map((position) => ({ waitMs: position * interval, position })));
    pass(2 * interval);
    expect(isIn(await limiter.admit('a', rate, { ...ask, cost: 2 }))).toBe(true);
  });

  it('pays for a large request at once, or not at all', async () => {
    const limiter = newLimiter();
    const large = { ...ask, cost: 12 };
    expect(isIn(await limiter.admit('a', rate, large))).toBe(true);
    expect(isIn(await limiter.admit('a', rate, large))).toBe(false);
    expect(isIn(await limiter.admit('a', rate, ask))).toBe(true);
  });

  it('loses what it leased and did not use within a minute', async () => {
    const limiter = newLimiter();
    await limiter.admit('a', rate, ask);
    pass(60_001);
    await limiter.admit('a', rate, ask);
    expect(store.granted).toHaveLength(2);
  });
});

describe('a store that is away', () => {
  beforeEach(() => {
    send.mockRejectedValue(new Error('away'));
  });

  it('lets everybody through, and says so', async () => {
    const onFailure = vi.fn();
    const limiter = newLimiter(onFailure);
    const many = await Promise.all(Array.from({ length: 40 }, () => limiter.admit('a', rate, ask)));
    expect(many.every(isIn)).toBe(true);
    expect(onFailure).toHaveBeenCalledTimes(1);
    send.mockReset().mockImplementation(async (command: UpdateCommand) => apply(command));
    pass(5_001);
    await limiter.admit('a', rate, ask);
    expect(store.granted).toHaveLength(1);
  });

  it('lets nobody sign in', async () => {
    const limiter = newLimiter();
    await expect(limiter.admit('a', rate, { cost: 1, failClosed: true })).rejects.toThrow('away');
    await expect(limiter.admit('a', rate, { cost: 1, failClosed: true })).rejects.toThrow('away');
  });
});

describe('several containers', () => {
  const step = fc.record({
    container: fc.nat({ max: 3 }),
    cost: fc.constantFrom(1, 1, 1, 1, 3, 12),
    /** Before it. */
    ms: fc.constantFrom(0, 0, 0, 1, interval, 3 * interval, 12_000, 61_000),
    /** How many of the updates under way are done before the next step. */
    updates: fc.nat({ max: 4 }),
  });

  it('never let through more than the limit, what comes back, and what was leased before', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 80 }), fc.scheduler(), async (steps, scheduler) => {
        vi.setSystemTime(1_800_000_000_000);
        store = { arrival: undefined, writes: 0, granted: [] };
        send.mockImplementation((command: UpdateCommand) =>
          scheduler.schedule(Promise.resolve(), 'update').then(() => apply(command)),
        );
        const limiters = Array.from({ length: 4 }, () => newLimiter());
        const admitted: { at: number; tokens: number }[] = [];
        const requests: Promise<unknown>[] = [];
        for (const { container, cost, ms, updates } of steps) {
          pass(ms);
          const request = limiters[container]?.admit('a', rate, { ...ask, cost }).then((admission) => {
            if (isIn(admission)) admitted.push({ at: Date.now(), tokens: cost });
            // nobody is refused what there is
            else expect(availableOf(rate, store.arrival, Date.now())).toBeLessThan(cost);
          });
          requests.push(request as Promise<unknown>);
          for (let count = 0; count < updates && scheduler.count() > 0; count++) await scheduler.waitNext(1);
        }
        await scheduler.waitFor(Promise.all(requests));

        const sum = (rows: typeof admitted, from: number, to: number) =>
          rows.reduce((all, { at, tokens }) => (at >= from && at < to ? all + tokens : all), 0);
        const moments = [...new Set([...admitted, ...store.granted].map(({ at }) => at))];
        for (const from of moments) {
          const leased = sum(store.granted, 0, from) - sum(admitted, 0, from);
          expect(leased).toBeGreaterThanOrEqual(0);
          for (const to of moments.filter((moment) => moment >= from)) {
            const most = rate.requests + (to - from) / interval;
            expect(sum(store.granted, from, to + 1)).toBeLessThanOrEqual(most);
            expect(sum(admitted, from, to + 1)).toBeLessThanOrEqual(most + leased);
          }
        }
      }),
      { numRuns: 150 },
    ));
});
