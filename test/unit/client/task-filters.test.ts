import { describe, expect, it } from 'vitest';
import { filtersOf } from '../../../client/src/task-filters.ts';

describe('the filters of a live list', () => {
  it.each([
    { query: { artist: ['Doe, Jane', ' me '] }, filters: { artist: ['Doe, Jane', 'mika'] } },
    // in one text, as plain JavaScript may have them
    { query: { artist: 'Doe\\, Jane, me' as never }, filters: { artist: ['Doe, Jane', 'mika'] } },
    { query: { status: [] }, filters: {} },
    { query: { deadlineBefore: '2025-08-29T12:00:00+02:00' }, filters: { deadlineBefore: '2025-08-29T10:00:00.000Z' } },
  ])('are those of the list: $query', ({ query, filters }) => {
    const expected = { archived: false, projectId: 'SWA', ...filters };
    expect(filtersOf({ projectId: 'SWA', ...query }, 'mika')).toEqual(expected);
  });
});
