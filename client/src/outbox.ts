import { backoff } from './backoff.ts';
import type { Client } from './client.ts';
import { NetworkError, SignedOutError, UnavailableError, VersionConflictError } from './errors.ts';
import { valueAt, withAt, withoutAt } from './field-paths.ts';
import { isEqual, patched } from './merge-patch.ts';
import { type CallArgs, type CallName, type CallResult, doCall, partsOf } from './outbox-calls.ts';
import {
  baseOf,
  carriedOn,
  type Done,
  doneWith,
  type FieldConflict,
  isOwn,
  joinedWith,
  keyOf,
  type OutboxEntry,
  rebased,
  withBody,
} from './outbox-entry.ts';
import { alone, newKey } from './platform.ts';
import { memoryQueue, type QueueStore } from './queue-store.ts';

type Fields = Record<string, unknown>;

/** What is done where others changed something since; a function gives the value to write, or undefined to ask later. */
export type OnConflict = 'fail' | 'merge' | 'overwrite' | ((conflict: FieldConflict) => unknown);

/** Writes that are sent when there is a network. */
export interface Outbox {
  /** What waits, in its order; another array after each change. */
  readonly entries: readonly OutboxEntry[];
  /**
   * Writes as soon as that is possible.
   * @returns what the operation answers; undefined where nothing was left to write, or another tab has sent it
   */
  add<C extends CallName>(
    call: C,
    args: CallArgs<C>,
    options?: {
      base?: { id?: string; revision: number } | undefined;
      onConflict?: 'fail' | 'merge' | 'overwrite' | undefined;
    },
  ): Promise<CallResult<C> | undefined>;
  /** @returns ends the listening */
  onChange(listener: (entries: readonly OutboxEntry[]) => void): () => void;
  /**
   * Hears of what the API refused and nobody here waits for: added before the page was opened anew, or in another tab.
   * @returns ends the listening
   */
  onRefused(listener: (error: unknown, entry: OutboxEntry) => void): () => void;
  /** An entity as the last answer to a write here showed it, if that is newer, and with all that waits. */
  applied<T extends { id: string; revision?: number }>(entity: T): T;
  /** Goes on after a conflict: with this person's values, those of others, or some of each. */
  resolve(id: string, how: 'mine' | 'theirs' | Fields): Promise<void>;
  /** Gives a write up; one that is on its way may be done all the same. */
  discard(id: string): Promise<void>;
  /** Sends now what waits. */
  flush(): Promise<void>;
  /** Sends nothing more; what waits stays in the store. */
  close(): void;
}

interface Waiter {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const isLater = (error: unknown) =>
  error instanceof NetworkError || error instanceof UnavailableError || error instanceof SignedOutError;

const mostPause = 30_000;
/** So many answers are kept for who shows something older. */
const mostAnswers = 100;

type Events = {
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
};

/** Keeps writes until they are done, in their order. */
export function createOutbox(
  client: Client,
  {
    store = memoryQueue(),
    onConflict = 'merge',
  }: { store?: QueueStore | undefined; onConflict?: OnConflict | undefined } = {},
): Outbox {
  const { clock, random, locks } = client.context.platform;
  const waiters = new Map<string, Waiter[]>();
  const listeners = new Set<(entries: readonly OutboxEntry[]) => void>();
  const refusals = new Set<(error: unknown, entry: OutboxEntry) => void>();
  const answers = new Map<string, Done>();
  let waiting: Map<string | undefined, OutboxEntry[]> | undefined;
  let flushing: Promise<void> | undefined;
  /** What is on its way, and what ends that. */
  let underWay: { id: string; controller: AbortController } | undefined;
  let retry: unknown;
  let failures = 0;
  let isClosed = false;

  function tell(): void {
    waiting = undefined;
    const now = store.load();
    for (const listener of listeners) listener(now);
  }

  function change(edit: (kept: readonly OutboxEntry[]) => readonly OutboxEntry[]): void {
    store.save(edit(store.load()));
    tell();
  }

  const replace = (next: OutboxEntry) => change((kept) => kept.map((entry) => (entry.id === next.id ? next : entry)));

  /** The entry is done with. */
  function finish(id: string, settle: (waiter: Waiter) => void): void {
    change((kept) => kept.filter((entry) => entry.id !== id));
    for (const waiter of waiters.get(id) ?? []) settle(waiter);
    waiters.delete(id);
  }

  /** What the API has answered is shown from now on, and is what later writes on the entity follow. */
  function keep(entry: OutboxEntry, answer: unknown): void {
    const { id } = (answer ?? {}) as { id?: unknown };
    const done = typeof id === 'string' && doneWith(entry, answer, answers.get(id));
    if (typeof id !== 'string' || !done) return;
    answers.delete(id);
    answers.set(id, done);
    for (const [oldest] of answers) if (answers.size > mostAnswers) answers.delete(oldest);
    store.save(store.load().map((other) => carriedOn(other, done)));
  }

  /** Discarded meanwhile, here or in another tab. */
  const isGivenUp = ({ id }: { id: string }) => !store.load().some((entry) => entry.id === id);

  /** What was discarded is not tried again. */
  function stopGivenUp(): void {
    if (underWay && isGivenUp(underWay)) underWay.controller.abort();
  }

  /** Sends one; what others changed meanwhile is merged until nothing is left to decide. */
  async function send(entry: OutboxEntry): Promise<void> {
    const parts = partsOf(entry.call, entry.args);
    const controller = new AbortController();
    underWay = { id: entry.id, controller };
    const options = {
      ...{ ...parts.options, idempotencyKey: entry.id, signal: controller.signal },
      ...(entry.base && { ifMatch: entry.base.revision }),
    };
    try {
      const result = await doCall(client, entry.call, { ...parts, options });
      keep(entry, result);
      finish(entry.id, (waiter) => waiter.resolve(result));
    } catch (error) {
      if (isGivenUp(entry)) return;
      if (isLater(error)) {
        putBack(entry, parts.body, error);
        throw error;
      }
      if (error instanceof VersionConflictError && entry.base) return collide(entry, error);
      refuse(entry, error);
    }
  }

  function refuse(entry: OutboxEntry, error: unknown): void {
    const isAwaited = waiters.has(entry.id);
    finish(entry.id, (waiter) => waiter.reject(error));
    if (!isAwaited) for (const listener of refusals) listener(error, entry);
  }

  /** Not now: what was added meanwhile for the same entity goes along with it then. */
  function putBack(entry: OutboxEntry, body: Fields | undefined, error: unknown): void {
    const mayBeDone = error instanceof NetworkError && error.mayHaveHappened;
    const before = entry.tried ?? [];
    const isNews = mayBeDone && body && !before.some((other) => isEqual(other, body));
    const tried = isNews ? [...before, body] : before;
    let first: OutboxEntry = { ...entry, state: 'waiting', tried };
    const gone = new Set<string>();
    for (const other of store.load().filter(({ id }) => id !== entry.id && waiters.has(id))) {
      const both = joinedWith(first, other);
      if (!both) continue;
      first = both;
      gone.add(other.id);
      waiters.set(first.id, [...(waiters.get(first.id) ?? []), ...(waiters.get(other.id) ?? [])]);
      waiters.delete(other.id);
    }
    change((kept) => kept.filter(({ id }) => !gone.has(id)).map((other) => (other.id === first.id ? first : other)));
  }

  function collide(entry: OutboxEntry, { conflicts: told, currentRevision }: VersionConflictError): void {
    const how = entry.onConflict ?? onConflict;
    const conflicts = told
      .filter((conflict) => !isOwn(entry, conflict))
      .map((conflict) => ({ ...conflict, base: valueAt(entry.base?.fields, conflict.field) }));
    const next = rebased(entry, currentRevision, told);
    const values = typeof how === 'function' ? conflicts.map((conflict) => how(conflict)) : [];
    const isDecided =
      how === 'overwrite' ||
      (how !== 'fail' && (conflicts.length === 0 || (values.length > 0 && !values.includes(undefined))));
    if (!isDecided) replace({ ...next, state: 'conflict', conflicts });
    else if (how === 'overwrite') replace(next);
    else
      decide(next, conflicts, Object.fromEntries(values.map((value, index) => [conflicts[index]?.field ?? '', value])));
  }

  /** Writes these values; a field whose value stands already, or for which none is given, is not written. */
  function decide(entry: OutboxEntry, conflicts: readonly FieldConflict[], values: Fields): void {
    const before = partsOf(entry.call, entry.args).body ?? {};
    const body = conflicts.reduce((patch, { field, current }) => {
      const isOpen = Object.hasOwn(values, field) && !isEqual(values[field], current);
      return isOpen ? withAt(patch, field, values[field]) : withoutAt(patch, field);
    }, before);
    if (Object.keys(body).length > 0 || conflicts.length === 0) replace(withBody(entry, body));
    else finish(entry.id, (waiter) => waiter.resolve(undefined));
  }

  /** The first that nothing of the same entity keeps back. */
  function next(): OutboxEntry | undefined {
    const blocked = new Set<string>();
    for (const entry of store.load()) {
      if (entry.state !== 'conflict' && !blocked.has(keyOf(entry))) return entry;
      blocked.add(keyOf(entry));
    }
    return undefined;
  }

  async function sendAll(): Promise<void> {
    for (let entry = next(); entry && !isClosed; entry = next()) {
      replace({ ...entry, state: 'sending' });
      await send(entry);
    }
    failures = 0;
    settleOthers();
  }

  /** Whoever waits for what another tab has done with. */
  function settleOthers(): void {
    const left = new Set(store.load().map(({ id }) => id));
    for (const [id, others] of waiters) {
      if (left.has(id)) continue;
      for (const waiter of others) waiter.resolve(undefined);
      waiters.delete(id);
    }
  }

  function later(ms: number): void {
    clock.clearTimeout(retry);
    retry = clock.setTimeout(() => void flush(), ms);
  }

  function flush(): Promise<void> {
    clock.clearTimeout(retry);
    retry = undefined;
    flushing ??= alone(locks, store.lock, sendAll).then(
      () => {
        flushing = undefined;
        // added when all seemed to be done
        if (!isClosed && next()) void flush();
      },
      () => {
        flushing = undefined;
        // whoever has to sign in again flushes then; anything else passes
        failures += 1;
        if (!isClosed) later(backoff(failures, random, { base: 500, most: mostPause }));
      },
    );
    return flushing;
  }

  /** Adds to what waits for the same entity already, or behind it. */
  function enqueue(entry: OutboxEntry): string {
    const kept = store.load();
    const last = kept.findLast((other) => keyOf(other) === keyOf(entry));
    const both = last && joinedWith(last, entry);
    const addedAt = Math.max(entry.addedAt, (kept.at(-1)?.addedAt ?? 0) + 1);
    if (both) replace(both);
    else change((all) => [...all, { ...entry, addedAt }]);
    return both ? both.id : entry.id;
  }

  const online = () => void flush();
  (globalThis as Events).addEventListener?.('online', online);
  const deafen = store.onChange?.(() => {
    stopGivenUp();
    settleOthers();
    tell();
    // whoever has added it sends it, unless that tab is gone by then
    if (!flushing && retry === undefined && next()) later(mostPause);
  });
  if (store.load().length > 0) void flush();

  return {
    get entries() {
      return store.load();
    },
    async add(call, args, { base, onConflict: own } = {}) {
      const { body } = partsOf(call, args);
      const added: OutboxEntry = {
        ...{ id: newKey(random), addedAt: clock.now(), call, args, state: 'waiting', conflicts: [], onConflict: own },
        base: base && baseOf(base, body),
      };
      const done = base?.id !== undefined && answers.get(base.id);
      const id = enqueue(done ? carriedOn(added, done) : added);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiters.set(id, [...(waiters.get(id) ?? []), { resolve, reject }]);
      void flush();
      return promise as Promise<CallResult<typeof call> | undefined>;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onRefused(listener) {
      refusals.add(listener);
      return () => refusals.delete(listener);
    },
    applied(entity) {
      waiting ??= Map.groupBy(
        store.load().filter(({ base, call }) => base && call.endsWith('.update')),
        ({ base }) => base?.id,
      );
      const answer = answers.get(entity.id)?.answer;
      const newest = answer && answer.revision > (entity.revision ?? 0) ? { ...entity, ...answer } : entity;
      const all = waiting.get(entity.id) ?? [];
      return all.reduce((shown, { call, args }) => patched(shown, partsOf(call, args).body), newest);
    },
    async resolve(id, how) {
      const entry = store.load().find((one) => one.id === id);
      if (entry?.state !== 'conflict') return;
      const { conflicts, base } = entry;
      const mine = Object.fromEntries(conflicts.map(({ field, yours }) => [field, yours]));
      const values = how === 'mine' ? mine : how === 'theirs' ? {} : how;
      decide(rebased(entry, base?.revision ?? 1, conflicts), conflicts, values);
      await flush();
    },
    async discard(id) {
      finish(id, (waiter) => waiter.reject(new Error('It was discarded')));
      stopGivenUp();
      await flush();
    },
    flush,
    close() {
      isClosed = true;
      deafen?.();
      clock.clearTimeout(retry);
      (globalThis as Events).removeEventListener?.('online', online);
    },
  };
}
