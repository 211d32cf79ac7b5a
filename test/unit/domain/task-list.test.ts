import { expect, it } from 'vitest';
import { facetsOf, type ListContext, matcher } from '../../../shared/domain/task-list.ts';
import { makeTask } from '../../support/production.ts';

it('counts under each value what a filter by that value finds', () => {
  const context: ListContext = {
    now: '2025-09-01T00:00:00.000Z',
    showArtist: (stored) => stored,
    project: () => undefined,
  };
  const rows = [
    makeTask({ sequence: 'sq0010', status: 'review', artist: 'ann' }),
    makeTask({ sequence: 'SWA_Ep00_sq0010', milestone: 'final_comp' }),
    makeTask({ sequence: 'sq0020', task: 'comp' }),
    makeTask({ sequence: null }),
  ];
  const { total, ...facets } = facetsOf(rows, context);
  expect(total).toBe(4);
  expect(facets.sequence).toEqual([
    { value: 'sq0010', count: 2 },
    { value: 'sq0020', count: 1 },
  ]);
  for (const [field, counts] of Object.entries(facets)) {
    for (const { value, count } of counts) {
      expect(rows.filter(matcher({ archived: false, [field]: [value] }, context)), field).toHaveLength(count);
    }
  }
});
