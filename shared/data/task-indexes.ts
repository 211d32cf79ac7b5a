import { type TaskFilters, type TaskListQuery, taskFilterNames } from '../contract/tasks.ts';
import type { TaskOrder, TaskPosition } from '../domain/task-list.ts';
import { type IndexName, table } from '../manifest/table.ts';
import { keys } from './keys.ts';
import type { People } from './people.ts';
import { noDeadline, partitionOf } from './tasks.ts';

/** An index that holds just the rows of a query in its order. */
export interface FittingIndex {
  index: IndexName;
  equals: Record<string, string>;
  range?: { attribute: string; from: string; to: string };
  filter?: { expression: string; names: Record<string, string>; values: Record<string, unknown> };
  lookAt?: number;
}

/** The end of time and its beginning, as instants are written. */
const [first, last] = ['0', '9999~'];

const rangeOf = (attribute: string, from: string | undefined, to: string | undefined) =>
  from === undefined && to === undefined ? {} : { range: { attribute, from: from ?? first, to: to ?? last } };

const single = (values: readonly string[] | undefined) => (values?.length === 1 ? values[0] : undefined);

/** Whether nothing else is asked for. */
function asksOnly(query: TaskListQuery, ...names: (keyof TaskFilters)[]): boolean {
  const free: readonly string[] = ['projectId', 'archived', ...names];
  return taskFilterNames.every((name) => free.includes(name) || query[name as keyof TaskFilters] === undefined);
}

/** Whether anything but the project is asked for. */
export const isFiltered = (query: TaskListQuery) => !asksOnly(query);

type Asked = { studio: string; taskOf: string; projectId: string; query: TaskListQuery; people: People };

function byCreation({ studio, taskOf, query, people }: Asked): FittingIndex | undefined {
  const created = rangeOf('createdAt', query.createdAfter, query.createdBefore);
  if (asksOnly(query, 'createdAfter', 'createdBefore')) {
    return { index: 'tasksByCreation', equals: { studio, taskOf }, ...created };
  }
  const status = single(query.status);
  if (status !== undefined && asksOnly(query, 'status', 'createdAfter', 'createdBefore')) {
    return { index: 'tasksByStatus', equals: { studio, taskOf, status }, ...created };
  }
  const artist = single(query.artist);
  // archived tasks are nobody's; and a free name is compared to the letter by an index
  if (artist === undefined || query.archived || !people.knows(artist)) return undefined;
  if (!asksOnly(query, 'artist', 'createdAfter', 'createdBefore')) return undefined;
  const assignee = people.toStored(artist);
  return { index: 'tasksByAssignee', equals: { studio, assignee, taskOf }, ...created };
}

function byUpdate({ studio, projectId, query }: Asked): FittingIndex | undefined {
  if (!asksOnly(query, 'updatedAfter', 'updatedBefore')) return undefined;
  return {
    index: 'tasksByUpdate',
    equals: { studio, changesOf: projectId },
    ...rangeOf('updatedAt', query.updatedAfter, query.updatedBefore),
    // archived tasks are in this index too: the table's copies are kept in step by it
    filter: {
      expression: `#archivedAt ${query.archived ? '<>' : '='} :none`,
      names: { '#archivedAt': 'archivedAt' },
      values: { ':none': null },
    },
    lookAt: query.limit + 5,
  };
}

function byDeadline({ studio, taskOf, query }: Asked): FittingIndex | undefined {
  if (!asksOnly(query, 'deadlineAfter', 'deadlineBefore')) return undefined;
  const due = rangeOf('dueAt', query.deadlineAfter, query.deadlineBefore);
  return { index: 'tasksByDeadline', equals: { studio, taskOf }, ...due };
}

/**
 * The index whose partition and order are what is asked for; undefined where a filter is left over. Each is a page for
 * the price of a page, however large the project.
 */
export function indexFor(
  studio: string,
  query: TaskListQuery,
  { sort, order }: TaskOrder,
  people: People,
): FittingIndex | undefined {
  const { projectId } = query;
  if (projectId === undefined) return undefined;
  const asked = { studio, projectId, taskOf: partitionOf(projectId, query.archived), query, people };
  if (sort === 'createdAt') return byCreation(asked);
  if (sort === 'updatedAt') return byUpdate(asked);
  // the index has what has no deadline last, which is its place only in this direction
  return sort === 'deadline' && order === 'asc' ? byDeadline(asked) : undefined;
}

/** Where a page of an index goes on: the key that its last row has, or had. */
export function keyAt([value, id]: TaskPosition, { index, equals }: FittingIndex, studio: string) {
  const [attribute = ''] = table.indexes[index].sort.filter((name) => name !== 'id' && !(name in equals));
  return { ...keys.task(studio, id), ...equals, [attribute]: value ?? noDeadline, id };
}
