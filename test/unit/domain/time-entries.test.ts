import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import type { ApiError } from '../../../shared/contract/errors.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import { timeEntryFields, timeEntryOperations } from '../../../shared/contract/time-entries.ts';
import { type CountedEntry, daysOf, totalsOf, weekOf, withLogged } from '../../../shared/domain/time-entries.ts';
import { validate } from '../../../shared/http/validation.ts';

const taskWith = (actualTimeLogged: number) => ({ id: 't', actualTimeLogged }) as Task;

describe('hours of a task', () => {
  it('grow and shrink from what was there, to the hundredth', () => {
    expect(withLogged(taskWith(0.1), 0.2).actualTimeLogged).toBe(0.3);
    expect(withLogged(taskWith(1_224), -24).actualTimeLogged).toBe(1_200);
  });

  it('are never less than none, nor more than a task can have', () => {
    expect(withLogged(taskWith(1), -8).actualTimeLogged).toBe(0);
    expect(() => withLogged(taskWith(999_999), 1.01)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });
});

describe('what is entered', () => {
  const accepts = (fields: object) => timeEntryFields.safeParse({ date: '2025-08-29', hours: 1, ...fields }).success;

  it.each([{ hours: 0.01 }, { hours: 24 }, { date: '2024-02-29' }, { note: '' }])('may be %o', (fields) => {
    expect(accepts(fields)).toBe(true);
  });

  it.each([
    ...[{ hours: 0 }, { hours: 0.001 }, { hours: -1 }, { hours: 24.01 }, { hours: '8' }, { hours: null }],
    ...[{ date: '2025-02-29' }, { date: '2025-08-29T10:00:00Z' }, { date: 'today' }, { note: 'x'.repeat(1_001) }],
    ...[{ minutes: 5 }],
  ])('may not be %o', (fields) => {
    expect(accepts(fields)).toBe(false);
  });

  it('is rounded to the hundredth', () => {
    expect(timeEntryFields.parse({ date: '2025-08-29', hours: 1.239 }).hours).toBe(1.24);
  });
});

describe('the day of what is entered or changed', () => {
  const { createTimeEntry, updateTimeEntry } = timeEntryOperations;
  const detailsOf = (schema: z.ZodType, body: object) => {
    try {
      validate(schema, body, 'body');
      return [];
    } catch (error) {
      return (error as ApiError).details;
    }
  };
  const bodies = [
    ['entered', (date: string) => detailsOf(createTimeEntry.body, { date, hours: 1 })],
    ['changed', (date: string) => detailsOf(updateTimeEntry.body, { date })],
  ] as const;
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-03-01T23:59:00Z'), toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  describe.each(bodies)('%s', (_, detailsFor) => {
    it.each(['2000-01-01', '2026-03-01', '2027-03-02'])('may be %s', (date) => {
      expect(detailsFor(date)).toEqual([]);
    });

    it.each(['0202-11-23', '1999-12-31', '2027-03-03', '9999-12-31'])('may not be %s', (date) => {
      expect(detailsFor(date)).toEqual([
        {
          ...{ field: 'date', code: 'OUT_OF_RANGE', message: 'Is no day of our time' },
          suggestion: 'A day from 2000-01-01 to 366 days from today',
        },
      ]);
    });

    it('is told once where it is no day at all', () => {
      expect(detailsFor('0202-02-30')).toMatchObject([{ field: 'date', code: 'INVALID_FORMAT' }]);
    });
  });

  it('may stay what it was when the rest of an older entry is changed', () => {
    expect(timeEntryFields.safeParse({ date: '0202-11-23', hours: 2 }).success).toBe(true);
  });
});

it.each([
  ['2025-08-29', '2025-W35'],
  ['2024-12-30', '2025-W01'],
  ['2021-01-03', '2020-W53'],
  ['2026-01-01', '2026-W01'],
  ['2023-01-01', '2022-W52'],
])('%s is in week %s', (date, week) => {
  expect(weekOf(date)).toBe(week);
});

let count = 0;
const entry = (fields: Partial<CountedEntry>): CountedEntry => ({
  ...{ id: `hours_${String(count++).padStart(6, '0')}`, taskId: 't1', userId: 'ann', date: '2025-08-29', hours: 1 },
  ...fields,
});

describe('totals', () => {
  it('count as overtime what is beyond eight hours of one person on one day, where it was entered', () => {
    const entries = [
      entry({ hours: 7 }),
      entry({ hours: 3, taskId: 't2' }),
      entry({ hours: 9, date: '2025-08-30' }),
      entry({ hours: 8, userId: 'bob' }),
    ];
    // in whatever order they come
    expect(totalsOf(entries.toReversed(), 'task')).toEqual({
      ...{ groupBy: 'task', hours: 27, overtimeHours: 3, entries: 4 },
      groups: [
        { key: 't1', hours: 24, overtimeHours: 1, entries: 3 },
        { key: 't2', hours: 3, overtimeHours: 2, entries: 1 },
      ],
    });
    expect(totalsOf(entries, 'person').groups).toEqual([
      { key: 'ann', hours: 19, overtimeHours: 3, entries: 3 },
      { key: 'bob', hours: 8, overtimeHours: 0, entries: 1 },
    ]);
    const keysOf = (groupBy: 'day' | 'week') => totalsOf(entries.toReversed(), groupBy).groups.map(({ key }) => key);
    expect(keysOf('day')).toEqual(['2025-08-29', '2025-08-30']);
    expect(keysOf('week')).toEqual(['2025-W35']);
  });

  it('of nothing are nothing', () => {
    expect(totalsOf([], 'day')).toEqual({ groupBy: 'day', hours: 0, overtimeHours: 0, entries: 0, groups: [] });
  });

  it('are the same however they are grouped, and as plain sums say', () => {
    const entries = fc.array(
      fc.record({
        taskId: fc.constantFrom('t1', 't2'),
        userId: fc.constantFrom('ann', 'bob'),
        date: fc.constantFrom('2025-08-31', '2025-09-01', '2025-09-02'),
        hours: fc.integer({ min: 1, max: 2_400 }).map((hundredths) => hundredths / 100),
      }),
    );
    fc.assert(
      fc.property(entries, fc.constantFrom('task', 'person', 'week', 'day'), (fields, groupBy) => {
        const made = fields.map((one) => entry(one));
        const totals = totalsOf(made.toReversed(), groupBy);
        const sum = (of: readonly { hours: number }[]) => of.reduce((all, { hours }) => all + hours, 0);
        expect(totals.hours).toBeCloseTo(sum(made), 6);
        expect(sum(totals.groups)).toBeCloseTo(totals.hours, 6);
        const days = Map.groupBy(made, ({ userId, date }) => `${userId} ${date}`);
        const overtime = [...days.values()].reduce((all, day) => all + Math.max(0, sum(day) - 8), 0);
        expect(totals.overtimeHours).toBeCloseTo(overtime, 6);
        expect(totals.groups.reduce((all, { overtimeHours }) => all + overtimeHours, 0)).toBeCloseTo(overtime, 6);
      }),
    );
  });
});

describe('days', () => {
  it('are all, where nothing bounds them', () => {
    expect(daysOf({})).toEqual({ from: '0000-01-01', to: '9999-12-31' });
    expect(daysOf({ from: '2025-01-01' })).toEqual({ from: '2025-01-01', to: '9999-12-31' });
  });

  it('are as many as may be asked for', () => {
    expect(daysOf({ to: '2025-03-31' }, 31)).toEqual({ from: '2025-03-01', to: '2025-03-31' });
    expect(daysOf({ from: '2025-03-01' }, 31)).toEqual({ from: '2025-03-01', to: '2025-03-31' });
    expect(daysOf({ from: '2025-03-01', to: '2025-03-02' }, 31)).toEqual({ from: '2025-03-01', to: '2025-03-02' });
    expect(daysOf({ to: '0000-01-05' }, 31)).toEqual({ from: '0000-01-01', to: '0000-01-05' });
    expect(daysOf({ from: '9999-12-30' }, 31)).toEqual({ from: '9999-12-30', to: '9999-12-31' });
    const today = new Date().toISOString().slice(0, 10);
    const { from, to } = daysOf({}, 31);
    expect([from < today, to >= today]).toEqual([true, true]);
  });

  it.each([
    [{ from: '2025-03-01', to: '2025-04-01' }, 31, 'from'],
    [{ from: '2025-03-02', to: '2025-03-01' }, 31, 'to'],
    [{ from: '2025-03-02', to: '2025-03-01' }, undefined, 'to'],
  ])('are refused: %o', (asked, most, field) => {
    expect(() => daysOf(asked, most)).toThrow(
      expect.objectContaining({ details: [expect.objectContaining({ field, code: 'OUT_OF_RANGE' })] }),
    );
  });
});
