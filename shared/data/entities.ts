import { ApiError } from '../contract/errors.ts';
import type { EventType } from '../domain/events.ts';
import type { Alongside, Change, EntityKind, Versioned } from './entity-kinds.ts';
import {
  type ChangeOptions,
  insertion,
  type Planned,
  replacement,
  taken,
  type Upsert,
  upsert,
} from './entity-plans.ts';
import { standBack } from './stand-back.ts';
import { getItem, type Item, TransactionRefused, transact, type Write } from './table.ts';

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
export async function commitPlanned<T extends Versioned>(
  { answer }: Pick<EntityKind<T>, 'answer'>,
  { entity, writes, alongside }: Planned<T>,
  change: Change,
): Promise<T> {
  await commit(writes, [...alongside, ...kept(change, answer ? answer(entity) : entity)]);
  return entity;
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
    return await commitPlanned(kind, planned, change);
  } catch (error) {
    if (!(error instanceof TransactionRefused) || error.isContention) throw error;
    const existing = await getItem<Item & Versioned>(kind.key(change.studio, entity.id));
    throw taken(kind, entity.id, existing?.archivedAt);
  }
}

/** What keeps the answer to the request, where it is to be given again. */
export const kept = ({ once }: Change, answer: unknown): Alongside[] => (once ? [once.kept(answer)] : []);

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
      return planned ? commitPlanned(kind, planned, change) : current;
    },
  );
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

/** {@link upsert}, written: the entity as it is then. */
export async function put<T extends Versioned>(
  kind: EntityKind<T>,
  existing: T | undefined,
  wanted: Upsert<T>,
  change: Change,
): Promise<T> {
  const planned = await upsert(kind, existing, wanted, change);
  return planned ? commitPlanned(kind, planned, change) : (existing as T);
}
