import type { Casting, CastingFields } from '../contract/breakdown.ts';
import { ApiError, notFound } from '../contract/errors.ts';
import { refuseArchived } from '../domain/archive.ts';
import { castingId, castingParts, type StoredItem } from '../domain/breakdown.ts';
import { nestedId, nestedParts } from '../domain/nested-id.ts';
import { findItem, findItems, type ItemAddress, itemInsertion } from './breakdown.ts';
import { changeEntity, commit, kept, untilWritten } from './entities.ts';
import { type Alongside, type Change, type EntityKind, entityOf, type Versioned } from './entity-kinds.ts';
import { type Planned, upsert } from './entity-plans.ts';
import { keys } from './keys.ts';
import { getItem, type Item, type Paging, queryPage, type StartKey } from './table.ts';

/** Which asset in which shot. */
export interface CastingAddress {
  projectId: string;
  shotId: string;
  assetId: string;
}

/** A casting as it is stored; one that was taken back stays, archived, so that its history goes on when it comes back. */
type StoredCasting = Versioned & CastingAddress & CastingFields;

/** The asset's own list has the same row, and the asset knows into how many shots it is cast. */
function copies(
  before: StoredCasting | undefined,
  { studio, ...after }: StoredCasting & { studio: string },
): Alongside[] {
  const { projectId, shotId, assetId } = after;
  const isIn = (one: StoredCasting | undefined) => (one?.archivedAt === null ? 1 : 0);
  const more = isIn(after) - isIn(before);
  const Update = {
    Key: keys.castingCount(studio, projectId, assetId),
    UpdateExpression: 'ADD shots :more',
    ExpressionAttributeValues: { ':more': more },
  };
  const Put = { Item: { ...after, ...keys.castingOfAsset(studio, projectId, shotId, assetId) } };
  return [{ Put }, ...(more === 0 ? [] : [{ Update }])].map((write) => ({ write, refused: changedMeanwhile }));
}

const changedMeanwhile = () => new ApiError('CONFLICT', 'This casting was changed meanwhile.');

const castingKind: EntityKind<StoredCasting> = {
  name: 'casting',
  onFeed: true,
  key(studio, id) {
    const { parent, own } = nestedParts(id);
    const { shotId, assetId } = castingParts(own);
    return keys.casting(studio, parent, shotId, assetId);
  },
  eventKey(studio, id, revision) {
    const { parent, own } = nestedParts(id);
    const { shotId, assetId } = castingParts(own);
    return keys.castingEvent(studio, parent, shotId, assetId, revision);
  },
  toItem: (entity, studio) => ({ ...entity, studio }),
  alongside: (before, after) =>
    copies(before as StoredCasting | undefined, after as unknown as StoredCasting & { studio: string }),
  about: ({ projectId }) => ({ projectId: projectId as string, about: {} }),
};

const shotOf = ({ projectId, shotId }: CastingAddress): ItemAddress => ({ projectId, type: 'shot', id: shotId });
const assetOf = ({ projectId, assetId }: CastingAddress): ItemAddress => ({ projectId, type: 'asset', id: assetId });
const keyOf = (studio: string, { projectId, shotId, assetId }: CastingAddress) =>
  keys.casting(studio, projectId, shotId, assetId);

/** Castings as clients see them, with the names of what they join. */
async function shown(studio: string, castings: readonly StoredCasting[]): Promise<Casting[]> {
  const addresses = castings.flatMap((one) => [shotOf(one), assetOf(one)]);
  const distinct = new Map(addresses.map((address) => [`${address.type}/${address.id}`, address]));
  const found = await findItems(studio, [...distinct.values()]);
  const items = new Map(found.map((item) => [`${item.type}/${item.id}`, item]));
  return castings.map((one) => shownWith(one, items.get(`shot/${one.shotId}`), items.get(`asset/${one.assetId}`)));
}

function shownWith(casting: StoredCasting, shot: StoredItem | undefined, asset: StoredItem | undefined): Casting {
  return {
    ...casting,
    shot: { name: shot?.name ?? '', episode: shot?.episode ?? null, sequence: shot?.sequence ?? null },
    asset: { name: asset?.name ?? '', thumbnail: asset?.thumbnail ?? null },
  };
}

/** A shot or an asset that is to stay as it is for as long as the transaction takes; recorded, if it is not yet. */
async function held(
  address: ItemAddress,
  unrecorded: (address: ItemAddress) => Promise<StoredItem>,
  change: Change,
): Promise<{ item: StoredItem } & Pick<Planned<StoredItem>, 'writes' | 'alongside'>> {
  const known = await findItem(change.studio, address);
  if (!known) {
    const item = await unrecorded(address);
    return { ...itemInsertion(item, change), item };
  }
  refuseArchived(known);
  const check = {
    ConditionCheck: {
      Key: keys.item(change.studio, address.projectId, address.type, address.id),
      ConditionExpression: 'archivedAt = :live',
      ExpressionAttributeValues: { ':live': null },
    },
  };
  return { item: known, writes: [check], alongside: [] };
}

/**
 * Puts an asset into a shot, or changes how: both rows, the event, and what is not recorded yet, in one transaction.
 * @param options.unrecorded a shot or asset as its tasks tell of it; throws where they do not
 * @throws NOT_FOUND, VERSION_CONFLICT, and CONFLICT where shot or asset is archived
 */
export function cast(
  address: CastingAddress,
  fields: CastingFields,
  options: { expected: number | undefined; unrecorded(address: ItemAddress): Promise<StoredItem> },
  change: Change,
): Promise<Casting> {
  const { studio } = change;
  const wanted = {
    entity: { ...address, id: nestedId(address.projectId, castingId(address.shotId, address.assetId)), ...fields },
    expected: options.expected,
    gone: `"${address.assetId}" is not cast into "${address.shotId}" now.`,
    ...({ added: 'casting.added', updated: 'casting.updated' } as const),
  };
  return untilWritten(
    () => `The casting of "${address.assetId}" is`,
    async () => {
      const [found, shot, asset] = await Promise.all([
        getItem<Item & StoredCasting>(keyOf(studio, address)),
        held(shotOf(address), options.unrecorded, change),
        held(assetOf(address), options.unrecorded, change),
      ]);
      const planned = await upsert(castingKind, found && entityOf(found), wanted, change);
      if (!planned) return shownWith(found as StoredCasting, shot.item, asset.item);
      const all = [planned, shot, asset];
      const answer = shownWith(planned.entity, shot.item, asset.item);
      await commit(
        all.flatMap(({ writes }) => writes),
        [...all.flatMap(({ alongside }) => alongside), ...kept(change, answer)],
      );
      return answer;
    },
  );
}

/**
 * Takes an asset out of a shot.
 * @throws NOT_FOUND where it is not in it, VERSION_CONFLICT
 */
export async function uncast(address: CastingAddress, expected: number | undefined, change: Change): Promise<void> {
  async function load(): Promise<StoredCasting> {
    const found = await getItem<Item & StoredCasting>(keyOf(change.studio, address));
    if (found?.archivedAt !== null) throw notFound('casting', castingId(address.shotId, address.assetId));
    return entityOf(found);
  }
  const decide = (current: StoredCasting) => ({ ...current, archivedAt: new Date().toISOString() });
  await changeEntity(castingKind, { type: 'casting.removed', expected, load, decide }, change);
}

/** A page of what is cast into a shot, or of the shots that an asset is cast into; by their ids. */
export async function listCastings(
  studio: string,
  { projectId, type, id }: ItemAddress,
  paging: Paging,
): Promise<{ castings: Casting[]; next?: StartKey }> {
  const { pk, sk } =
    type === 'shot' ? keys.casting(studio, projectId, id, '') : keys.castingOfAsset(studio, projectId, '', id);
  const { items, next } = await queryPage<Item & StoredCasting>({
    equals: { pk },
    range: { attribute: 'sk', beginsWith: sk },
    filter: { expression: '#archivedAt = :live', names: { '#archivedAt': 'archivedAt' }, values: { ':live': null } },
    // few are taken back
    lookAt: 0,
    ...paging,
  });
  return { castings: await shown(studio, items), ...(next && { next }) };
}
