import { ApiError, notFound } from '../contract/errors.ts';
import type { Task } from '../contract/tasks.ts';
import type { TimeEntry, TimeEntryFields } from '../contract/time-entries.ts';
import type { EventType } from '../domain/events.ts';
import { nestedId, nestedParts } from '../domain/nested-id.ts';
import { type CountedEntry, type Days, withLogged } from '../domain/time-entries.ts';
import { newSortableId } from '../platform/ids.ts';
import { commit, kept, untilWritten } from './entities.ts';
import { type Alongside, type Change, type EntityKind, entityOf, type Versioned } from './entity-kinds.ts';
import { insertion, replacement } from './entity-plans.ts';
import { type Key, keys } from './keys.ts';
import { type People, peopleAmong } from './people.ts';
import { getItem, type Item, type Paging, queryAll, queryPage, type StartKey, type Write } from './table.ts';
import { getTask, taskKind } from './tasks.ts';

/** Hours as they are stored. What was deleted stays, archived, as part of the task's history. */
interface StoredEntry extends Versioned, TimeEntryFields {
  taskId: string;
  projectId: string;
  userId: string;
}

/** Where hours stand once more, by day. */
function copiesOf(studio: string, { id, projectId, userId, date }: StoredEntry): [person: Key, project: Key] {
  const { own } = nestedParts(id);
  return [keys.personHours(studio, userId, date, own), keys.projectHours(studio, projectId, date, own)];
}

/** What is to be known of a project's hours is who worked on what, and how long. */
function putCopies(studio: string, entry: StoredEntry): Write[] {
  const [person, project] = copiesOf(studio, entry);
  const { id, taskId, userId, date, hours } = entry;
  return [
    { Put: { Item: { ...entry, ...person } } },
    { Put: { Item: { id, taskId, userId, date, hours, ...project } } },
  ];
}

const timeEntryKind: EntityKind<StoredEntry> = {
  name: 'timeEntry',
  onFeed: false,
  key(studio, id) {
    const { parent, own } = nestedParts(id);
    return keys.timeEntry(studio, parent, own);
  },
  eventKey(studio, id, revision) {
    const { parent, own } = nestedParts(id);
    return keys.timeEntryEvent(studio, parent, own, revision);
  },
  toItem: (entity, studio) => ({ ...entity, studio }),
  alongside(before, after): Alongside[] {
    const { studio, ...entry } = after as unknown as StoredEntry & { studio: string };
    const past = before as unknown as StoredEntry | undefined;
    const put = entry.archivedAt === null ? putCopies(studio, entry) : [];
    const moved = past && (entry.archivedAt !== null || past.date !== entry.date);
    const removed = moved ? copiesOf(studio, past).map((Key): Write => ({ Delete: { Key } })) : [];
    return [...removed, ...put].map((write) => ({
      write,
      refused: () => new ApiError('CONFLICT', 'These hours were changed meanwhile.'),
    }));
  },
  about: ({ projectId }) => ({ projectId: projectId as string, about: {} }),
};

function toEntry({ id, ...entry }: StoredEntry, people: People): TimeEntry {
  const { userId } = entry;
  return { ...entry, id: nestedParts(id).own, username: people.usernameOf(userId) };
}

async function toEntries(studio: string, stored: readonly StoredEntry[]): Promise<TimeEntry[]> {
  const people = await peopleAmong(
    studio,
    stored.map(({ userId }) => userId),
  );
  return stored.map((entry) => toEntry(entry, people));
}

/** What a task becomes with so many hours more, and its writes. */
async function taskWrites(task: Task, more: number, change: Change): Promise<Write[]> {
  const kind = taskKind(await peopleAmong(change.studio, [task.artist]));
  const decide = (current: Task) => withLogged(current, more);
  const planned = await replacement(kind, { type: 'task.updated', expected: undefined, decide }, change, task);
  return planned?.writes ?? [];
}

/**
 * Enters hours, and adds them to the task's in the same transaction.
 * @param decide whose hours they are; throws where they may not be entered
 * @throws NOT_FOUND where there is no such task
 */
export async function insertTimeEntry(
  taskId: string,
  fields: TimeEntryFields,
  decide: (task: Task) => Promise<string>,
  change: Change,
): Promise<TimeEntry> {
  const id = nestedId(taskId, newSortableId('hours'));
  return untilWritten(
    () => `"${taskId}" is`,
    async () => {
      const task = await getTask(change.studio, taskId);
      const userId = await decide(task);
      const { projectId } = task;
      const planned = insertion(
        timeEntryKind,
        { id, taskId, projectId, userId, ...fields },
        change,
        'timeEntry.created',
      );
      const [ofTask, [answer]] = await Promise.all([
        taskWrites(task, fields.hours, change),
        toEntries(change.studio, [planned.entity]),
      ]);
      await commit([...ofTask, ...planned.writes], [...planned.alongside, ...kept(change, answer)]);
      return answer as TimeEntry;
    },
  );
}

/** Which hours, below which task. */
export interface EntryAddress {
  taskId: string;
  entryId: string;
}

/** @throws NOT_FOUND */
async function load(studio: string, { taskId, entryId }: EntryAddress): Promise<StoredEntry> {
  const item = await getItem<Item & StoredEntry>(keys.timeEntry(studio, taskId, entryId));
  if (item?.archivedAt !== null) throw notFound('timeEntry', entryId);
  return entityOf(item);
}

async function changeTimeEntry(
  address: EntryAddress,
  options: { type: EventType; expected: number | undefined },
  decide: (current: TimeEntry, task: Task) => Promise<Partial<StoredEntry>>,
  change: Change,
): Promise<TimeEntry> {
  const { studio } = change;
  return untilWritten(
    () => `"${address.entryId}" is`,
    async () => {
      const [task, current] = await Promise.all([getTask(studio, address.taskId), load(studio, address)]);
      const [entry] = (await toEntries(studio, [current])) as [TimeEntry];
      const wanted = { ...current, ...(await decide(entry, task)) };
      const planned = await replacement(timeEntryKind, { ...options, decide: () => wanted }, change, current);
      if (!planned) return entry;
      const counted = planned.entity.archivedAt === null ? planned.entity.hours : 0;
      const ofTask = await taskWrites(task, counted - current.hours, change);
      await commit([...planned.writes, ...ofTask], planned.alongside);
      return { ...planned.entity, id: entry.id, username: entry.username };
    },
  );
}

/**
 * Changes hours, and those of the task by the difference, in one transaction.
 * @param decide what they become; throws where they may not be changed
 * @throws NOT_FOUND, VERSION_CONFLICT
 */
export function updateTimeEntry(
  address: EntryAddress,
  expected: number | undefined,
  decide: (current: TimeEntry, task: Task) => Promise<TimeEntryFields>,
  change: Change,
): Promise<TimeEntry> {
  return changeTimeEntry(address, { type: 'timeEntry.updated', expected }, decide, change);
}

/**
 * Takes hours back, off the task too, in one transaction.
 * @param allow throws where they may not be taken back
 * @throws NOT_FOUND, VERSION_CONFLICT
 */
export async function removeTimeEntry(
  address: EntryAddress,
  expected: number | undefined,
  allow: (current: TimeEntry, task: Task) => Promise<void>,
  change: Change,
): Promise<void> {
  const archivedAt = new Date().toISOString();
  const decide = (current: TimeEntry, task: Task) => allow(current, task).then(() => ({ archivedAt }));
  await changeTimeEntry(address, { type: 'timeEntry.deleted', expected }, decide, change);
}

const isSet = (field: string, value: string | null) => ({
  expression: `#${field} = :${field}`,
  names: { [`#${field}`]: field },
  values: { [`:${field}`]: value },
});

function all(...filters: ReturnType<typeof isSet>[]) {
  return {
    expression: filters.map(({ expression }) => expression).join(' AND '),
    names: Object.assign({}, ...filters.map(({ names }) => names)) as Record<string, string>,
    values: Object.assign({}, ...filters.map(({ values }) => values)) as Record<string, unknown>,
  };
}

/** Of a task; those of one person, where that is given. */
const ofTask = (studio: string, taskId: string, userId: string | undefined) => ({
  equals: { pk: keys.task(studio, taskId).pk },
  range: { attribute: 'sk', beginsWith: 'H#' },
  filter: all(isSet('archivedAt', null), ...(userId === undefined ? [] : [isSet('userId', userId)])),
});

/** Of a person or a project, by day. */
function byDay(key: Key, { from, to }: Days) {
  // sorts behind every id of the last day
  return { equals: { pk: key.pk }, range: { attribute: 'sk', from: `H#${from}#`, to: `H#${to}#~` } };
}

type Page = { entries: TimeEntry[]; next?: StartKey };

async function toPage(studio: string, { items, next }: { items: StoredEntry[]; next?: StartKey }): Promise<Page> {
  return { entries: await toEntries(studio, items), ...(next && { next }) };
}

/** A page of the hours on a task, the last entered first; of one person, if one is given. */
export async function listTaskTimeEntries(
  studio: string,
  { taskId, userId }: { taskId: string; userId: string | undefined },
  paging: Paging,
): Promise<Page> {
  const query = { ...ofTask(studio, taskId, userId), newestFirst: true, ...paging };
  return toPage(studio, await queryPage<StoredEntry & Item>(query));
}

/** A page of somebody's hours, the latest day first; in one project, if one is given. */
export async function listTimeEntries(
  studio: string,
  { userId, projectId, days }: { userId: string; projectId: string | undefined; days: Days },
  paging: Paging,
): Promise<Page> {
  const filter = projectId === undefined ? {} : { filter: isSet('projectId', projectId) };
  const query = { ...byDay(keys.personHours(studio, userId, '', ''), days), ...filter, newestFirst: true, ...paging };
  return toPage(studio, await queryPage<StoredEntry & Item>(query));
}

/** What is to be added up: at least one of a task, a person or a project is given. */
export interface Counting {
  taskId?: string | undefined;
  projectId?: string | undefined;
  userId?: string | undefined;
  days: Days;
}

/** All hours that belong to what is given, read from where there are the fewest others. */
export async function countedEntries(
  studio: string,
  { taskId, projectId, userId, days }: Counting,
): Promise<CountedEntry[]> {
  if (taskId !== undefined) {
    const entries = await queryAll<StoredEntry>(ofTask(studio, taskId, userId));
    return entries.filter(({ date }) => date >= days.from && date <= days.to);
  }
  if (userId !== undefined) {
    const filter = projectId === undefined ? {} : { filter: isSet('projectId', projectId) };
    return queryAll<StoredEntry>({ ...byDay(keys.personHours(studio, userId, '', ''), days), ...filter });
  }
  return queryAll<StoredEntry>(byDay(keys.projectHours(studio, projectId as string, '', ''), days));
}
