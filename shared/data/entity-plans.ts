import { ApiError } from '../contract/errors.ts';
import { conflictsBetween, fieldsBefore, type OnConflict } from '../domain/conflicts.ts';
import type { DomainEvent, EventType } from '../domain/events.ts';
import { changesBetween } from '../domain/merge-patch.ts';
import { bookkeeping, eventItem, eventsSince, putEvent } from './entity-events.ts';
import type { Alongside, Change, EntityKind, Versioned } from './entity-kinds.ts';
import type { Key } from './keys.ts';
import type { Write } from './table.ts';

/** An entity as it is to be, and what is written for that. */
export interface Planned<T extends Versioned> {
  entity: T;
  writes: Write[];
  alongside: Alongside[];
}

/** An item holds 400 KB, and an event of a change has both the old and the new. */
const maxEntityBytes = 128 * 1024;

/** @throws PAYLOAD_TOO_LARGE */
function refuseTooLarge(entity: Versioned): void {
  if (Buffer.byteLength(JSON.stringify(entity)) <= maxEntityBytes) return;
  throw new ApiError('PAYLOAD_TOO_LARGE', `"${entity.id}" would have more than ${maxEntityBytes / 1024} KB.`);
}

/** A new entity at its first revision, and its writes: the first of them is refused where there is one with this id. */
export function insertion<T extends Versioned>(
  kind: EntityKind<T>,
  entity: Omit<T, keyof Versioned> & { id: string },
  change: Change,
  type: EventType = `${kind.name as 'task'}.created`,
): Planned<T> {
  const at = (change.at ?? new Date()).toISOString();
  const { userId } = change.actor;
  const times = { revision: 1, createdAt: at, updatedAt: at, createdBy: userId, updatedBy: userId, archivedAt: null };
  const created = { ...entity, ...times } as unknown as T;
  refuseTooLarge(created);
  const key = kind.key(change.studio, entity.id);
  const guard = kind.unique?.(change.studio, entity.id);
  const item = kind.toItem(created, change.studio);
  const writes: Write[] = [
    { Put: { Item: { ...key, ...item }, ConditionExpression: 'attribute_not_exists(pk)' } },
    putEvent(eventItem(kind, change, { type, before: undefined, after: item })),
    ...(guard ? [{ Put: { Item: { ...guard, id: entity.id }, ConditionExpression: 'attribute_not_exists(pk)' } }] : []),
  ];
  return { entity: created, writes, alongside: kind.alongside?.(undefined, item) ?? [] };
}

/** What is said of an id that is not free. */
export function taken<T extends Versioned>(
  kind: EntityKind<T>,
  id: string,
  archivedAt: string | null | undefined,
): ApiError {
  const archived = typeof archivedAt === 'string';
  const field = kind.idFrom ?? 'id';
  // of a nested one, what is beside its parent
  const own = id.slice(id.lastIndexOf('/') + 1);
  const what = `${archived ? 'archived ' : ''}${kind.name}`;
  return new ApiError('CONFLICT', `There is ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} "${own}" already.`, {
    details: [
      {
        ...{ field, code: 'DUPLICATE', message: `"${own}" is taken` },
        suggestion: archived ? `Restore it, or choose another ${field}` : `Choose another ${field}`,
      },
    ],
  });
}

/** Of a change: what kind it is, what the client has seen, and what becomes of the entity. */
export interface ChangeOptions<T extends Versioned> {
  type: EventType;
  expected: number | undefined;
  onConflict?: OnConflict | undefined;
  decide: (current: T, past: Record<string, unknown>) => T | Promise<T>;
}

/** What is based on more revisions ago is not merged: nobody reads a long history for each request that names its beginning. */
const mostUnseen = 500;

/**
 * What an entity becomes by a change, and its writes: the first of them is refused where somebody wrote meanwhile.
 * @returns undefined where nothing would change
 * @throws VERSION_CONFLICT, and what `decide` throws
 */
export async function replacement<T extends Versioned>(
  kind: EntityKind<T>,
  options: ChangeOptions<T>,
  change: Change,
  current: T,
): Promise<Planned<T> | undefined> {
  const { type, onConflict = 'fail', decide } = options;
  const expected = onConflict === 'overwrite' ? undefined : options.expected;
  const seen = Math.max(expected ?? current.revision, current.revision - mostUnseen);
  const unseen = await eventsSince(kind, change.studio, current, seen);
  const wanted = await decide(current, fieldsBefore(unseen));
  const isAllKnown = expected === undefined || seen === expected;
  refuseStale(current, wanted, unseen, { expected, onConflict: isAllKnown ? onConflict : 'fail' });

  const { studio, actor, at = new Date() } = change;
  const next: T = {
    ...wanted,
    revision: current.revision + 1,
    updatedAt: at.toISOString(),
    updatedBy: actor.userId,
  };
  const [before, after] = [kind.toItem(current, studio), kind.toItem(next, studio)];
  if (Object.keys(changesBetween(before, after, bookkeeping)).length === 0) return undefined;
  refuseTooLarge(next);
  const writes = [
    setAttributes(kind.key(studio, next.id), before, after, current.revision),
    putEvent(eventItem(kind, change, { type, before, after })),
  ];
  return { entity: next, writes, alongside: kind.alongside?.(before, after) ?? [] };
}

/** Updates only what differs, so that counters which consumers keep on the item are not overwritten. */
function setAttributes(key: Key, before: object, after: object, expected: number): Write {
  const names: Record<string, string> = { '#revision': 'revision' };
  const values: Record<string, unknown> = { ':expected': expected };
  const sets: string[] = [];
  const removes: string[] = [];
  Object.entries(changesBetween(before, after, [])).forEach(([name, { to }], index) => {
    names[`#a${index}`] = name;
    if ((after as Record<string, unknown>)[name] === undefined) {
      removes.push(`#a${index}`);
    } else {
      values[`:a${index}`] = to;
      sets.push(`#a${index} = :a${index}`);
    }
  });
  return {
    Update: {
      Key: key,
      UpdateExpression: `SET ${sets.join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
      ConditionExpression: '#revision = :expected',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
}

/**
 * Refuses a change whose client has not seen the current revision, unless it may be merged and collides with nothing.
 * @throws VERSION_CONFLICT with what the client needs to resolve it: the current revision, both values of what both changed
 */
function refuseStale(
  current: Versioned,
  wanted: Versioned,
  unseen: readonly DomainEvent[],
  { expected, onConflict }: { expected: number | undefined; onConflict: OnConflict },
): void {
  if (expected === undefined || expected === current.revision) return;
  // of the fields as the client knows them, not as they are stored
  const conflicts = conflictsBetween(current, wanted, unseen, bookkeeping);
  if (onConflict === 'merge' && expected < current.revision && conflicts.length === 0) return;
  throw new ApiError('VERSION_CONFLICT', `It is at revision ${current.revision} now, not ${expected}.`, {
    extra: { currentRevision: current.revision, conflicts },
    details: [
      {
        field: 'If-Match',
        code: 'INVALID_VALUE',
        message: expected === 0 ? 'There is something already' : `Revision ${expected} is not the current one`,
        suggestion: `Read it again, and send If-Match: "${current.revision}"`,
      },
    ],
  });
}

/** What is to be under an address, whether there is something or not; what was taken away stays there, archived. */
export interface Upsert<T extends Versioned> {
  entity: Omit<T, keyof Versioned> & { id: string };
  /** The revision that the client has seen; 0: there was nothing. */
  expected: number | undefined;
  /** Says that there is nothing. */
  gone: string;
  /** What happens where there is nothing, and where there is something. */
  added: EventType;
  updated: EventType;
}

/**
 * What a PUT makes of what is under an address, or of nothing, and its writes: the first of them is refused where
 * somebody wrote meanwhile.
 * @returns undefined where nothing would change
 * @throws VERSION_CONFLICT where the client has seen something else, or what is not there now
 */
export async function upsert<T extends Versioned>(
  kind: EntityKind<T>,
  existing: T | undefined,
  { entity, gone, added, updated, ...options }: Upsert<T>,
  change: Change,
): Promise<Planned<T> | undefined> {
  const isThere = existing?.archivedAt === null;
  if (!isThere && options.expected !== undefined && options.expected > 0) throw new ApiError('VERSION_CONFLICT', gone);
  if (!existing) return insertion(kind, entity, change, added);
  // to whoever has seen nothing there, what is archived is nothing
  const expected = isThere || options.expected === undefined ? options.expected : existing.revision;
  const decide = (current: T): T => ({ ...current, ...entity, archivedAt: null });
  return replacement(kind, { type: isThere ? updated : added, expected, decide }, change, existing);
}
