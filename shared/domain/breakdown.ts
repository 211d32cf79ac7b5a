import { isDeepStrictEqual } from 'node:util';
import {
  type BreakdownItem,
  type ItemFields,
  type ItemListQuery,
  type ItemType,
  itemFields,
  type Rollup,
  type SummarisedItem,
} from '../contract/breakdown.ts';
import { invalidField } from '../contract/errors.ts';
import { id } from '../contract/primitives.ts';
import type { Project } from '../contract/projects.ts';
import type { Task } from '../contract/tasks.ts';
import type { TaskRow } from './task-list.ts';
import { cleanedNames, idFrom } from './tasks.ts';

/** A shot, an asset or a sequence, by the cleaned names that its id is made of. */
export interface ItemNames {
  type: ItemType;
  id: string;
  name: string;
  episode: string | null;
  sequence: string | null;
}

/** An item as it is stored; at revision 0 it is not: then only its tasks tell of it. */
export type StoredItem = ItemFields &
  Pick<BreakdownItem, 'id' | 'projectId' | 'type' | 'revision' | 'createdBy' | 'updatedBy' | 'archivedAt'> & {
    createdAt: string;
    updatedAt: string;
  };

type Named = Partial<
  Pick<Task, 'type' | 'episode' | 'episodeClean' | 'sequence' | 'sequenceClean' | 'shot' | 'shotClean'>
>;

function named(type: ItemType, names: Pick<ItemNames, 'name' | 'episode' | 'sequence'>): ItemNames[] {
  const made = id.safeParse(idFrom([names.episode, names.sequence, names.name]));
  return made.success ? [{ type, id: made.data, ...names }] : [];
}

/**
 * What a task is work on: its shot, asset or sequence first, then the sequence that its shot is in. A task on a sequence
 * names it as `sequence`, or else as `shot`. Nothing where the names are too long to make an id of.
 */
export function itemsOf(task: Named): ItemNames[] {
  const { type = 'shot', shotClean = '' } = task;
  const episode = task.episode ? (task.episodeClean ?? null) : null;
  const sequence = task.sequence ? (task.sequenceClean ?? null) : null;
  const whole = (name: string) => named('sequence', { name, episode, sequence: null });
  if (type === 'sequence') return whole(sequence ?? shotClean);
  const own = named(type, { name: shotClean, episode, sequence });
  return type === 'shot' && sequence !== null ? [...own, ...whole(sequence)] : own;
}

/** The same of a row, made once a row and revision. */
const itemsByRow = new WeakMap<TaskRow, ItemNames[]>();
function itemsOfRow(row: TaskRow): ItemNames[] {
  const items = itemsByRow.get(row) ?? itemsOf(row);
  itemsByRow.set(row, items);
  return items;
}

/** An item with its tasks: its own, and for a sequence those of its shots too. */
export interface Worked {
  names: ItemNames;
  own: TaskRow[];
  all: TaskRow[];
}

/** The items of one type that tasks are work on, by id. */
export function workByItem(rows: Iterable<TaskRow>, type: ItemType): Map<string, Worked> {
  const work = new Map<string, Worked>();
  for (const row of rows) {
    const items = itemsOfRow(row);
    for (const names of items) {
      if (names.type !== type) continue;
      const known = work.get(names.id) ?? { names, own: [], all: [] };
      work.set(names.id, known);
      known.all.push(row);
      if (names === items[0]) known.own.push(row);
    }
  }
  return work;
}

const unsaid = itemFields.parse({ name: 'any' });

/** An item of which there are only tasks. */
export function unrecorded(names: ItemNames, projectId: string): StoredItem {
  const never = { revision: 0, createdAt: '', updatedAt: '', createdBy: null, updatedBy: null, archivedAt: null };
  return { ...unsaid, ...names, projectId, ...never };
}

/** The order of the table, which is that of UTF-8: by code points. */
function compareIds(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

/**
 * Recorded items of a part of a list, and those between them of which only tasks tell, in the order of their ids.
 * @param part recorded items after `after`, and up to which id they are all of them; to the end where nothing is said
 */
export function mergedItems(
  { items, until }: { items: readonly StoredItem[]; until?: string },
  work: ReadonlyMap<string, Worked>,
  after: string | undefined,
  projectId: string,
): StoredItem[] {
  const recorded = new Set(items.map(({ id }) => id));
  const isWithin = (id: string) =>
    (after === undefined || compareIds(id, after) > 0) && (until === undefined || compareIds(id, until) <= 0);
  const others = [...work.values()].filter(({ names }) => isWithin(names.id) && !recorded.has(names.id));
  return [...items, ...others.map(({ names }) => unrecorded(names, projectId))].sort((a, b) => compareIds(a.id, b.id));
}

/**
 * What is to be recorded, its names cleaned by the project's rules.
 * @throws VALIDATION_ERROR when no id can be made of them, for a sequence in a sequence, and for what {@link checkCut} refuses
 */
export function newItem(type: ItemType, fields: ItemFields, project: Project): ItemNames & ItemFields {
  const { name, episode, sequence } = fields;
  if (type === 'sequence' && sequence !== null)
    throw invalidField('sequence', 'INVALID_VALUE', 'A sequence is in no other sequence', 'Leave it out');
  checkCut(fields);
  const clean = cleanedNames({ episode, sequence: type === 'sequence' ? name : sequence, shot: name }, project);
  const names = {
    name: type === 'sequence' ? clean.sequenceClean : clean.shotClean,
    episode: episode === null ? null : clean.episodeClean,
    sequence: sequence === null ? null : clean.sequenceClean,
  };
  const [made] = named(type, names);
  if (!made) throw invalidField('name', 'INVALID_VALUE', 'No id can be made of these names', 'Shorten them');
  return { ...fields, ...made };
}

/** @throws VALIDATION_ERROR for a cut that ends before it begins */
export function checkCut({ cutIn, cutOut }: Pick<ItemFields, 'cutIn' | 'cutOut'>): void {
  if (cutIn === null || cutOut === null || cutOut >= cutIn) return;
  throw invalidField('cutOut', 'OUT_OF_RANGE', 'The cut must not end before it begins', `${cutIn} or more`);
}

/** An item as clients see it. */
export function shownItem(item: StoredItem): BreakdownItem {
  const { cutIn, cutOut, revision, createdAt, updatedAt } = item;
  const recorded = revision > 0;
  return {
    ...item,
    recorded,
    cutDuration: cutIn === null || cutOut === null ? null : cutOut - cutIn + 1,
    createdAt: recorded ? createdAt : null,
    updatedAt: recorded ? updatedAt : null,
  };
}

type Statuses = Project['statuses'];

/** A status that the project does not have any more is open. */
const categoryOf = (status: string, statuses: Statuses) =>
  statuses.find(({ name }) => name === status)?.category ?? 'active';

/** How far tasks are, by the categories of their statuses. */
export function rollupOf(rows: readonly Pick<TaskRow, 'status'>[], statuses: Statuses): Rollup {
  const categories = rows.map(({ status }) => categoryOf(status, statuses));
  const count = (category: string) => categories.filter((one) => one === category).length;
  const [total, done, cancelled] = [rows.length, count('done'), count('cancelled')];
  const wanted = total - cancelled;
  const isBegun = done > 0 || count('active') > 0;
  const status = wanted > 0 && done === wanted ? 'done' : isBegun ? 'active' : wanted > 0 ? 'todo' : 'cancelled';
  return {
    status: total === 0 ? 'todo' : status,
    ...{ total, done, cancelled },
    progress: wanted === 0 ? 0 : Math.round((1_000 * done) / wanted) / 10,
  };
}

/** More of one item are told of in the list of tasks. */
const maxTasks = 100;

/** An item with what there is to do on it. */
export function summarised(
  item: BreakdownItem,
  work: Pick<Worked, 'own' | 'all'> | undefined,
  { statuses, taskTypes }: Pick<Project, 'statuses' | 'taskTypes'>,
  showArtist: (stored: string) => string,
): SummarisedItem {
  const place = ({ task = '' }: TaskRow) => taskTypes.indexOf(task) >>> 0;
  const own = (work?.own ?? []).toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
  return {
    ...item,
    tasks: own.slice(0, maxTasks).map(({ id, task = '', status, artist = '', deadline = null }) => ({
      ...{ id, task, status, category: categoryOf(status, statuses), artist: showArtist(artist), deadline },
    })),
    rollup: rollupOf(work?.all ?? [], statuses),
  };
}

/** What of a list is asked for. */
export function itemFilter(query: ItemListQuery, project: Project): (item: StoredItem) => boolean {
  const words = query.search?.toLowerCase().split(/\s+/) ?? [];
  const clean = (episode: string, sequence: string) => cleanedNames({ episode, sequence, shot: '' }, project);
  const episodes = query.episode?.map((name) => clean(name, '').episodeClean.toLowerCase());
  const sequences = query.sequence?.map((name) => clean('', name).sequenceClean.toLowerCase());
  const isAmong = (name: string | null, wanted: string[] | undefined) =>
    wanted === undefined || (name !== null && wanted.includes(name.toLowerCase()));
  return ({ archivedAt, type, id, name, episode, sequence, description }) => {
    const text = `${id}\n${name}\n${description}`.toLowerCase();
    return (
      (archivedAt !== null) === query.archived &&
      isAmong(episode, episodes) &&
      isAmong(type === 'sequence' ? name : sequence, sequences) &&
      words.every((word) => text.includes(word))
    );
  };
}

/** An item that a shot list names, by the first row that does, and the cut that it tells. */
export interface ListedItem {
  row: number;
  names: ItemNames;
  told: Partial<Pick<ItemFields, 'cutIn' | 'cutOut'>>;
}

export type ItemAction = 'create' | 'update' | 'skip';

/** What becomes of an item by a shot list: only one that is missing is made, unless existing ones are to be updated. */
export function itemAction(
  { told }: ListedItem,
  current: StoredItem | undefined,
  onExisting: 'skip' | 'update' | 'fail',
): ItemAction {
  if (!current) return 'create';
  if (onExisting !== 'update' || current.archivedAt !== null) return 'skip';
  return isDeepStrictEqual({ ...current, ...told }, current) ? 'skip' : 'update';
}

/** Each item that tasks of a list are work on, once, with the last cut that was told of it. */
export function listedItems(
  tasks: Iterable<{ row: number; task: Named; frameRange: Task['frameRange'] }>,
): ListedItem[] {
  const listed = new Map<string, ListedItem>();
  for (const { row, task, frameRange } of tasks) {
    for (const names of itemsOf(task)) {
      const key = `${names.type}/${names.id}`;
      const known = listed.get(key) ?? { row, names, told: {} };
      const told = names.type === 'shot' && frameRange ? cutOf(frameRange) : known.told;
      listed.set(key, { ...known, told });
    }
  }
  return [...listed.values()];
}

const cutOf = ({ start, end }: NonNullable<Task['frameRange']>) => ({ cutIn: start, cutOut: end });

/** Names an asset in a shot; no id has a colon. */
export const castingId = (shotId: string, assetId: string): string => `${shotId}:${assetId}`;

export function castingParts(id: string): { shotId: string; assetId: string } {
  const [shotId = '', assetId = ''] = id.split(':');
  return { shotId, assetId };
}
