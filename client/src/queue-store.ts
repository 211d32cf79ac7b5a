import type { OutboxEntry } from './outbox-entry.ts';
import { type StorageLike, storageOfPage, stored } from './token-store.ts';

/** Where writes wait; one place for all tabs, if they are to outlive a tab. */
export interface QueueStore {
  /** The lock by which one tab at a time sends, where tabs share the store. */
  lock?: string;
  load(): readonly OutboxEntry[];
  save(entries: readonly OutboxEntry[]): void;
}

/** Keeps what waits as long as the page or process lives. */
export function memoryQueue(): QueueStore {
  let kept: readonly OutboxEntry[] = [];
  return {
    load: () => kept,
    save: (entries) => {
      kept = entries;
    },
  };
}

/** Keeps what waits in localStorage, so that it outlives the page. */
export function webQueue(name: string, storage: StorageLike = storageOfPage()): QueueStore {
  const key = `${name}:outbox`;
  const { load, save } = stored<readonly OutboxEntry[]>(key, storage);
  return {
    lock: `${key}:send`,
    load: () => load() ?? [],
    save: (entries) => save(entries.length > 0 ? entries : undefined),
  };
}
