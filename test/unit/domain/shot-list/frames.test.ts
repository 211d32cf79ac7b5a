import { describe, expect, it } from 'vitest';
import { type Cut, framesOf } from '../../../../shared/domain/shot-list/frames.ts';

const cut = (cutIn?: number, cutOut?: number, cutLength?: number, cutDuration?: number): Cut => ({
  ...{ cutIn, cutOut, cutLength, cutDuration },
});

describe('the frames of a cut', () => {
  it.each([
    ['in and out', cut(1001, 1010), [1001, 1010]],
    ['all that agrees', cut(1001, 1010, 10, 10), [1001, 1010]],
    ['in and length', cut(1001, undefined, 10), [1001, 1010]],
    ['in and duration', cut(1001, undefined, undefined, 10), [1001, 1010]],
    ['out and length', cut(undefined, 1010, 10), [1001, 1010]],
    ['length alone, from the first frame of the project', cut(undefined, undefined, 10), [1001, 1010]],
    ['negative frames', cut(-9, 0, 10), [-9, 0]],
  ])('are told by %s', (_, given, [start, end]) => {
    expect(framesOf(given, 1001)).toEqual({ range: { start, end }, doubts: [] });
  });

  it.each([
    ['an end that both lengths contradict', cut(1001, 10153, 153, 153), [1001, 1153], [['cutOut', '1153']]],
    ['an end that the one length contradicts', cut(1001, 1009, 10), [1001, 1010], [['cutOut', '1010']]],
    ['an end before the start', cut(1001, 101, 10), [1001, 1010], [['cutOut', '1010']]],
    ['a length that all else contradicts', cut(1001, 1010, 99, 10), [1001, 1010], [['cutLength', '10']]],
    ['a duration that all else contradicts', cut(1001, 1010, 10, 99), [1001, 1010], [['cutDuration', '10']]],
    [
      'nothing that agrees',
      ...([
        cut(1001, 1005, 10, 99),
        [1001, 1010],
        [
          ['cutOut', '1010'],
          ['cutDuration', '10'],
        ],
      ] as const),
    ],
  ])('are doubted with %s', (_, given, [start, end], doubts) => {
    const found = framesOf(given as Cut, 1001);
    expect(found.range).toEqual({ start, end });
    expect(found.doubts.map(({ column, taken }) => [column, taken])).toEqual(doubts);
  });

  it('are none of an end or a start alone', () => {
    expect(framesOf({}, 1001)).toEqual({ range: null, doubts: [] });
    expect(framesOf(cut(1001), 1001)).toMatchObject({ range: null, doubts: [{ column: 'cutIn' }] });
    expect(framesOf(cut(undefined, 1010), 1001)).toMatchObject({ range: null, doubts: [{ column: 'cutOut' }] });
  });
});
