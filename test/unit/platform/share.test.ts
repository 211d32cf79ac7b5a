import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluated } from '../../../shared/domain/feature-flags.ts';
import { shareOf } from '../../../shared/platform/share.ts';

const people = Array.from({ length: 5_000 }, (_, index) => `user_${index.toString(16)}`);

describe('the share of a person', () => {
  it('is the same for ever: what was on for somebody stays on', () => {
    // of these very numbers other containers, and those of years from now, must come to the same
    expect(shareOf('direct-messages', 'user_ann')).toBeCloseTo(28.3999900566414, 6);
  });

  it('turns on at some percentage, and never off again above it', () => {
    const percentage = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string(), percentage, percentage, (key, userId, one, other) => {
        const share = shareOf(key, userId);
        expect(shareOf(key, userId)).toBe(share);
        const isOn = (percentage: number) =>
          evaluated(false, { percentage, roles: {}, users: {} }, { userId, role: 'artist' }, share).value;
        expect([isOn(0), isOn(100)]).toEqual([false, true]);
        if (isOn(Math.min(one, other))) expect(isOn(Math.max(one, other))).toBe(true);
      }),
    );
  });

  it('is spread evenly, and differently for each key', () => {
    const tenths = new Array<number>(10).fill(0);
    let inBoth = 0;
    for (const person of people) {
      const tenth = Math.floor(shareOf('one', person) / 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
      if (shareOf('one', person) < 50 && shareOf('other', person) < 50) inBoth += 1;
    }
    // 500 each, within five times the deviation that chance gives
    for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(106);
    // half of one half
    expect(Math.abs(inBoth - 1_250)).toBeLessThan(153);
  });
});
