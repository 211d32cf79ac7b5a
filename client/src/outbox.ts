import { backoff } from './backoff.ts';
import type { Client } from './client.ts';
import { NetworkError, SignedOutError, UnavailableError, VersionConflictError } from './errors.ts';
import { valueAt, withAt, withoutAt } from './field-paths.ts';
import { isEqual, joined, patched } from './merge-patch.ts';
import { type CallArgs, type CallName, type CallResult, doCall, partsOf } from './outbox-calls.ts';
import { baseOf, type FieldConflict, keyOf, type OutboxEntry, rebased, withBody } from './outbox-entry.ts';
import { alone, newKey } from './platform.ts';
import { memoryQueue, type QueueStore } from './queue-store.ts';

type Fields = Record<string, unknown>;

/** What is done where others changed something since; a function gives the value to write, or undefined to ask later. */
export type OnConflict = 'fail' | 'merge' | 'overwrite' | ((conflict: FieldConflict) => unknown);

/** Writes that are sent when there is a network. */
export interface Outbox {
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
  /** An entity as it will be when all that waits is written. */
  applied<T extends { id: string }>(entity: T): T;
  /** Goes on after a conflict: with this person's values, those of others, or some of each. */
  resolve(id: string, how: 'mine' | 'theirs' | Fields): Promise<void>;
  /** Gives a write up. */
  discard(id: string): Promise<void>;
  /** Sends now what waits. */
  flush(): Promise<void>;
  close(): void;
}

interface Waiter {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const isLater = (error: unknown) =>
  error instanceof NetworkError || error instanceof UnavailableError || error instanceof SignedOutError;

type Events = {
  addEventListener?(type: 'online', listener: () => void): void;
  removeEventListener?(type: 'online', listener: () => void): void;
};

/** Keeps writes until they are done, in their order. */
export function createOutbox(
  client: Client,
  { store = memoryQueue(), onConflict = 'merge' }: { store?: QueueStore; onConflict?: OnConflict } = {},
): Outbox {
  const { clock, random, locks } = client.context.platform;
  const waiters = new Map<string, Waiter[]>();
  const listeners = new Set<(entries: readonly OutboxEntry[]) => void>();
  let sending: string | undefined;
  let flushing: Promise<void> | undefined;
  let retry: unknown;
  let failures = 0;
  let isClosed = false;

  const entries = () =>
    store.load().map((entry): OutboxEntry => (entry.id === sending ? { ...entry, state: 'sending' } : entry));

  function tell(): void {
    const now = entries();
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

  /** Sends one; what others changed meanwhile is merged until nothing is left to decide. */
  async function send(entry: OutboxEntry): Promise<void> {
    const parts = partsOf(entry.call, entry.args);
    const options = { ...parts.options, idempotencyKey: entry.id, ...(entry.base && { ifMatch: entry.base.revision }) };
    try {
      const result = await doCall(client, entry.call, { ...parts, options });
      finish(entry.id, (waiter) => waiter.resolve(result));
      carryOn(entry, result);
    } catch (error) {
      if (isLater(error)) throw error;
      if (error instanceof VersionConflictError && entry.base) return collide(entry, error);
      finish(entry.id, (waiter) => waiter.reject(error));
    }
  }

  /** Later writes on the same entity were made of the state that this one has changed. */
  function carryOn(done: OutboxEntry, result: unknown): void {
    const after = result as Fields | undefined;
    if (typeof after?.revision !== 'number') return;
    const revision = after.revision;
    const own = partsOf(done.call, done.args).body;
    change((kept) =>
      kept.map((entry) => {
        const isSame = entry.base && keyOf(entry) === keyOf(done) && entry.base.revision < revision;
        if (!isSame || !entry.base) return entry;
        const expected = patched(entry.base.fields, own ?? {});
        const names = Object.keys(entry.base.fields);
        // where somebody else came between, the API is to say so
        if (names.some((name) => !isEqual(expected[name], after[name]))) return entry;
        const fields = Object.fromEntries(names.map((name) => [name, after[name]]));
        return { ...entry, base: { ...entry.base, revision, fields } };
      }),
    );
  }

  function collide(entry: OutboxEntry, { conflicts: told, currentRevision }: VersionConflictError): void {
    const how = entry.onConflict ?? onConflict;
    const conflicts = told.map((conflict) => ({ ...conflict, base: valueAt(entry.base?.fields, conflict.field) }));
    const next = rebased(entry, currentRevision, conflicts);
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
      sending = entry.id;
      tell();
      try {
        await send(entry);
      } finally {
        sending = undefined;
        tell();
      }
    }
    failures = 0;
    const left = new Set(store.load().map(({ id }) => id));
    for (const [id, others] of waiters) {
      if (left.has(id)) continue;
      for (const waiter of others) waiter.resolve(undefined);
      waiters.delete(id);
    }
  }

  function flush(): Promise<void> {
    clock.clearTimeout(retry);
    flushing ??= alone(locks, store.lock, sendAll)
      .catch(() => {
        // whoever has to sign in again flushes then; anything else passes
        failures += 1;
        if (!isClosed)
          retry = clock.setTimeout(() => void flush(), backoff(failures, random, { base: 500, most: 30_000 }));
      })
      .finally(() => {
        flushing = undefined;
      });
    return flushing;
  }

  /** Adds to what waits for the same entity already, or behind it. */
  function enqueue(entry: OutboxEntry): string {
    const kept = store.load();
    const last = kept.findLast((other) => keyOf(other) === keyOf(entry));
    const [before, own] = [last, entry].map((one) => one && partsOf(one.call, one.args).body);
    const isPatch = entry.base !== undefined && entry.call.endsWith('.update');
    if (!isPatch || !last?.base || !before || !own || last.id === sending || last.state === 'conflict') {
      change((all) => [...all, entry]);
      return entry.id;
    }
    const fields = { ...entry.base?.fields, ...last.base.fields };
    replace({ ...withBody(last, joined(before, own)), base: { ...last.base, fields } });
    return last.id;
  }

  const online = () => void flush();
  (globalThis as Events).addEventListener?.('online', online);
  if (store.load().length > 0) void flush();

  return {
    get entries() {
      return entries();
    },
    async add(call, args, { base, onConflict: own } = {}) {
      const { body } = partsOf(call, args);
      const entry: OutboxEntry = {
        ...{ id: newKey(random), call, args, state: 'waiting', conflicts: [], onConflict: own },
        base: base && baseOf(base, body),
      };
      const id = enqueue(entry);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiters.set(id, [...(waiters.get(id) ?? []), { resolve, reject }]);
      void flush();
      return promise as Promise<CallResult<typeof call> | undefined>;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    applied: (entity) =>
      store
        .load()
        .filter(({ base, call }) => base?.id === entity.id && call.endsWith('.update'))
        .reduce((shown, { call, args }) => patched(shown, partsOf(call, args).body), entity),
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
      await flush();
    },
    flush,
    close() {
      isClosed = true;
      clock.clearTimeout(retry);
      (globalThis as Events).removeEventListener?.('online', online);
    },
  };
}
