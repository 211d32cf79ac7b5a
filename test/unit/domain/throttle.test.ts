import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Counter,
  counterKinds,
  delayOf,
  forgiven,
  holding,
  longestDelayMs,
  networkOf,
  waitOf,
  windowMs,
  windowOf,
} from '../../../shared/domain/throttle.ts';

const start = windowOf(Date.UTC(2026, 0, 5, 9)) * windowMs;
const moment = fc.integer({ min: start, max: start + windowMs - 1 });
const count = (now: number) =>
  fc.option(fc.record({ failures: fc.nat(500), lastAt: fc.integer({ min: now - 2 * windowMs, max: now }) }), {
    nil: undefined,
  });
const kind = fc.constantFrom(...counterKinds);
const situation = moment.chain((now) =>
  fc.record({ now: fc.constant(now), kind, current: count(now), previous: count(now) }),
);

describe('a counter', () => {
  it.each(counterKinds)('of a %s lets what it forgives pass at once', (kind) => {
    const counted = (failures: number): Counter => ({ kind, current: { failures, lastAt: start } });
    expect(waitOf({ kind }, start)).toBe(0);
    expect(waitOf(counted(forgiven[kind] - 1), start)).toBe(0);
    expect(waitOf(counted(forgiven[kind]), start)).toBe(1_000);
  });

  it('doubles the delay with each failure, up to a minute', () => {
    const delays = Array.from({ length: 9 }, (_, index) =>
      delayOf({ kind: 'pair', current: { failures: forgiven.pair + index, lastAt: start } }, start),
    );
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('never has anyone wait longer than a minute, nor longer than its delay after the last failure', () => {
    fc.assert(
      fc.property(situation, ({ now, ...counter }) => {
        const wait = waitOf(counter, now);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(longestDelayMs);
        // whoever waits as told is let through, in the next window too
        const { kind, current } = counter;
        const later = windowOf(now + wait) === windowOf(now) ? counter : { kind, previous: current };
        expect(waitOf(later, now + wait)).toBe(0);
      }),
    );
  });

  it('delays no less after more failures', () => {
    fc.assert(
      fc.property(situation, fc.integer({ min: 1, max: 100 }), ({ now, ...counter }, more) => {
        const { failures = 0, lastAt = now } = counter.current ?? {};
        const worse = { ...counter, current: { failures: failures + more, lastAt } };
        expect(delayOf(worse, now)).toBeGreaterThanOrEqual(delayOf(counter, now));
      }),
    );
  });

  it('forgets: the delay only shrinks while nothing fails, and is gone after two windows', () => {
    fc.assert(
      fc.property(situation, fc.nat(windowMs), ({ now, ...counter }, later) => {
        const then = now + later;
        const passed = windowOf(then) - windowOf(now);
        const aged: Counter = passed === 0 ? counter : { kind: counter.kind, previous: counter.current };
        expect(delayOf(aged, then)).toBeLessThanOrEqual(delayOf(counter, now));
      }),
    );
    // the window before fades to nothing as the present one ends
    const previous = { failures: 500, lastAt: start - 1 };
    expect(delayOf({ kind: 'pair', previous }, start)).toBe(longestDelayMs);
    expect(delayOf({ kind: 'pair', previous }, start + windowMs - 1)).toBe(0);
  });

  it('is not put off by the clock of another container that is ahead', () => {
    const counter: Counter = { kind: 'pair', current: { failures: forgiven.pair, lastAt: start + 5_000 } };
    expect(waitOf(counter, start)).toBe(1_000);
  });

  it('lets somebody who tries without a pause guess once a minute at most, however long', () => {
    fc.assert(
      fc.property(kind, fc.integer({ min: 50, max: 5_000 }), (kind, pauseMs) => {
        const hours = 6;
        const windows = new Map<number, { failures: number; lastAt: number }>();
        let guesses = 0;
        for (let now = start; now < start + hours * windowMs; now += pauseMs) {
          const window = windowOf(now);
          const counter: Counter = { kind, current: windows.get(window), previous: windows.get(window - 1) };
          const wait = waitOf(counter, now);
          if (wait > 0) {
            // to the next try of the attacker that may pass
            now += Math.max(0, Math.ceil(wait / pauseMs) - 1) * pauseMs;
            continue;
          }
          guesses += 1;
          windows.set(window, { failures: (windows.get(window)?.failures ?? 0) + 1, lastAt: now });
        }
        // one a minute, and what is forgiven with the short delays after it
        expect(guesses).toBeLessThanOrEqual(forgiven[kind] + 6 + hours * 60);
      }),
      { numRuns: 30 },
    );
  });
});

describe('whoever has signed in with a name from an address', () => {
  const counters: Counter[] = counterKinds.map((kind) => ({ kind }));

  it('answers for their own failures alone', () => {
    expect(holding(counters, true)).toEqual([{ kind: 'pair' }]);
    expect(holding(counters, false)).toEqual(counters);
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1:2:3:4', 'fe80:0:0:0'],
    ['', ''],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one for all of a /64, and another for the next', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
    fc.assert(
      fc.property(fc.array(group, { minLength: 12, maxLength: 12 }), (groups) => {
        const [net, one, other] = [groups.slice(0, 4), groups.slice(4, 8), groups.slice(8)];
        expect(networkOf([...net, ...one].join(':'))).toBe(networkOf([...net, ...other].join(':')));
        const next = [...net.slice(0, 3), (Number.parseInt(net[3] as string, 16) ^ 1).toString(16)];
        expect(networkOf([...next, ...one].join(':'))).not.toBe(networkOf([...net, ...one].join(':')));
      }),
    );
  });
});
