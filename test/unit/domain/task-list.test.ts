import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  facetsOf,
  type ListContext,
  matcher,
  ordered,
  pageOf,
  reordered,
  type TaskOrder,
  type TaskPosition,
  type TaskRow,
} from '../../../shared/domain/task-list.ts';
import { makeProject, makeTask } from '../../support/production.ts';
import { expectedOf, filters, limits, orders, rows as taskRows } from '../../support/task-model.ts';

const context: ListContext = {
  now: '2026-06-01T00:00:00.000Z',
  showArtist: (stored) => stored,
  project: () => undefined,
};

const row = fc.record({
  id: fc.constantFrom(...'abcdefghij'),
  shot: fc.option(fc.constantFrom('sh10', 'sh20', 'sh30'), { nil: undefined }),
  deadline: fc.constantFrom(null, '2026-05-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<TaskRow>;
const rows = fc.uniqueArray(row, { selector: ({ id }) => id });
const order = fc.record<TaskOrder>({
  sort: fc.constantFrom('shot', 'deadline'),
  order: fc.constantFrom('asc', 'desc'),
});

it('puts what changed into its place as sorting everything again would', () => {
  fc.assert(
    fc.property(rows, rows, fc.subarray([...'abcdefghij']), order, (before, written, gone, order) => {
      const changed = new Map<string, TaskRow | undefined>([
        ...written.map((one) => [one.id, one] as const),
        ...gone.map((id) => [id, undefined] as const),
      ]);
      const all = new Map<string, TaskRow | undefined>([...before.map((one) => [one.id, one] as const), ...changed]);
      const present = [...all.values()].filter((one) => one !== undefined);
      expect(reordered(ordered(before, order, context), changed, order, context)).toEqual(
        ordered(present, order, context),
      );
    }),
  );
});

it('counts under each value what a filter by that value finds', () => {
  const rows = [
    makeTask({ sequence: 'sq0020', task: 'comp' }),
    makeTask({ sequence: 'sq0010', status: 'review', artist: 'ann' }),
    makeTask({ sequence: 'SWA_Ep00_sq0010', milestone: 'final_comp' }),
    makeTask({ sequence: null }),
  ];
  const { total, ...facets } = facetsOf(rows, context);
  expect(total).toBe(4);
  expect(facets.sequence).toEqual([
    { value: 'sq0010', count: 2 },
    { value: 'sq0020', count: 1 },
  ]);
  expect(facets.artist.map(({ value }) => value)).toEqual(['Unassigned', 'ann']);
  expect(facetsOf(rows.slice(0, 2), context).task.map(({ value }) => value)).toEqual(['comp', 'lighting']);
  for (const [field, counts] of Object.entries(facets)) {
    for (const { value, count } of counts) {
      expect(rows.filter(matcher({ archived: false, [field]: [value] }, context)), field).toHaveLength(count);
    }
  }
});

it('asks by a flag for those that it is true of, or for the others', () => {
  const statuses = ['todo', 'active', 'done', 'cancelled'].map((category) => ({ name: category, category }));
  const inProject: ListContext = { ...context, project: () => ({ statuses, priorityLevels: [] }) as never };
  const rows = [
    makeTask({ id: 'todo', status: 'todo', deadline: '2026-05-01T00:00:00.000Z', artist: 'ann' }),
    makeTask({ id: 'active', status: 'active', deadline: '2026-07-01T00:00:00.000Z', artist: 'Unassigned' }),
    makeTask({ id: 'done', status: 'done', deadline: '2026-05-01T00:00:00.000Z', artist: 'ann' }),
    makeTask({ id: 'cancelled', status: 'cancelled', deadline: null, artist: 'ann' }),
    // of a list that the project had before
    makeTask({ id: 'unknown', status: 'paused', deadline: null, artist: 'ann' }),
  ];
  const foundBy = {
    open: ['todo', 'active', 'unknown'],
    overdue: ['todo'],
    hasDeadline: ['todo', 'active', 'done'],
    unassigned: ['active'],
  };
  for (const [flag, expected] of Object.entries(foundBy)) {
    const found = (wanted: boolean) =>
      rows.filter(matcher({ archived: false, [flag]: wanted }, inProject)).map(({ id }) => id);
    expect(found(true), flag).toEqual(expected);
    expect(found(false), flag).toEqual(rows.map(({ id }) => id).filter((id) => !expected.includes(id)));
  }
});

const production = makeProject();
const shown: ListContext = { now: new Date().toISOString(), showArtist: (stored) => stored, project: () => production };
const plain = makeTask();

it('gives what looking at every task gives, page by page, whatever is asked and however it is sorted', () => {
  fc.assert(
    fc.property(taskRows, filters, orders, limits, fc.nat(3), (given, asked, order, limit, skipped) => {
      const tasks = given.map(({ at, gone, ...fields }, index) => ({
        ...{ ...plain, ...fields, id: `task-${index}`, createdAt: at },
        ...{ updatedAt: given[index - 1]?.at ?? at, archivedAt: gone ? at : null },
      }));
      const matches = matcher({ archived: false, ...asked }, shown);
      const rows = ordered(tasks, order, shown);
      const seen: TaskRow[] = [];
      let after: TaskPosition | undefined;
      do {
        const page = pageOf(rows, { matches, order: order.order, after, skip: after ? 0 : skipped, limit });
        seen.push(...page.rows);
        if (page.next) expect(page.rows).toHaveLength(limit);
        after = page.next;
      } while (after);
      expect(seen).toEqual(expectedOf(tasks, { ...asked, ...order }).slice(skipped));
    }),
    { numRuns: 1_000 },
  );
});
