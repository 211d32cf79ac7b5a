import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../contract/errors.ts';
import { type Actor, type DomainEvent, type EntityName, type EventType, eventId } from '../domain/events.ts';
import { type Changes, changesBetween } from '../domain/merge-patch.ts';
import { auditAttributes } from './audit.ts';
import { type Key, keys, padded } from './keys.ts';
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
}

/** How a kind of entity is stored. */
export interface EntityKind<T extends Versioned> {
  name: EntityName;
  /** Whether its events go to its project's feed and to inboxes; all of them are in the audit log. */
  onFeed: boolean;
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
}

/** Bookkeeping that no event tells of, since the event itself carries it. */
const bookkeeping = [
  'pk',
  'sk',
  'studio',
  'taskOf',
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
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown>,
  type: EventType,
): Item & DomainEvent {
  const entityId = after.id as string;
  const revision = after.revision as number;
  const about = kind.about(after);
  const at = after.updatedAt as string;
  const { studio, actor } = change;
  const id = eventId({ entity: kind.name, entityId, revision });
  return {
    ...eventKeyOf(kind, studio, entityId, revision),
    kind: kind.onFeed ? 'event' : 'audit',
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
 * Writes a new entity and its event in one transaction.
 * @throws CONFLICT when there is one with this id already
 */
export async function insertEntity<T extends Versioned>(
  kind: EntityKind<T>,
  entity: Omit<T, keyof Versioned> & { id: string },
  change: Change,
  type: EventType = `${kind.name as 'task'}.created`,
): Promise<T> {
  const at = (change.at ?? new Date()).toISOString();
  const { userId } = change.actor;
  const times = { revision: 1, createdAt: at, updatedAt: at, createdBy: userId, updatedBy: userId, archivedAt: null };
  const created = { ...entity, ...times } as unknown as T;
  refuseTooLarge(created);
  const key = kind.key(change.studio, entity.id);
  const guard = kind.unique?.(change.studio, entity.id);
  const item = kind.toItem(created, change.studio);
  const alongside = kind.alongside?.(undefined, item) ?? [];
  const writes: Write[] = [
    { Put: { Item: { ...key, ...item }, ConditionExpression: 'attribute_not_exists(pk)' } },
    putEvent(eventItem(kind, change, undefined, item, type)),
    ...(guard ? [{ Put: { Item: { ...guard, id: entity.id }, ConditionExpression: 'attribute_not_exists(pk)' } }] : []),
  ];
  try {
    await transact([...writes, ...alongside.map(({ write }) => write)]);
  } catch (error) {
    if (!(error instanceof TransactionRefused) || error.isContention) throw error;
    throw refusal(error, alongside, writes.length) ?? (await taken(kind, change.studio, entity.id));
  }
  return created;
}

/** What a failed condition of the writes alongside means; nothing where the entity's own failed, which explains them. */
function refusal(error: TransactionRefused, alongside: readonly Alongside[], first: number): ApiError | undefined {
  if (error.failedAt(0)) return undefined;
  return alongside.find((_, index) => error.failedAt(first + index))?.refused();
}

async function taken<T extends Versioned>(kind: EntityKind<T>, studio: string, id: string): Promise<ApiError> {
  const existing = await getItem<Item & Versioned>(kind.key(studio, id));
  const archived = typeof existing?.archivedAt === 'string';
  return new ApiError('CONFLICT', `There is ${archived ? 'an archived' : 'a'} ${kind.name} "${id}" already.`, {
    details: [
      {
        field: 'id',
        code: 'DUPLICATE',
        message: `"${id}" is taken`,
        suggestion: archived ? 'Restore it, or choose another id' : 'Choose another id',
      },
    ],
  });
}

const maxRaces = 10;

/**
 * Reads an entity, decides what it becomes, and writes that with its event, on the condition that nobody wrote between;
 * if somebody did, it reads and decides again. Nothing to change writes nothing.
 * @param options.expected the revision the client has seen (`If-Match`): then nobody may have written since
 * @param options.load reads the current entity, and throws where there is none for this caller
 * @param options.decide gives the entity as it should become (the same object: nothing to do)
 * @throws VERSION_CONFLICT with the fields in conflict and both their values
 */
export async function changeEntity<T extends Versioned>(
  kind: EntityKind<T>,
  options: {
    type: EventType;
    expected: number | undefined;
    load: () => Promise<T>;
    decide: (current: T) => T | Promise<T>;
  },
  change: Change,
): Promise<T> {
  const { type, expected, load, decide } = options;
  for (let race = 0; ; race++) {
    const current = await load();
    const wanted = await decide(current);
    if (expected !== undefined && expected !== current.revision) {
      // as the client knows the fields, not as they are stored
      throw await staleWrite(kind, change.studio, current, expected, changesBetween(current, wanted, bookkeeping));
    }
    const replacement = replacementOf(kind, change, type, current, wanted);
    if (!replacement) return current;
    try {
      await transact([...replacement.writes, ...replacement.alongside.map(({ write }) => write)]);
      return replacement.next;
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      const refused = refusal(error, replacement.alongside, replacement.writes.length);
      await beforeNextRace(race, refused ?? (race === maxRaces ? tooManyRaces(current.id) : undefined));
    }
  }
}

/** Waits a moment, unless something speaks against another try. */
async function beforeNextRace(race: number, against: ApiError | undefined): Promise<void> {
  if (against) throw against;
  await sleep(Math.random() * 10 * 2 ** Math.min(race, 6));
}

function tooManyRaces(id: string): ApiError {
  return new ApiError('UNAVAILABLE', `"${id}" is changed by many at this moment; please try again.`, {
    headers: { 'retry-after': '1' },
  });
}

/** The entity at its next revision and what is written for it; undefined where nothing would change. */
function replacementOf<T extends Versioned>(
  kind: EntityKind<T>,
  change: Change,
  type: EventType,
  current: T,
  wanted: T,
): { next: T; writes: Write[]; alongside: Alongside[] } | undefined {
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
    putEvent(eventItem(kind, change, before, after, type)),
  ];
  return { next, writes, alongside: kind.alongside?.(before, after) ?? [] };
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

/** What a client needs to resolve a conflict: the current revision, and both values of what both changed. */
async function staleWrite<T extends Versioned>(
  kind: EntityKind<T>,
  studio: string,
  current: T,
  expected: number,
  wanted: Changes,
): Promise<ApiError> {
  const since = await eventsOf(kind, studio, current.id);
  const theirs = new Set(
    since.filter((event) => event.revision > expected).flatMap((event) => Object.keys(event.changes)),
  );
  const conflicts = Object.entries(wanted)
    .filter(([field]) => theirs.has(field))
    .map(([field, { from, to }]) => ({ field, current: from, yours: to }));
  return new ApiError('VERSION_CONFLICT', `It is at revision ${current.revision} now, not ${expected}.`, {
    extra: { currentRevision: current.revision, conflicts },
    details: [
      {
        field: 'If-Match',
        code: 'INVALID_VALUE',
        message: `Revision ${expected} is not the current one`,
        suggestion: `Read it again, and send If-Match: "${current.revision}"`,
      },
    ],
  });
}

/** The whole history of an entity, oldest first. */
export async function eventsOf<T extends Versioned>(
  kind: EntityKind<T>,
  studio: string,
  id: string,
): Promise<DomainEvent[]> {
  const { pk, sk } = eventKeyOf(kind, studio, id, 0);
  const beginsWith = sk.slice(0, -padded(0).length);
  return queryAll<Item & DomainEvent>({ equals: { pk }, range: { attribute: 'sk', beginsWith } });
}
