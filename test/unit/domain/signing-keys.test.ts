import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isAccepted,
  type KeyTimes,
  keysToSignWith,
  statesOf,
  withoutKey,
  withSuccessor,
} from '../../../shared/domain/signing-keys.ts';

type Key = KeyTimes & { kid: string };

const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1) + seconds * 1_000);
const iso = (seconds: number) => at(seconds).toISOString();
const first: Key = { kid: 'first', publishedAt: iso(0), signsFrom: iso(0), acceptedUntil: null };
const schedule = { publishSeconds: 600, outliveSeconds: 4_000 };
const rotated = withSuccessor<{ kid: string }>([first], { kid: 'second' }, { now: at(100), ...schedule });
const signing = (keys: readonly Key[], seconds: number) => keysToSignWith(keys, at(seconds))[0]?.kid;

describe('a rotation', () => {
  it('publishes a key before it signs, and gives the old one its end', () => {
    expect(rotated).toEqual([
      { ...first, acceptedUntil: iso(4_700) },
      { kid: 'second', publishedAt: iso(100), signsFrom: iso(700), acceptedUntil: null },
    ]);
  });

  it.each([
    [100, ['signing', 'waiting']],
    [699, ['signing', 'waiting']],
    [700, ['retiring', 'signing']],
    [4_699, ['retiring', 'signing']],
    [4_700, ['ended', 'signing']],
  ])('after %i s: %s', (seconds, states) => {
    expect(statesOf(rotated, at(seconds))).toEqual(states);
  });

  it('does not give a key that has its end a later one', () => {
    const again = withSuccessor<{ kid: string }>(rotated, { kid: 'third' }, { now: at(1_000), ...schedule });
    expect(again.map(({ acceptedUntil }) => acceptedUntil)).toEqual([iso(4_700), iso(5_600), null]);
  });
});

it('the earliest of the waiting keys signs where the clock is before them all', () => {
  expect(signing([{ ...first, kid: 'later', signsFrom: iso(50) }, first], -10)).toBe('first');
  expect(keysToSignWith([{ ...first, acceptedUntil: iso(5) }], at(5))).toEqual([]);
});

describe('a key that is revoked', () => {
  const revoke = (keys: readonly Key[], kid: string, seconds: number) =>
    withoutKey(keys, keys.find((key) => key.kid === kid) as Key, at(seconds));

  it('while it signs hands over at once to the one that waits', () => {
    expect(revoke(rotated, 'first', 200)).toEqual([
      { ...first, acceptedUntil: iso(200) },
      { ...rotated[1], signsFrom: iso(200) },
    ]);
  });

  it('before it signs leaves the other to go on', () => {
    expect(revoke(rotated, 'second', 200)).toEqual([first, { ...rotated[1], acceptedUntil: iso(200) }]);
  });

  it('after it has retired changes nothing of the others', () => {
    const third = withSuccessor<{ kid: string }>(rotated, { kid: 'third' }, { now: at(1_000), ...schedule });
    expect(revoke(third, 'first', 1_100)).toEqual([{ ...first, acceptedUntil: iso(1_100) }, ...third.slice(1)]);
  });

  it('may not be the last', () => {
    expect(revoke([first], 'first', 10)).toBeUndefined();
    expect(revoke(rotated, 'second', 4_700)).toBeUndefined();
  });

  it('leaves, with all the others that may be done, a key to sign with now and for good', () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 5_000 }),
      what: fc.constantFrom('rotate', 'revoke'),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let keys: Key[] = [first];
        let now = 0;
        for (const [index, { wait, what, which }] of steps.entries()) {
          now += wait;
          const accepted = keys.filter((key) => isAccepted(key, at(now)));
          const unwanted = accepted[which % accepted.length] as Key;
          if (what === 'rotate')
            keys = withSuccessor<{ kid: string }>(keys, { kid: `${index}` }, { now: at(now), ...schedule });
          else keys = withoutKey(keys, unwanted, at(now)) ?? keys;
          const [best] = keysToSignWith(keys, at(now));
          expect(best && best.signsFrom <= iso(now)).toBe(true);
          expect(keys.some(({ acceptedUntil }) => acceptedUntil === null)).toBe(true);
          if (what === 'revoke' && accepted.length > 1) expect(best?.kid).not.toBe(unwanted.kid);
        }
      }),
    );
  });
});
