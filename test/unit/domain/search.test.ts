import { describe, expect, it } from 'vitest';
import { ranked, rankOf } from '../../../shared/domain/search.ts';

const task = {
  id: 'ep00_sq0010_sh0020_comp',
  names: ['SH0020'],
  texts: ['sq0010', 'comp', null, 'Flicker in Frame 7'],
};

describe('how well something fits', () => {
  it.each([
    ['ep00_sq0010_sh0020_comp', 0],
    ['EP00_SQ0010_sh0020_COMP', 0],
    ['ep00_sq', 1],
    ['sh0', 1],
    ['comp', 2],
    ['flicker sh0020', 2],
    ['7 SQ', 2],
    ['flicker lighting', undefined],
    ['comp null', undefined],
  ])('%s: %s', (sought, rank) => {
    expect(rankOf(sought, task)).toBe(rank);
  });

  it('decides on the order, and equals stay in theirs', () => {
    const ids = ['b-fx', 'fx-2', 'none', 'fx', 'a-fx', 'fx-1'];
    const searchable = (id: string) => ({ id, names: [], texts: [] });
    expect(ranked(ids, 'FX', searchable)).toEqual(['fx', 'fx-2', 'fx-1', 'b-fx', 'a-fx']);
  });
});
