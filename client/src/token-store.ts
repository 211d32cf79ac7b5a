/** What a session is kept by. */
export interface StoredTokens {
  accessToken: string;
  refreshToken: string;
  /** By the clock of this machine, in milliseconds since 1970. */
  expiresAt: number;
}

/** Where tokens are kept; one place for all tabs, if they are to share a session. */
export interface TokenStore {
  /** The lock by which one tab at a time refreshes, where tabs share the store. */
  lock?: string;
  /** @returns undefined where nobody is signed in */
  load(): StoredTokens | undefined | Promise<StoredTokens | undefined>;
  /** Given undefined when nobody is signed in any more. */
  save(tokens: StoredTokens | undefined): void | Promise<void>;
  /** Tells of what other tabs save. */
  onChange?(listener: (tokens: StoredTokens | undefined) => void): void;
}

/** Keeps tokens as long as the page or process lives. */
export function memoryTokens(): TokenStore {
  let kept: StoredTokens | undefined;
  return {
    load: () => kept,
    save: (tokens) => {
      kept = tokens;
    },
  };
}

/** What of localStorage is used. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

interface Page {
  localStorage: StorageLike & { readonly length: number; key(index: number): string | null };
  addEventListener?(type: 'storage', listener: (event: { key: string | null; newValue: string | null }) => void): void;
}

export const storageOfPage = () => (globalThis as unknown as Page).localStorage;

function read<T>(text: string | null): T | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** A value of localStorage, as JSON. */
export function stored<T>(key: string, storage: StorageLike) {
  return {
    load: () => read<T>(storage.getItem(key)),
    save: (value: T | undefined) =>
      value === undefined ? storage.removeItem(key) : storage.setItem(key, JSON.stringify(value)),
  };
}

/** Keeps tokens in localStorage, for all tabs of the origin. */
export function webTokens(name: string, storage: StorageLike = storageOfPage()): TokenStore {
  const key = `${name}:tokens`;
  return {
    lock: `${key}:refresh`,
    ...stored<StoredTokens>(key, storage),
    onChange(listener) {
      (globalThis as unknown as Page).addEventListener?.('storage', (event) => {
        if (event.key === key) listener(read<StoredTokens>(event.newValue));
      });
    },
  };
}
