import { vi } from 'vitest';
import type { LocksLike } from '../../../client/src/platform.ts';
import type { QueueStorage } from '../../../client/src/queue-store.ts';

type Listener = (event: { key: string | null }) => void;

/** One localStorage as several tabs have it: each hears of what the others save. A tab listens once, in their order. */
export function tabsOf(count: number): QueueStorage[] {
  const kept = new Map<string, string>();
  const listeners: Listener[] = [];
  vi.stubGlobal('addEventListener', (type: string, listener: Listener) => {
    if (type === 'storage') listeners.push(listener);
  });
  vi.stubGlobal('removeEventListener', (_: string, listener: Listener) => {
    const at = listeners.indexOf(listener);
    if (at >= 0) listeners[at] = () => {};
  });
  return Array.from({ length: count }, (_, tab) => {
    function change(key: string, value: string | undefined): void {
      if (kept.get(key) === value) return;
      if (value === undefined) kept.delete(key);
      else kept.set(key, value);
      for (const [other, listener] of listeners.entries()) if (other !== tab) listener({ key });
    }
    return {
      get length() {
        return kept.size;
      },
      key: (index) => [...kept.keys()][index] ?? null,
      getItem: (key) => kept.get(key) ?? null,
      setItem: change,
      removeItem: (key) => change(key, undefined),
    };
  });
}

/** `navigator.locks`, as far as it is used. */
export function fakeLocks(): LocksLike {
  const lasts = new Map<string, Promise<unknown>>();
  return {
    request(name, callback) {
      const next = (lasts.get(name) ?? Promise.resolve()).then(callback);
      lasts.set(
        name,
        next.catch(() => undefined),
      );
      return next;
    },
  };
}
