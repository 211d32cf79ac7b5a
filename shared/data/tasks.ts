import { ApiError, notFound } from '../contract/errors.ts';
import { type Task, task, unassigned } from '../contract/tasks.ts';
import type { OnConflict } from '../domain/conflicts.ts';
import type { EventType } from '../domain/events.ts';
import { changeEntity, insertEntity } from './entities.ts';
import type { Change, EntityKind, Versioned } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { type People, peopleAmong, peopleOf } from './people.ts';
import { getItem, getItems, type Item } from './table.ts';

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
        changesOf: entity.projectId,
        dueAt: entity.deadline ?? noDeadline,
        ...(entity.artist !== unassigned && entity.archivedAt === null && { assignee: artist }),
      };
    },
    about: (item) => ({
      projectId: item.projectId as string,
      about: {
        shot: item.shot as string,
        task: item.task as string,
        ...(item.sequence !== null && { sequence: item.sequenceClean as string }),
        status: item.status as string,
        ...(item.archivedAt !== null && { archived: true }),
        ...(item.artist !== unassigned && { artist: item.artist as string }),
      },
    }),
  };
}

/** Sorts behind every instant: an index takes no null. */
export const noDeadline = '~';

/** Archived tasks stand in an index partition of their own. */
export const partitionOf = (projectId: string, archived: boolean) => (archived ? `${projectId}#archived` : projectId);

/** Of rows that are kept: they are shown again and again. */
const shownTasks = new WeakMap<Item, Task>();

/** A task as clients know it, its artist by name; for one row the same frozen object, as long as nobody is renamed. */
export function taskFromItem(item: Item, people: People): Task {
  const artist = people.toShown(item.artist as string);
  const known = shownTasks.get(item);
  if (known?.artist === artist) return known;
  const shown = Object.freeze({ ...task.parse(item), artist });
  shownTasks.set(item, shown);
  return shown;
}

/** @throws NOT_FOUND */
export async function getTask(studio: string, id: string): Promise<Task> {
  const [item] = await Promise.all([getItem(keys.task(studio, id)), peopleOf(studio)]);
  if (!item) throw notFound('task', id);
  return taskFromItem(item, await peopleAmong(studio, [item.artist]));
}

/** The tasks with these ids that there are, in no order. */
export async function getTasks(studio: string, ids: readonly string[]): Promise<Task[]> {
  const items = await getItems<Item>([...new Set(ids)].map((id) => keys.task(studio, id)));
  const people = await peopleAmong(
    studio,
    items.map(({ artist }) => artist),
  );
  return items.map((item) => taskFromItem(item, people));
}

/** As it is stored and shown: a username in the letters that the person has chosen. */
export function withKnownArtist<F extends { artist: string }>(fields: F, people: People): F {
  return { ...fields, artist: people.toShown(people.toStored(fields.artist)) };
}

/** A task that there is to be. */
export type NewTask = Omit<Task, keyof Versioned> & {
  id: string;
  /** The id to take instead where another project of the studio has this one, which nobody has asked for by name. */
  idElsewhere?: () => string;
};

/** @throws CONFLICT where its project has a task of this id already */
export async function insertTask({ idElsewhere, ...fields }: NewTask, change: Change): Promise<Task> {
  const people = await peopleOf(change.studio, [fields.artist]);
  const insert = (id: string) => insertEntity(taskKind(people), { ...withKnownArtist(fields, people), id }, change);
  try {
    return await insert(fields.id);
  } catch (error) {
    if (!idElsewhere || !(error instanceof ApiError) || error.code !== 'CONFLICT') throw error;
    // of a repeated request there may be none: its answer is under way
    const existing = await getItem<Item & Task>(keys.task(change.studio, fields.id));
    if (!existing || existing.projectId === fields.projectId) throw error;
    return insert(idElsewhere());
  }
}

/** A task with some fields as they were stored at another time. */
export async function taskWith(studio: string, task: Task, stored: Record<string, unknown>): Promise<Task> {
  const fields: Task = { ...task, ...stored };
  if (stored.artist === undefined) return fields;
  return { ...fields, artist: (await peopleAmong(studio, [stored.artist])).toShown(fields.artist) };
}

/**
 * Reads, decides and writes a task; see {@link changeEntity}.
 * @param options.decide gets the task as it is, and as it was when the client saw it
 */
export async function changeTask(
  id: string,
  options: {
    type: EventType;
    expected: number | undefined;
    onConflict?: OnConflict;
    decide: (current: Task, seen: Task) => Task | Promise<Task>;
    /** The artist that the change may bring, to be looked up. */
    artist?: string | undefined;
  },
  change: Change,
): Promise<Task> {
  const people = await peopleOf(change.studio, [options.artist]);
  const load = () => getTask(change.studio, id);
  const decide = async (current: Task, past: Record<string, unknown>) => {
    const seen = await taskWith(change.studio, current, past);
    return withKnownArtist(await options.decide(current, seen), people);
  };
  return changeEntity(taskKind(people), { ...options, load, decide }, change);
}
