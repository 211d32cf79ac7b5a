import type { Project } from '../contract/projects.ts';
import type { Task, TaskFilters, TaskListQuery } from '../contract/tasks.ts';
import { unassigned } from '../contract/unassigned.ts';
import { isOver } from './status-category.ts';

/** A task as it lies in the table: people by id, fields of newer versions perhaps missing. */
export type TaskRow = Pick<
  Task,
  'id' | 'projectId' | 'revision' | 'createdAt' | 'updatedAt' | 'archivedAt' | 'status'
> &
  Partial<Task>;

/** What of a studio and its projects decides how rows are matched and ordered. */
export interface ListContext {
  project(id: string): Pick<Project, 'statuses' | 'priorityLevels'> | undefined;
  /** A stored artist as clients know them. */
  showArtist(stored: string): string;
  now: string;
}

export type TaskOrder = Pick<TaskListQuery, 'sort'> & { order: 'asc' | 'desc' };

/** Times newest first, anything else ascending, unless it is said. */
export function orderOf({ sort, order }: Pick<TaskListQuery, 'sort' | 'order'>): TaskOrder {
  return { sort, order: order ?? (sort === 'createdAt' || sort === 'updatedAt' ? 'desc' : 'asc') };
}

const lower = (text: string) => text.toLowerCase();

/** What a search looks at, prepared once a row and revision. */
const texts = new WeakMap<TaskRow, string>();
function textOf(row: TaskRow, { showArtist }: ListContext): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const artist = row.artist === undefined ? '' : showArtist(row.artist);
  const text = [row.id, row.shot, row.sequence, row.task, artist, row.milestoneNote].join('\n').toLowerCase();
  texts.set(row, text);
  return text;
}

const categoryOf = (row: TaskRow, context: ListContext) =>
  context.project(row.projectId)?.statuses.find(({ name }) => name === row.status)?.category;

const isUnassigned = (row: TaskRow) => (row.artist ?? unassigned) === unassigned;

type Test = (row: TaskRow) => boolean;

/** An inclusive range; what has no time is in none. */
function rangeTest(
  timeOf: (row: TaskRow) => string | null | undefined,
  after: string | undefined,
  before: string | undefined,
): Test[] {
  if (after === undefined && before === undefined) return [];
  return [
    (row) => {
      const time = timeOf(row) ?? undefined;
      return time !== undefined && (after === undefined || time >= after) && (before === undefined || time <= before);
    },
  ];
}

/** Fields that are asked for by their values, each with where a row has it. */
const valueFields = {
  type: (row) => [row.type],
  episode: (row) => [row.episode, row.episodeClean],
  sequence: (row) => [row.sequence, row.sequenceClean],
  shot: (row) => [row.shot, row.shotClean],
  task: (row) => [row.task],
  status: (row) => [row.status],
  milestone: (row) => [row.milestone],
  priority: (row) => [row.priority],
  labels: (row) => row.labels ?? [],
} as const satisfies Partial<Record<keyof TaskFilters, (row: TaskRow) => readonly (string | null | undefined)[]>>;

function valueTests(filters: TaskFilters): Test[] {
  return Object.entries(valueFields).flatMap(([name, valuesOf]) => {
    const wanted = filters[name as keyof typeof valueFields] as readonly string[] | undefined;
    return wanted ? [(row: TaskRow) => valuesOf(row).some((value) => wanted.includes(value as string))] : [];
  });
}

/** By `name:value`: all of the names, and any of the values of each. */
function customFieldTests({ customFields = [] }: TaskFilters): Test[] {
  const nameIn = (pair: string) => pair.slice(0, pair.indexOf(':'));
  return [...Map.groupBy(customFields, nameIn)].map(([name, pairs]) => (row: TaskRow) => {
    const value = row.customFields?.[name];
    return value !== undefined && pairs.includes(`${name}:${value}`);
  });
}

function rangeTests(filters: TaskFilters): Test[] {
  return [
    ...rangeTest(({ deadline }) => deadline, filters.deadlineAfter, filters.deadlineBefore),
    ...rangeTest(({ createdAt }) => createdAt, filters.createdAfter, filters.createdBefore),
    ...rangeTest(({ updatedAt }) => updatedAt, filters.updatedAfter, filters.updatedBefore),
  ];
}

/** What a flag asks of rows, where it is sent at all. */
const flagTest = (wanted: boolean | undefined, test: Test): Test[] =>
  wanted === undefined ? [] : [(row) => test(row) === wanted];

function flagTests({ open, overdue, hasDeadline, unassigned: nobodys }: TaskFilters, context: ListContext): Test[] {
  const isOpen = (row: TaskRow) => !isOver(categoryOf(row, context));
  const isPast = ({ deadline }: TaskRow) => typeof deadline === 'string' && deadline < context.now;
  return [
    ...flagTest(hasDeadline, ({ deadline }) => typeof deadline === 'string'),
    ...flagTest(nobodys, isUnassigned),
    ...flagTest(open, isOpen),
    ...flagTest(overdue, (row) => isPast(row) && isOpen(row)),
  ];
}

function artistTests({ artist }: TaskFilters, { showArtist }: ListContext): Test[] {
  const wanted = artist?.map(lower);
  return wanted ? [(row) => wanted.includes(lower(showArtist(row.artist ?? unassigned)))] : [];
}

/** Whether a row is what all of the filters ask for. Artists are compared as they are shown, in any case. */
export function matcher(filters: TaskFilters, context: ListContext): Test {
  const { archived, projectId, search } = filters;
  const words = search?.toLowerCase().split(/\s+/) ?? [];
  const tests: Test[] = [
    (row) => (row.archivedAt !== null) === archived,
    (row) => projectId === undefined || row.projectId === projectId,
    ...valueTests(filters),
    ...customFieldTests(filters),
    ...artistTests(filters, context),
    ...rangeTests(filters),
    ...flagTests(filters, context),
    ...words.map((word) => (row: TaskRow) => textOf(row, context).includes(word)),
  ];
  return (row) => tests.every((test) => test(row));
}

/** A row's place in an order: the value it is sorted by (null: none, and last in either direction), then its id. */
export type TaskPosition = [value: string | number | null, id: string];

const rankIn = (list: readonly string[] | undefined, value: string | undefined) => {
  const rank = list?.indexOf(value ?? '') ?? -1;
  return rank === -1 ? null : rank;
};

export function positionOf(row: TaskRow, { sort }: Pick<TaskOrder, 'sort'>, context: ListContext): TaskPosition {
  const project = context.project(row.projectId);
  const value = {
    createdAt: () => row.createdAt,
    updatedAt: () => row.updatedAt,
    deadline: () => row.deadline ?? null,
    priority: () => rankIn(project?.priorityLevels, row.priority),
    status: () =>
      rankIn(
        project?.statuses.map(({ name }) => name),
        row.status,
      ),
    shot: () => row.shot ?? null,
    artist: () => (isUnassigned(row) ? null : lower(context.showArtist(row.artist as string))),
  }[sort]();
  return [value, row.id];
}

const compare = <T extends string | number>(a: T, b: T) => (a < b ? -1 : Number(a > b));

/** The order of two places; equal values by id, in the same direction. */
export function comparePositions(a: TaskPosition, b: TaskPosition, order: 'asc' | 'desc'): number {
  if ((a[0] === null) !== (b[0] === null)) return a[0] === null ? 1 : -1;
  const ascending = (a[0] === null || b[0] === null ? 0 : compare(a[0], b[0] as never)) || compare(a[1], b[1]);
  return order === 'asc' ? ascending : -ascending;
}

/** Rows in an order, each beside its place. */
export type Ordered = readonly { row: TaskRow; position: TaskPosition }[];

export function ordered(rows: Iterable<TaskRow>, order: TaskOrder, context: ListContext): Ordered {
  return [...rows]
    .map((row) => ({ row, position: positionOf(row, order, context) }))
    .sort((a, b) => comparePositions(a.position, b.position, order.order));
}

/** Where in an order the first row stands that comes after a place. */
function firstAfter(rows: Ordered, after: TaskPosition, order: 'asc' | 'desc'): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { position } = rows[middle] as Ordered[number];
    if (comparePositions(position, after, order) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The same order after some rows changed, without sorting the others again.
 * @param changed the rows of these ids as they are now; undefined for what is no longer there
 */
export function reordered(
  rows: Ordered,
  changed: ReadonlyMap<string, TaskRow | undefined>,
  order: TaskOrder,
  context: ListContext,
): Ordered {
  const staying = rows.filter(({ row }) => !changed.has(row.id));
  const present = [...changed.values()].filter((row) => row !== undefined);
  const pieces: Ordered[] = [];
  let from = 0;
  for (const arriving of ordered(present, order, context)) {
    const at = firstAfter(staying, arriving.position, order.order);
    pieces.push(staying.slice(from, at), [arriving]);
    from = at;
  }
  return pieces.concat(staying.slice(from)).flat();
}

/** Up to `limit` matching rows after a place, and whether there are more. */
export function pageOf(
  rows: Ordered,
  options: {
    matches: (row: TaskRow) => boolean;
    order: 'asc' | 'desc';
    after: TaskPosition | undefined;
    /** So many matching rows are passed over first. */
    skip: number;
    limit: number;
  },
): { rows: TaskRow[]; next?: TaskPosition } {
  const { matches, order, after, limit } = options;
  const found: Ordered[number][] = [];
  let { skip } = options;
  for (let index = after ? firstAfter(rows, after, order) : 0; index < rows.length; index++) {
    const candidate = rows[index] as Ordered[number];
    if (!matches(candidate.row)) continue;
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    if (found.length === limit)
      return { rows: found.map(({ row }) => row), next: found.at(-1)?.position as TaskPosition };
    found.push(candidate);
  }
  return { rows: found.map(({ row }) => row) };
}

const facetFields = ['status', 'task', 'artist', 'milestone', 'sequence'] as const;
type FacetField = (typeof facetFields)[number];
type Facets = Record<FacetField, { value: string; count: number }[]> & { total: number };

/** What a row is counted under: one name for all that a filter by that name finds. */
function facetValue(row: TaskRow, field: FacetField, { showArtist }: ListContext): string | undefined {
  const value = row[field];
  if (typeof value !== 'string') return undefined;
  if (field === 'sequence') return row.sequenceClean ?? value;
  return field === 'artist' ? showArtist(value) : value;
}

/** How many of the rows have each value, most first; rows without a value are in the total alone. */
export function facetsOf(rows: Iterable<TaskRow>, context: ListContext): Facets {
  const tallies = Object.fromEntries(facetFields.map((field) => [field, new Map<string, number>()]));
  let total = 0;
  for (const row of rows) {
    total += 1;
    for (const field of facetFields) {
      const value = facetValue(row, field, context);
      if (value === undefined) continue;
      const tally = tallies[field] as Map<string, number>;
      tally.set(value, (tally.get(value) ?? 0) + 1);
    }
  }
  const counted = (tally: Map<string, number>) =>
    [...tally]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || compare(a.value, b.value));
  return {
    total,
    ...Object.fromEntries(facetFields.map((field) => [field, counted(tallies[field] as never)])),
  } as Facets;
}
