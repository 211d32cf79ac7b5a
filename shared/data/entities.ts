import { ApiError } from '../contract/errors.ts';
import { conflictsBetween, fieldsBefore, type OnConflict } from '../domain/conflicts.ts';
import { type Actor, type DomainEvent, type EntityName, type EventType, eventId } from '../domain/events.ts';
import { type Changes, changesBetween } from '../domain/merge-patch.ts';
import { auditAttributes } from './audit.ts';
import { type Key, keys } from './keys.ts';
import { standBack } from './stand-back.ts';
import { getItem, type Item, queryAll, TransactionRefused, transact, type Write } from './table.ts';

/** What every changeable entity has. */
export interface Versioned {
  id: string;
  revision: number;
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  updatedBy: string | null;
  archivedAt: string | null;
}

/** Who changes something, when, and in which studio. */
export interface Change {
  studio: string;
  actor: Actor;
  /** Defaults to now. */
  at?: Date;
  /** Keeps the answer to the request in the same transaction, so that a repetition of it changes nothing. */
  once?: { kept(answer: unknown): Alongside };
}

/** How a kind of entity is stored. */
export interface EntityKind<T extends Versioned> {
  name: EntityName;
  /** Whether its events go to its project's feed and to inboxes; all of them are in the audit log. */
  onFeed: boolean;
  /** Whether they go to inboxes alone, to those whom they are about. */
  isMail?: true;
  /** What of it makes its id, where clients send none. */
  idFrom?: string;
  key(studio: string, id: string): Key;
  /** Where its events stand, if not as `E#<revision>` beside it. */
  eventKey?(studio: string, id: string, revision: number): Key;
  /** The entity as it is stored: people by id, and the attributes of its indexes. */
  toItem(entity: T, studio: string): Record<string, unknown>;
  /** The key that no other entity of the kind may have, beside its own. */
  unique?(studio: string, id: string): Key;
  /** What else is written in the same transaction; the first of it that is refused refuses the change. */
  alongside?(before: Record<string, unknown> | undefined, after: Record<string, unknown>): Alongside[];
  /** Attributes whose values no event may hold, so that erasing them from the entity erases them. */
  personal?: readonly string[];
  about(item: Record<string, unknown>): Pick<DomainEvent, 'projectId' | 'about'>;
}

/** A write beside the entity's own, and what it means when its condition fails. */
export interface Alongside {
  write: Write;
  refused(): ApiError;
  /** Its refusal stands whatever else was refused; any other one is explained by that of the entity itself. */
  decisive?: true;
  /** Hears that it was written. */
  written?(): void;
}

/** An entity as it is to be, and what is written for that. */
export interface Planned<T extends Versioned> {
  entity: T;
  writes: Write[];
  alongside: Alongside[];
}

/** Bookkeeping that no event tells of, since the event itself carries it. */
const bookkeeping = [
  'pk',
  'sk',
  'studio',
  'taskOf',
  'changesOf',
  'dueAt',
  'assignee',
  'directory',
  'revision',
  'updatedAt',
  'updatedBy',
  'createdAt',
  'createdBy',
  'taskCount',
];

/** The event of a change, as it stands in the entity's partition. */
export function eventItem<T extends Versioned>(
  kind: EntityKind<T>,
  change: Pick<Change, 'studio' | 'actor'>,
  {
    type,
    before,
    after,
  }: { type: EventType; before: Record<string, unknown> | undefined; after: Record<string, unknown> },
): Item & DomainEvent {
  const entityId = after.id as string;
  const revision = after.revision as number;
  const about = kind.about(after);
  const at = after.updatedAt as string;
  const { studio, actor } = change;
  const id = eventId({ entity: kind.name, entityId, revision });
  return {
    ...eventKeyOf(kind, studio, entityId, revision),
    kind: kind.isMail ? 'mail' : kind.onFeed ? 'event' : 'audit',
    type,
    studio,
    entity: kind.name,
    entityId,
    ...about,
    revision,
    at,
    actor,
    changes: withoutPersonal(changesBetween(before, after, bookkeeping), kind.personal ?? []),
    ...auditAttributes({ at, id, actor, projectId: about.projectId }),
  };
}

function eventKeyOf<T extends Versioned>(kind: EntityKind<T>, studio: string, id: string, revision: number): Key {
  return kind.eventKey?.(studio, id, revision) ?? keys.event(kind.key(studio, id), revision);
}

/** Of personal data an event tells that it changed, and no more. */
function withoutPersonal(changes: Changes, personal: readonly string[]): Changes {
  const hidden = (value: unknown) => (value === undefined || value === null ? value : '(personal)');
  return Object.fromEntries(
    Object.entries(changes).map(([name, { from, to }]) => [
      name,
      personal.includes(name) ? { from: hidden(from), to: hidden(to) } : { from, to },
    ]),
  );
}

function putEvent(event: Item): Write {
  return { Put: { Item: event, ConditionExpression: 'attribute_not_exists(pk)' } };
}

/** An item holds 400 KB, and an event of a change has both the old and the new. */
const maxEntityBytes = 128 * 1024;

/** @throws PAYLOAD_TOO_LARGE */
function refuseTooLarge(entity: Versioned): void {
  if (Buffer.byteLength(JSON.stringify(entity)) <= maxEntityBytes) return;
  throw new ApiError('PAYLOAD_TOO_LARGE', `"${entity.id}" would have more than ${maxEntityBytes / 1024} KB.`);
}

/**
 * All of it in one transaction, and nothing else.
 * @throws TransactionRefused, or what the first refused write alongside means
 */
export async function commit(writes: readonly Write[], alongside: readonly Alongside[]): Promise<void> {
  try {
    await transact([...writes, ...alongside.map(({ write }) => write)]);
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    const isRefused = ({ decisive }: Alongside, index: number) =>
      error.failedAt(writes.length + index) && (decisive || !error.failedAt(0));
    throw alongside.find(isRefused)?.refused() ?? error;
  }
  for (const one of alongside) one.written?.();
}

/** An entity and all that comes with it, in one transaction; it is the answer to the request. See {@link commit}. */
export async function commitPlanned<T extends Versioned>(planned: Planned<T>, change: Change): Promise<T> {
  await commit(planned.writes, [...planned.alongside, ...kept(change, planned.entity)]);
  return planned.entity;
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

/**
 * Writes a new entity and its event in one transaction.
 * @throws CONFLICT when there is one with this id already
 */
export async function insertEntity<T extends Versioned>(
  kind: EntityKind<T>,
  entity: Omit<T, keyof Versioned> & { id: string },
  change: Change,
  type?: EventType,
): Promise<T> {
  const planned = insertion(kind, entity, change, type);
  try {
    return await commitPlanned(planned, change);
  } catch (error) {
    if (!(error instanceof TransactionRefused) || error.isContention) throw error;
    const existing = await getItem<Item & Versioned>(kind.key(change.studio, entity.id));
    throw taken(kind, entity.id, existing?.archivedAt);
  }
}

/** What keeps the answer to the request, where it is to be given again. */
export const kept = ({ once }: Change, answer: unknown): Alongside[] => (once ? [once.kept(answer)] : []);

/** An entity as it was stored, without what is only the table's. */
export function entityOf<T extends Versioned>(item: Item & T): T {
  const { pk: _, sk: __, studio: ___, ...entity } = item as Item & T & { studio: string };
  return entity as unknown as T;
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

const maxRaces = 15;

/**
 * Reads an entity, decides what it becomes, and writes that with its event, on the condition that nobody wrote between;
 * if somebody did, it reads and decides again. Nothing to change writes nothing.
 * @param options.expected the revision the client has seen (`If-Match`): then nobody may have written since
 * @param options.onConflict what becomes of the change if somebody has; it fails unless said otherwise
 * @param options.load reads the current entity, and throws where there is none for this caller
 * @param options.decide gives the entity as it should become (the same object: nothing to do); `past` is what others
 * have changed since the client saw it, as it was stored then
 * @throws VERSION_CONFLICT with the fields in conflict and both their values
 */
export async function changeEntity<T extends Versioned>(
  kind: EntityKind<T>,
  options: ChangeOptions<T> & { load: () => Promise<T> },
  change: Change,
): Promise<T> {
  let name = 'It';
  return untilWritten(
    () => `${name} is`,
    async () => {
      const current = await options.load();
      name = `"${current.id}"`;
      const planned = await replacement(kind, options, change, current);
      return planned ? commitPlanned(planned, change) : current;
    },
  );
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

/**
 * Reads, plans and writes; where others came before, all of it again after a moment.
 * @param what is in their way, as in `"x" is`
 * @throws what the attempt throws, or UNAVAILABLE after too many races
 */
export async function untilWritten<R>(what: () => string, attempt: () => Promise<R>): Promise<R> {
  for (let race = 0; ; race++) {
    const began = performance.now();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      if (race === maxRaces) {
        throw new ApiError('UNAVAILABLE', `${what()} changed by many at this moment; please try again.`, {
          headers: { 'retry-after': '1' },
        });
      }
    }
    await standBack(began, race);
  }
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
interface Upsert<T extends Versioned> {
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

/** {@link upsert}, written: the entity as it is then. */
export async function put<T extends Versioned>(
  kind: EntityKind<T>,
  existing: T | undefined,
  wanted: Upsert<T>,
  change: Change,
): Promise<T> {
  const planned = await upsert(kind, existing, wanted, change);
  return planned ? commitPlanned(planned, change) : (existing as T);
}

/** What happened to an entity after a revision, up to the one that was read; oldest first. */
export async function eventsSince<T extends Versioned>(
  kind: EntityKind<T>,
  studio: string,
  current: Pick<Versioned, 'id' | 'revision'>,
  revision: number,
): Promise<DomainEvent[]> {
  if (revision >= current.revision) return [];
  const { pk, sk: after } = eventKeyOf(kind, studio, current.id, revision);
  const { sk: before } = eventKeyOf(kind, studio, current.id, current.revision);
  return queryAll<Item & DomainEvent>({ equals: { pk }, range: { attribute: 'sk', after, before } });
}
