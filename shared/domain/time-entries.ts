import { invalidField } from '../contract/errors.ts';
import type { Task } from '../contract/tasks.ts';
import type { TimeEntry, TimeTotals } from '../contract/time-entries.ts';
import type { Resource } from './access.ts';

/** Hours as something to be allowed or refused. */
export function timeEntryResource({ id, projectId, userId }: Pick<TimeEntry, 'id' | 'projectId' | 'userId'>): Resource {
  return { kind: 'timeEntry', id, projectId, userId };
}

const inHundredths = (hours: number) => Math.round(hours * 100);
const maxTaskHours = 1_000_000;

/**
 * A task on which so much more was worked, or less. What was imported or written by hand is the base of it: if that was
 * set lower meanwhile, what is taken off ends at nothing.
 * @throws VALIDATION_ERROR where a task cannot have so many hours
 */
export function withLogged(task: Task, more: number): Task {
  const actualTimeLogged = Math.max(0, inHundredths(task.actualTimeLogged) + inHundredths(more)) / 100;
  if (actualTimeLogged <= maxTaskHours) return { ...task, actualTimeLogged };
  throw invalidField('hours', 'OUT_OF_RANGE', `"${task.id}" would have more than ${maxTaskHours} hours`);
}

/** Hours of one person on one day beyond this are overtime. */
const regularHours = 8;

/** What is added up. */
export type CountedEntry = Pick<TimeEntry, 'id' | 'taskId' | 'userId' | 'date' | 'hours'>;

const dayMs = 24 * 3600 * 1000;
const timeOf = (date: string) => Date.parse(`${date}T00:00:00.000Z`);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The ISO week of a day: weeks begin on Monday, and belong to the year of their Thursday. */
export function weekOf(date: string): string {
  const weekday = (new Date(timeOf(date)).getUTCDay() + 6) % 7;
  const thursday = timeOf(date) + (3 - weekday) * dayMs;
  const year = dayOf(thursday).slice(0, 4);
  const week = Math.floor((thursday - timeOf(`${year}-01-01`)) / (7 * dayMs)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

const keyOf: Record<TimeTotals['groupBy'], (entry: CountedEntry) => string> = {
  task: ({ taskId }) => taskId,
  person: ({ userId }) => userId,
  week: ({ date }) => weekOf(date),
  day: ({ date }) => date,
};

interface Sum {
  hours: number;
  overtime: number;
  entries: number;
}

function add(sums: Map<string, Sum>, key: string, hours: number, overtime: number): void {
  const sum = sums.get(key) ?? { hours: 0, overtime: 0, entries: 0 };
  sums.set(key, { hours: sum.hours + hours, overtime: sum.overtime + overtime, entries: sum.entries + 1 });
}

const shown = ({ hours, overtime, entries }: Sum) => ({
  hours: hours / 100,
  overtimeHours: overtime / 100,
  entries,
});

/**
 * Hours added up. What somebody worked on a day beyond eight hours is overtime; it belongs to the entries by which the
 * day passed these, in the order in which they were made, so that it adds up to the same however it is grouped.
 */
export function totalsOf(entries: readonly CountedEntry[], groupBy: TimeTotals['groupBy']): TimeTotals {
  const worked = new Map<string, number>();
  const groups = new Map<string, Sum>();
  const all = new Map<string, Sum>();
  // in hundredths, which add up exactly
  const regular = inHundredths(regularHours);
  for (const entry of entries.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const day = `${entry.userId} ${entry.date}`;
    const before = worked.get(day) ?? 0;
    const hours = inHundredths(entry.hours);
    const overtime = Math.max(0, before + hours - regular) - Math.max(0, before - regular);
    worked.set(day, before + hours);
    add(groups, keyOf[groupBy](entry), hours, overtime);
    add(all, 'all', hours, overtime);
  }
  return {
    groupBy,
    ...shown(all.get('all') ?? { hours: 0, overtime: 0, entries: 0 }),
    groups: [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, sum]) => ({ key, ...shown(sum) })),
  };
}

/** Days in their order, both included. */
export interface Days {
  from: string;
  to: string;
}

/** How many days are read at once at most, so that an answer takes a few seconds whatever was entered. */
export function mostDays({ taskId, userId }: { taskId?: string | undefined; userId?: string | undefined }) {
  if (taskId !== undefined) return undefined;
  return userId === undefined ? 92 : 366;
}

/**
 * The days that are asked for.
 * @param most how many days may be asked for at once; where it is given, so many are taken up to today
 * @throws VALIDATION_ERROR for days in the wrong order, or too many
 */
export function daysOf(asked: { from?: string | undefined; to?: string | undefined }, most?: number): Days {
  if (most === undefined) return inOrder({ from: asked.from ?? '0000-01-01', to: asked.to ?? '9999-12-31' });
  const length = (most - 1) * dayMs;
  // it is tomorrow already somewhere on Earth
  const last = asked.from === undefined ? Date.now() + dayMs : timeOf(asked.from) + length;
  const to = asked.to ?? dayOf(Math.min(last, timeOf('9999-12-31')));
  const from = asked.from ?? dayOf(Math.max(timeOf(to) - length, timeOf('0000-01-01')));
  if (timeOf(to) - timeOf(from) <= length) return inOrder({ from, to });
  throw invalidField('from', 'OUT_OF_RANGE', `These are more than ${most} days`, `Ask for ${most} days at a time`);
}

function inOrder(days: Days): Days {
  if (days.from <= days.to) return days;
  throw invalidField('to', 'OUT_OF_RANGE', `${days.to} is before ${days.from}`, 'Send the earlier day as `from`');
}
