import fc from 'fast-check';
import { type Task, type TaskFilters, type TaskListQuery, taskSorts } from '../../shared/contract/tasks.ts';
import { pick } from '../../shared/domain/merge-patch.ts';

// What a list of tasks is, in the plainest words, and random tasks and questions to ask of them.

export const statuses = ['not_started', 'review', 'final'];
/** What is over, by the default statuses of a project. */
const over = ['final'];
const priorities = ['low', 'medium', 'high'];
export const artists = ['ann', 'bob', 'A Free Name', 'Unassigned'];
export const moments = ['2025-08-01T00:00:00.000Z', '2025-08-02T00:00:00.000Z', '2025-08-03T00:00:00.000Z'];
const deadlines = [null, '2025-08-02T00:00:00.000Z', '2099-01-01T00:00:00.000Z'];
const shots = ['SH0010', 'SH0020', 'sh0030'];
const kinds = ['comp', 'fx'];
const rigs = ['rig:biped', 'rig:a:b'];
const ownFields = [...rigs, 'hero:true', 'bid:7'];

/** One of the rigs, if any is asked for, and all of the rest. */
function hasOwnFields({ customFields }: Task, asked: string[]): boolean {
  const has = (pair: string) => `${pair.split(':')[0]}:${customFields[pair.split(':')[0] as string]}` === pair;
  const askedRigs = asked.filter((pair) => rigs.includes(pair));
  return (askedRigs.length === 0 || askedRigs.some(has)) && asked.every((pair) => rigs.includes(pair) || has(pair));
}

export type Asked = Partial<Omit<TaskFilters, 'projectId'>> & Pick<TaskListQuery, 'sort'> & { order: 'asc' | 'desc' };

function isAsked(task: Task, asked: Asked): boolean {
  const now = new Date().toISOString();
  const isOpen = !over.includes(task.status);
  const said =
    `${task.id} ${task.shot} ${task.sequence} ${task.task} ${task.artist} ${task.milestoneNote}`.toLowerCase();
  return [
    (task.archivedAt !== null) === (asked.archived ?? false),
    !asked.status || asked.status.includes(task.status),
    !asked.priority || asked.priority.includes(task.priority),
    !asked.artist || asked.artist.includes(task.artist),
    !asked.shot || asked.shot.some((shot) => [task.shot, task.shotClean].includes(shot)),
    !asked.task || asked.task.includes(task.task),
    !asked.labels || asked.labels.some((label) => task.labels.includes(label)),
    !asked.customFields || hasOwnFields(task, asked.customFields),
    !asked.createdAfter || task.createdAt >= asked.createdAfter,
    !asked.createdBefore || task.createdAt <= asked.createdBefore,
    !asked.updatedAfter || task.updatedAt >= asked.updatedAfter,
    !asked.updatedBefore || task.updatedAt <= asked.updatedBefore,
    !asked.deadlineAfter || (task.deadline !== null && task.deadline >= asked.deadlineAfter),
    !asked.deadlineBefore || (task.deadline !== null && task.deadline <= asked.deadlineBefore),
    asked.overdue === undefined || asked.overdue === (isOpen && task.deadline !== null && task.deadline < now),
    asked.open === undefined || asked.open === isOpen,
    asked.hasDeadline === undefined || asked.hasDeadline === (task.deadline !== null),
    asked.unassigned === undefined || asked.unassigned === (task.artist === 'Unassigned'),
    !asked.search || said.includes(asked.search.toLowerCase()),
  ].every(Boolean);
}

/** By what a task is sorted; null is last. */
function sortValue(task: Task, sort: Asked['sort']): string | number | null {
  if (sort === 'priority') return priorities.indexOf(task.priority);
  // in the order of the default list
  if (sort === 'status')
    return ['not_started', 'in_progress', 'review', 'on_hold', 'approved', 'final'].indexOf(task.status);
  if (sort === 'artist') return task.artist === 'Unassigned' ? null : task.artist.toLowerCase();
  return task[sort];
}

/** Those of the tasks that are asked for, in the order that is asked for. */
export function expectedOf(tasks: Iterable<Task>, asked: Asked): Task[] {
  const found = [...tasks].filter((task) => isAsked(task, asked)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const sign = asked.order === 'asc' ? 1 : -1;
  if (sign === -1) found.reverse();
  const with_ = found.filter((task) => sortValue(task, asked.sort) !== null);
  const without = found.filter((task) => sortValue(task, asked.sort) === null);
  with_.sort((a, b) => {
    const [x, y] = [sortValue(a, asked.sort) as string, sortValue(b, asked.sort) as string];
    return x === y ? 0 : (x < y ? -1 : 1) * sign;
  });
  return [...with_, ...without];
}

export type Row = Pick<
  Task,
  'status' | 'artist' | 'priority' | 'deadline' | 'shot' | 'task' | 'labels' | 'customFields'
>;

/** Tasks to be made: their fields, when, and whether they are archived. */
export const rows = fc.array(
  fc.record({
    status: fc.constantFrom(...statuses),
    artist: fc.constantFrom(...artists),
    priority: fc.constantFrom(...priorities),
    deadline: fc.constantFrom(...deadlines),
    shot: fc.constantFrom(...shots),
    task: fc.constantFrom(...kinds),
    labels: fc.subarray(['fix', 'hero']),
    customFields: fc.record(
      { rig: fc.constantFrom('biped', 'a:b'), hero: fc.boolean(), bid: fc.constantFrom(7, 8) },
      { requiredKeys: [] },
    ),
    at: fc.constantFrom(...moments),
    gone: fc.boolean(),
  }),
  { maxLength: 12 },
);

const some = (values: string[]) => fc.subarray(values, { minLength: 1 });
const moment = fc.constantFrom(...moments);
const filterValues = {
  status: some(statuses),
  artist: some(artists),
  priority: some(priorities),
  shot: some(shots),
  task: some(kinds),
  labels: some(['fix', 'hero']),
  customFields: some(ownFields),
  ...{ createdAfter: moment, createdBefore: moment, updatedAfter: moment, updatedBefore: moment },
  ...{ deadlineAfter: moment, deadlineBefore: moment },
  ...{ overdue: fc.boolean(), open: fc.boolean(), hasDeadline: fc.boolean(), unassigned: fc.boolean() },
  archived: fc.constantFrom(false, false, false, true),
  search: fc.constantFrom('sh00', 'SH0010', 'ann', 'free'),
};
const names = Object.keys(filterValues) as (keyof typeof filterValues)[];
/** Mostly few filters: an index answers only what asks for little, and what asks for much finds nothing. */
export const filters: fc.Arbitrary<Omit<Asked, 'sort' | 'order'>> = fc.oneof(
  { weight: 5, arbitrary: fc.subarray(names, { maxLength: 2 }).chain((some) => fc.record(pick(filterValues, some))) },
  { weight: 1, arbitrary: fc.record(filterValues, { requiredKeys: [] }) },
);

export const orders = fc.record({
  sort: fc.constantFrom(...taskSorts),
  order: fc.constantFrom('asc' as const, 'desc' as const),
});
export const limits = fc.integer({ min: 1, max: 6 });
