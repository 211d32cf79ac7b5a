import { ApiError, notFound } from '../contract/errors.ts';
import { type Task, task, unassigned } from '../contract/tasks.ts';
import type { EventType } from '../domain/events.ts';
import { type Change, changeEntity, type EntityKind, insertEntity } from './entities.ts';
import { keys } from './keys.ts';
import { type People, peopleAmong, peopleOf } from './people.ts';
import { getItem, getItems, type Item, positionOf, queryPage } from './table.ts';

/** Tasks are stored with their artist by id, so that events and history hold no names. */
export function taskKind(people: People): EntityKind<Task> {
  return {
    name: 'task',
    onFeed: true,
    key: keys.task,
    toItem(entity, studio) {
      const artist = people.toStored(entity.artist);
      return {
        ...entity,
        artist,
        studio,
        taskOf: partitionOf(entity.projectId, entity.archivedAt !== null),
        ...(entity.artist !== unassigned && entity.archivedAt === null && { assignee: artist }),
      };
    },
    about: (item) => ({
      projectId: item.projectId as string,
      about: {
        shot: item.shot as string,
        task: item.task as string,
        ...(item.artist !== unassigned && { artist: item.artist as string }),
      },
    }),
  };
}

/** Archived tasks stand in an index partition of their own. */
const partitionOf = (projectId: string, archived: boolean) => (archived ? `${projectId}#archived` : projectId);

const fromItem = (item: Item, people: People): Task => {
  const parsed = task.parse(item);
  return { ...parsed, artist: people.toShown(parsed.artist) };
};

/** @throws NOT_FOUND */
export async function getTask(studio: string, id: string): Promise<Task> {
  const [item] = await Promise.all([getItem(keys.task(studio, id)), peopleOf(studio)]);
  if (!item) throw notFound('task', id);
  return fromItem(item, await peopleAmong(studio, [item.artist]));
}

/** As it is stored and shown: a username in the letters that the person has chosen. */
function withKnownArtist<F extends { artist: string }>(fields: F, people: People): F {
  return { ...fields, artist: people.toShown(people.toStored(fields.artist)) };
}

export async function insertTask(
  fields: Omit<Task, 'revision' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'archivedAt'>,
  change: Change,
): Promise<Task> {
  const people = await peopleOf(change.studio, [fields.artist]);
  return insertEntity(taskKind(people), withKnownArtist(fields, people), change);
}

/** Whether an insert was refused since another project of the studio has the id. */
export async function taskIsElsewhere(error: unknown, studio: string, id: string, projectId: string): Promise<boolean> {
  if (!(error instanceof ApiError) || error.code !== 'CONFLICT') return false;
  return (await getTask(studio, id)).projectId !== projectId;
}

/** Reads, decides and writes a task; see {@link changeEntity}. */
export async function changeTask(
  id: string,
  options: {
    type: EventType;
    expected: number | undefined;
    decide: (current: Task) => Task | Promise<Task>;
    /** The artist that the change may bring, to be looked up. */
    artist?: string | undefined;
  },
  change: Change,
): Promise<Task> {
  const people = await peopleOf(change.studio, [options.artist]);
  const load = () => getTask(change.studio, id);
  const decide = async (current: Task) => withKnownArtist(await options.decide(current), people);
  return changeEntity(taskKind(people), { ...options, load, decide }, change);
}

/** Which tasks of a project: with any of the statuses and any of the artists (usernames or free names), where given. */
export interface TaskFilter {
  projectId: string;
  archived?: boolean;
  status?: readonly string[] | undefined;
  artist?: readonly string[] | undefined;
  /** Only what was submitted to the client. */
  submittedOnly?: boolean;
}

/** Newest first; by id where two are of the same moment. */
const listOrder = (a: Task, b: Task) => compareText(b.createdAt, a.createdAt) || compareText(b.id, a.id);
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function indexFor(studio: string, filter: TaskFilter, people: People) {
  const status = filter.status?.length === 1 ? filter.status[0] : undefined;
  const artist = filter.artist?.length === 1 ? filter.artist[0] : undefined;
  const taskOf = partitionOf(filter.projectId, filter.archived ?? false);
  // archived tasks are nobody's
  if (artist !== undefined && artist !== unassigned && !filter.archived) {
    const equals = { studio, assignee: people.toStored(artist), taskOf };
    return { index: 'tasksByAssignee', equals, left: { status: filter.status } } as const;
  }
  if (status !== undefined) {
    return {
      index: 'tasksByStatus',
      equals: { studio, taskOf, status },
      left: { artist: filter.artist },
    } as const;
  }
  return {
    index: 'tasksByCreation',
    equals: { studio, taskOf },
    left: { status: filter.status, artist: filter.artist },
  } as const;
}

function filterExpression(
  left: { status?: readonly string[] | undefined; artist?: readonly string[] | undefined },
  submittedOnly: boolean,
) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const conditions = Object.entries(left).flatMap(([name, wanted]) => {
    if (!wanted) return [];
    names[`#${name}`] = name;
    const places = wanted.map((value, index) => {
      values[`:${name}${index}`] = value;
      return `:${name}${index}`;
    });
    return [`#${name} IN (${places.join(', ')})`];
  });
  if (submittedOnly) {
    conditions.push('size(#history) > :none');
    names['#history'] = 'clientSubmissionHistory';
    values[':none'] = 0;
  }
  return conditions.length > 0 ? { expression: conditions.join(' AND '), names, values } : undefined;
}

/** A page of a project's tasks, newest first, and where the next one starts. */
export interface TaskPage {
  tasks: Task[];
  next?: Record<string, unknown>;
}

/**
 * One query of the index that fits best; a second filter is applied to what that index gives.
 * @param mustSee ids of tasks whose last write the caller must see: indexes lag, so these are read themselves
 */
export async function listTasks(
  studio: string,
  filter: TaskFilter,
  options: { limit: number; startAfter?: Record<string, unknown> | undefined; mustSee: readonly string[] },
): Promise<TaskPage> {
  const people = await peopleOf(studio, filter.artist);
  const { index, equals, left } = indexFor(studio, filter, people);
  const stored =
    'artist' in left && left.artist ? { ...left, artist: left.artist.map((name) => people.toStored(name)) } : left;
  const expression = filterExpression(stored, filter.submittedOnly ?? false);
  const [page, seen] = await Promise.all([
    queryPage({
      index,
      equals,
      newestFirst: true,
      limit: options.limit,
      startAfter: options.startAfter,
      ...(expression && { filter: expression }),
    }),
    getItems<Item>(options.mustSee.map((id) => keys.task(studio, id))),
  ]);
  await peopleAmong(
    studio,
    [...page.items, ...seen].map(({ artist }) => artist),
  );
  if (seen.length === 0) {
    return { tasks: page.items.map((item) => fromItem(item, people)), ...(page.next && { next: page.next }) };
  }

  const fresh = new Map(seen.map((item) => [item.id as string, item]));
  const rows = page.items.filter((item) => !fresh.has(item.id as string));
  const belongs = (item: Item) => {
    const shown = fromItem(item, people);
    return (
      shown.projectId === filter.projectId &&
      (shown.archivedAt !== null) === (filter.archived ?? false) &&
      (!filter.submittedOnly || shown.clientSubmissionHistory.length > 0) &&
      (filter.status?.includes(shown.status) ?? true) &&
      (filter.artist?.some((name) => people.toStored(name) === item.artist) ?? true) &&
      isWithin(item, options.startAfter, page.next)
    );
  };
  const merged = [...rows, ...[...fresh.values()].filter(belongs)].sort((a, b) =>
    listOrder(a as unknown as Task, b as unknown as Task),
  );
  const kept = merged.slice(0, options.limit);
  const next = merged.length > kept.length ? positionOf(kept.at(-1) as Item, index) : page.next;
  return { tasks: kept.map((item) => fromItem(item, people)), ...(next && { next }) };
}

/** Whether an item's place in the order is on this page. */
function isWithin(item: Item, after?: Record<string, unknown>, until?: Record<string, unknown>): boolean {
  const place = (position: Record<string, unknown>) => position as unknown as Task;
  const row = item as unknown as Task;
  return (!after || listOrder(place(after), row) < 0) && (!until || listOrder(row, place(until)) <= 0);
}
