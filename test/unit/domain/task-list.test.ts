import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type ListContext,
  ordered,
  reordered,
  type TaskOrder,
  type TaskRow,
} from '../../../shared/domain/task-list.ts';

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
