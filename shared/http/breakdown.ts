import { type BreakdownItem, type ItemListQuery, type ItemOperations, itemFields } from '../contract/breakdown.ts';
import { notFound } from '../contract/errors.ts';
import type { Permission } from '../contract/permissions.ts';
import type { Project } from '../contract/projects.ts';
import { changeItem, findItem, type ItemAddress, insertItem, itemsAfter } from '../data/breakdown.ts';
import type { Change } from '../data/entity-kinds.ts';
import { checkedByProject, recentProject } from '../data/projects.ts';
import { visibleRows } from '../data/task-list.ts';
import type { Caller, Resource } from '../domain/access.ts';
import { archived, refuseArchived, restored } from '../domain/archive.ts';
import {
  checkCut,
  itemFilter,
  mergedItems,
  newItem,
  type StoredItem,
  shownItem,
  summarised,
  unrecorded,
  type Worked,
  workByItem,
} from '../domain/breakdown.ts';
import { isClient, itemFor } from '../domain/client-view.ts';
import type { OnConflict } from '../domain/conflicts.ts';
import type { EventType } from '../domain/events.ts';
import { mergePatch, writableFields } from '../domain/merge-patch.ts';
import { projectResource } from '../domain/projects.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { taskSearch } from './task-search.ts';
import { validate } from './validation.ts';

/** Who asks. */
interface Asking {
  caller: Caller;
  mustSee: readonly string[];
  allow(resource: Resource, permission?: Permission): void;
  eachAllowed(): (resource: Resource) => boolean;
}

/** A request that changes something. */
interface Changing extends Asking {
  ifMatch: number | undefined;
  change: Change;
}

/**
 * Whatever of a project's tasks the caller may see, by the shots, assets or sequences that they are work on.
 * @throws NOT_FOUND for a project that they may not see
 */
async function seenWork(request: Asking, { projectId, type }: Pick<ItemAddress, 'projectId' | 'type'>) {
  const search = taskSearch({ ...request, query: { projectId, archived: false } });
  const { people, rows } = await visibleRows(search);
  return { work: workByItem(rows, type), showArtist: (stored: string) => people.toShown(stored) };
}

/** An item as the tasks tell of it that the caller may see. @throws NOT_FOUND where they do not */
export async function unrecordedItem(request: Asking, address: ItemAddress): Promise<StoredItem> {
  const { work } = await seenWork(request, address);
  const found = work.get(address.id);
  if (!found) throw notFound(address.type, address.id);
  return unrecorded(found.names, address.projectId);
}

/**
 * Refuses who may not change what a project is broken down into.
 * @throws NOT_FOUND, FORBIDDEN, and CONFLICT where the project is archived
 */
export async function allowChange({ caller, allow }: Asking, projectId: string): Promise<void> {
  allow(projectResource(projectId), 'project.read');
  allow(projectResource(projectId));
  await checkedByProject(caller.studio, projectId, refuseArchived);
}

const addressIn = (params: Record<string, string>, { type }: ItemOperations): ItemAddress => ({
  ...{ projectId: params.projectId as string, type, id: params[`${type}Id`] as string },
});

/** Items are read so many at a time where a filter passes some over, and so often for one page. */
const filteredReads = 500;
const maxReads = 20;

/** A page of the items that fit, in the order of their ids. */
async function pageOfItems(
  studio: string,
  about: Pick<ItemAddress, 'projectId' | 'type'>,
  options: {
    work: ReadonlyMap<string, Worked>;
    fits(item: StoredItem): boolean;
    limit: number;
    isFiltered: boolean;
    after: string | undefined;
  },
): Promise<{ items: StoredItem[]; next?: string }> {
  const { work, fits, limit, isFiltered } = options;
  const found: StoredItem[] = [];
  let { after } = options;
  for (let read = 0; read < maxReads; read++) {
    const part = await itemsAfter(studio, about, after, isFiltered ? filteredReads : limit + 1);
    found.push(...mergedItems(part, work, after, about.projectId).filter(fits));
    const last = found[limit - 1];
    if (found.length > limit && last) return { items: found.slice(0, limit), next: last.id };
    if (part.until === undefined) return { items: found };
    after = part.until;
  }
  return { items: found, ...(after !== undefined && { next: after }) };
}

/** The function that lists the items of one type. */
export function listsItems(of: ItemOperations) {
  return defineEndpoint(of.list, async (request) => {
    const { params, query, caller, cursors } = request;
    const { projectId } = params;
    const { studio } = caller;
    const about = { projectId, type: of.type };
    const { work, showArtist } = await seenWork(request, about);
    const [after, project] = await Promise.all([cursors.open<string>(), recentProject(studio, projectId)]);
    const page = await pageOfItems(studio, about, {
      ...{ work, after, limit: query.limit, isFiltered: isFiltered(query, caller, projectId) },
      fits: filterFor(query, caller, project, work),
    });
    return {
      items: page.items.map((item) =>
        summarised(itemFor(caller, shownItem(item)), work.get(item.id), project, showArtist),
      ),
      nextCursor: await cursors.seal(page.next),
    };
  });
}

const isFiltered = ({ episode, sequence, search, archived }: ItemListQuery, caller: Caller, projectId: string) =>
  archived || Boolean(episode ?? sequence ?? search) || isClient(caller, projectId);

/** A client sees what was submitted to them, and searches in nothing else. */
function filterFor(query: ItemListQuery, caller: Caller, project: Project, work: ReadonlyMap<string, Worked>) {
  const fits = itemFilter(query, project);
  if (!isClient(caller, project.id)) return fits;
  return (item: StoredItem) => work.has(item.id) && fits(itemFor(caller, item));
}

/** The function that answers with one item. */
export function getsItem(of: ItemOperations) {
  return defineEndpoint(of.get, async (request) => {
    const { params, caller } = request;
    const address = addressIn(params, of);
    const { projectId, type, id } = address;
    const [{ work, showArtist }, recorded, project] = await Promise.all([
      seenWork(request, address),
      findItem(caller.studio, address),
      recentProject(caller.studio, projectId),
    ]);
    const own = work.get(id);
    const item = recorded ?? (own && unrecorded(own.names, projectId));
    if (!item || (!own && isClient(caller, projectId))) throw notFound(type, id);
    return summarised(itemFor(caller, shownItem(item)), own, project, showArtist);
  });
}

/** The function that records an item. */
export function createsItem(of: ItemOperations) {
  return defineEndpoint(of.create, async (request) => {
    const { params, body, caller, change } = request;
    const { projectId } = params;
    await allowChange(request, projectId);
    const fields = await checkedByProject(caller.studio, projectId, (project) => newItem(of.type, body, project));
    return shownItem(await insertItem(projectId, fields, change));
  });
}

async function changed(
  request: Changing & { params: Record<string, string> },
  of: ItemOperations,
  how: { type: EventType; onConflict?: OnConflict; decide(current: StoredItem): StoredItem },
): Promise<BreakdownItem> {
  const { params, ifMatch, change } = request;
  const address = addressIn(params, of);
  await allowChange(request, address.projectId);
  const options = { ...how, expected: ifMatch, unrecorded: () => unrecordedItem(request, address) };
  return shownItem(await changeItem(address, options, change));
}

/** The function that changes fields of an item. */
export function updatesItem(of: ItemOperations) {
  return defineEndpoint(of.update, (request) => {
    const { query, body } = request;
    const decide = (current: StoredItem) => {
      refuseArchived(current);
      const fields = validate(itemFields, mergePatch(writableFields(current, itemFields), body), `patched ${of.type}`);
      checkCut(fields);
      return { ...current, ...fields };
    };
    return changed(request, of, { type: `${of.type}.updated`, onConflict: query.onConflict, decide });
  });
}

/** The function that archives an item. */
export function archivesItem(of: ItemOperations) {
  return defineEndpoint(of.archive, (request) =>
    changed(request, of, { type: `${of.type}.archived`, decide: archived }),
  );
}

/** The function that restores an item. */
export function restoresItem(of: ItemOperations) {
  return defineEndpoint(of.restore, (request) =>
    changed(request, of, { type: `${of.type}.restored`, decide: restored }),
  );
}
