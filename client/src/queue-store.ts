import type { OutboxEntry } from './outbox-entry.ts';
import { type StorageLike, storageOfPage, stored } from './token-store.ts';

/** Where writes wait; one place for all tabs, if they are to outlive a tab. */
export interface QueueStore {
  /** The lock by which one tab at a time sends, where tabs share the store. */
  lock?: string;
  /** What waits, in its order. */
  load(): readonly OutboxEntry[];
  /** All that waits; what is not among it is over. */
  save(entries: readonly OutboxEntry[]): void;
  /**
   * Tells that another tab has changed what waits.
   * @returns ends the listening
   */
  onChange?(listener: () => void): () => void;
}

/** What of localStorage a queue uses. */
export interface QueueStorage extends StorageLike {
  readonly length: number;
  key(index: number): string | null;
}

interface Page {
  addEventListener?(type: 'storage', listener: (event: { key: string | null }) => void): void;
  removeEventListener?(type: 'storage', listener: (event: { key: string | null }) => void): void;
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

/** Keeps what waits in localStorage, so that it outlives the page and all tabs know of it. */
export function webQueue(name: string, storage: QueueStorage = storageOfPage()): QueueStore {
  const prefix = `${name}:outbox:`;
  // an item for each: what one tab adds is not undone by another that saves what it knew before
  const itemOf = (key: string) => stored<OutboxEntry>(key, storage);
  const keys = () =>
    Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter((key) =>
      key.startsWith(prefix),
    );
  return {
    lock: `${prefix}send`,
    load: () =>
      keys()
        .flatMap((key) => itemOf(key).load() ?? [])
        .sort((a, b) => a.addedAt - b.addedAt),
    save(entries) {
      const kept = new Map(entries.map((entry) => [prefix + entry.id, entry]));
      for (const key of keys()) if (!kept.has(key)) storage.removeItem(key);
      for (const [key, entry] of kept) itemOf(key).save(entry);
    },
    onChange(listener) {
      const page = globalThis as Page;
      const hear = ({ key }: { key: string | null }) => {
        if (key === null || key.startsWith(prefix)) listener();
      };
      page.addEventListener?.('storage', hear);
      return () => page.removeEventListener?.('storage', hear);
    },
  };
}
