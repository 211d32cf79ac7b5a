import type { ItemFields, ItemType } from '../contract/breakdown.ts';
import { ApiError } from '../contract/errors.ts';
import type { OnExisting } from '../contract/imports.ts';
import {
  type ItemAction,
  type ItemNames,
  itemAction,
  type ListedItem,
  type StoredItem,
  shownItem,
  unrecorded,
} from '../domain/breakdown.ts';
import type { OnConflict } from '../domain/conflicts.ts';
import type { EventType } from '../domain/events.ts';
import { nestedId, nestedParts } from '../domain/nested-id.ts';
import { commit, commitPlanned, insertEntity, untilWritten } from './entities.ts';
import { type Alongside, type Change, type EntityKind, entityOf } from './entity-kinds.ts';
import { insertion, type Planned, replacement } from './entity-plans.ts';
import { keys } from './keys.ts';
import { getItem, getItems, type Item, queryPage } from './table.ts';

/** Which shot, asset or sequence. */
export interface ItemAddress {
  projectId: string;
  type: ItemType;
  id: string;
}

/** An asset that is in a shot stays until it is taken out of there. */
function refuseWhereCast(item: StoredItem & { studio: string }): Alongside {
  const { own } = nestedParts(item.id);
  return {
    write: {
      ConditionCheck: {
        Key: keys.castingCount(item.studio, item.projectId, own),
        ConditionExpression: 'attribute_not_exists(pk) OR shots = :none',
        ExpressionAttributeValues: { ':none': 0 },
      },
    },
    refused: () =>
      new ApiError('CONFLICT', `"${own}" is cast into shots.`, {
        details: [
          {
            ...{ field: 'casting', code: 'INVALID_VALUE', message: 'An asset that is in shots cannot be archived' },
            suggestion: `Take it out of them first: GET /api/v1/projects/${item.projectId}/assets/${own}/casting`,
          },
        ],
      }),
  };
}

/** Items stand in their project's partition, under names of their type. */
function itemKind(type: ItemType): EntityKind<StoredItem> {
  return {
    name: type,
    onFeed: true,
    idFrom: 'name',
    key(studio, id) {
      const { parent, own } = nestedParts(id);
      return keys.item(studio, parent, type, own);
    },
    eventKey(studio, id, revision) {
      const { parent, own } = nestedParts(id);
      return keys.itemEvent(studio, parent, type, own, revision);
    },
    toItem: (entity, studio) => ({ ...entity, studio }),
    answer: (item) => shownItem(withOwnId(item)),
    alongside(before, after) {
      const isLeaving = type === 'asset' && before?.archivedAt === null && after.archivedAt !== null;
      return isLeaving ? [refuseWhereCast(after as unknown as StoredItem & { studio: string })] : [];
    },
    about: ({ projectId, name }) => ({ projectId: projectId as string, about: { name: name as string } }),
  };
}

/** As it is stored, its id is one of the studio. */
const withStoredId = (item: StoredItem): StoredItem => ({ ...item, id: nestedId(item.projectId, item.id) });
const withOwnId = (item: StoredItem): StoredItem => ({ ...item, id: nestedParts(item.id).own });
const fromItem = (item: Item & StoredItem): StoredItem => withOwnId(entityOf(item));

const keyOf = (studio: string, { projectId, type, id }: ItemAddress) => keys.item(studio, projectId, type, id);

/** An item as it is recorded; undefined where at most its tasks tell of it. */
export async function findItem(studio: string, address: ItemAddress): Promise<StoredItem | undefined> {
  const item = await getItem<Item & StoredItem>(keyOf(studio, address));
  return item && fromItem(item);
}

/** The items that there are, in no order. */
export async function findItems(studio: string, addresses: readonly ItemAddress[]): Promise<StoredItem[]> {
  const found = await getItems<Item & StoredItem>(addresses.map((address) => keyOf(studio, address)));
  return found.map(fromItem);
}

/** Items of one type in the order of their ids, after one of them; `until` where the reading stopped. */
export async function itemsAfter(
  studio: string,
  { projectId, type }: Pick<ItemAddress, 'projectId' | 'type'>,
  after: string | undefined,
  limit: number,
): Promise<{ items: StoredItem[]; until?: string }> {
  const { pk, sk } = keys.item(studio, projectId, type, '');
  const { items, next } = await queryPage<Item & StoredItem>({
    equals: { pk },
    range: { attribute: 'sk', beginsWith: sk },
    startAfter: after === undefined ? undefined : { ...keys.item(studio, projectId, type, after) },
    limit,
  });
  return { items: items.map(fromItem), ...(next && { until: String(next.sk).slice(sk.length) }) };
}

/** A new item and its writes. */
export function itemInsertion(item: StoredItem, change: Change): Planned<StoredItem> {
  return insertion(itemKind(item.type), withStoredId(item), change);
}

/** @throws CONFLICT where there is one of these names */
export async function insertItem(
  projectId: string,
  fields: ItemNames & ItemFields,
  change: Change,
): Promise<StoredItem> {
  const { type, id } = fields;
  return withOwnId(await insertEntity(itemKind(type), { ...fields, projectId, id: nestedId(projectId, id) }, change));
}

/** How an item is changed. */
interface ItemChange {
  type: EventType;
  expected: number | undefined;
  onConflict?: OnConflict;
  decide(current: StoredItem): StoredItem;
  /** The item as its tasks tell of it, where it is not recorded; throws where they do not. */
  unrecorded(): Promise<StoredItem>;
}

function refuseExpected(expected: number | undefined): void {
  if (!expected) return;
  throw new ApiError('VERSION_CONFLICT', `It is not recorded yet, so there is no revision ${expected}.`, {
    extra: { currentRevision: 0, conflicts: [] },
  });
}

/**
 * Reads, decides and writes an item with its event in one transaction. One that is not recorded yet is recorded as it is
 * to be; one that is to be archived, first as it is.
 * @throws NOT_FOUND, VERSION_CONFLICT, and what `decide` throws
 */
export function changeItem(address: ItemAddress, options: ItemChange, change: Change): Promise<StoredItem> {
  const kind = itemKind(address.type);
  let { expected } = options;
  return untilWritten(
    () => `"${address.id}" is`,
    async () => {
      let current = await findItem(change.studio, address);
      if (!current) {
        refuseExpected(expected);
        const blank = await options.unrecorded();
        const wanted = options.decide(blank);
        if (wanted === blank) return blank;
        const { entity, writes, alongside } = itemInsertion(wanted, change);
        await commit(writes, alongside);
        current = withOwnId(entity);
        if (wanted.archivedAt === null) return current;
        expected = undefined;
      }
      const decide = (stored: StoredItem) => withStoredId(options.decide(withOwnId(stored)));
      const wish = { ...options, expected, decide };
      const planned = await replacement(kind, wish, change, withStoredId(current));
      if (!planned) return current;
      return withOwnId(await commitPlanned(kind, planned, change));
    },
  );
}

/** What an import makes of one item. */
export interface PlannedItem {
  row: number;
  action: ItemAction;
  planned?: Planned<StoredItem>;
}

/** What becomes of the items that a shot list names, by what there is now; in the same order. */
export async function planItems(
  projectId: string,
  listed: readonly ListedItem[],
  onExisting: OnExisting,
  change: Change,
): Promise<PlannedItem[]> {
  const { once: _, ...own } = change;
  const current = await currentItems(change.studio, projectId, listed);
  return Promise.all(
    listed.map(async (one): Promise<PlannedItem> => {
      const { row, names, told } = one;
      const known = current.get(`${names.type}/${names.id}`);
      const action = itemAction(one, known, onExisting);
      if (!known) return { row, action, planned: itemInsertion({ ...unrecorded(names, projectId), ...told }, own) };
      if (action === 'skip') return { row, action };
      const decide = (stored: StoredItem) => ({ ...stored, ...told });
      const wish = { type: `${names.type}.updated`, expected: undefined, decide } as const;
      const planned = await replacement(itemKind(names.type), wish, own, withStoredId(known));
      return { row, action, ...(planned && { planned }) };
    }),
  );
}

/** The items of these names that there are, by `type/id`. */
export async function currentItems(
  studio: string,
  projectId: string,
  listed: readonly ListedItem[],
): Promise<Map<string, StoredItem>> {
  const found = await findItems(
    studio,
    listed.map(({ names: { type, id } }) => ({ projectId, type, id })),
  );
  return new Map(found.map((item) => [`${item.type}/${item.id}`, item]));
}
