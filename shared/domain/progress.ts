import type { Project } from '../contract/projects.ts';
import type { DomainEvent } from './events.ts';
import { isOver } from './status-category.ts';

/** How far a project is of which no task counts. */
export const noProgress: Project['progress'] = { tasksByStatus: {}, doneTasks: 0, openTasks: 0, percentDone: 0 };

/** By how much the number of live tasks grew, in all and in each status. */
export interface Tally {
  tasks: number;
  byStatus: ReadonlyMap<string, number>;
}

type Told = Pick<DomainEvent, 'type' | 'changes' | 'about'>;

/** The status of a task before and after an event, where it was and is live. */
function statusesAround({ type, changes: { archivedAt, status }, about }: Told): {
  before: unknown[];
  after: unknown[];
} {
  const now = status?.to ?? about.status;
  const isLive = archivedAt ? archivedAt.to === null : about.archived !== true;
  const wasLive = type !== 'task.created' && (archivedAt ? archivedAt.from === null : isLive);
  return { before: wasLive ? [status?.from ?? now] : [], after: isLive ? [now] : [] };
}

/** What events mean to the counts of their project; the same in any order. */
export function tallyOf(events: readonly Told[]): Tally {
  let tasks = 0;
  const byStatus = new Map<string, number>();
  const count = (status: unknown, by: number) => {
    tasks += by;
    if (typeof status === 'string') byStatus.set(status, (byStatus.get(status) ?? 0) + by);
  };
  for (const event of events.filter(({ type }) => type.startsWith('task.'))) {
    const { before, after } = statusesAround(event);
    for (const status of before) count(status, -1);
    for (const status of after) count(status, 1);
  }
  return { tasks, byStatus: new Map([...byStatus].filter(([, by]) => by !== 0)) };
}

/**
 * How far a project is, by how many live tasks are in each status; in the order of its statuses, then those that it does
 * not have any more, which are open. Events that come out of order can make a count less than nothing for a moment.
 */
export function progressOf(
  counts: Readonly<Record<string, number>>,
  statuses: Project['statuses'],
): Project['progress'] {
  const listed = statuses.map(({ name }) => name);
  const others = Object.keys(counts).filter((name) => !listed.includes(name));
  const present = [...listed, ...others.sort()].flatMap((name) => {
    const count = counts[name] ?? 0;
    return count > 0 ? [[name, count] as const] : [];
  });
  const categories = new Map(statuses.map(({ name, category }) => [name, category]));
  const tasksIn = (isIn: (category: string | undefined) => boolean) =>
    present.reduce((sum, [name, count]) => (isIn(categories.get(name)) ? sum + count : sum), 0);
  const doneTasks = tasksIn((category) => category === 'done');
  const openTasks = tasksIn((category) => !isOver(category));
  const percentDone = doneTasks === 0 ? 0 : Math.round((1_000 * doneTasks) / (doneTasks + openTasks)) / 10;
  return { tasksByStatus: Object.fromEntries(present), doneTasks, openTasks, percentDone };
}
