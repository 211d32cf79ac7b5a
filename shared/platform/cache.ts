interface Entry<T> {
  value: Promise<T>;
  loadedAt: number;
}

/**
 * What a container keeps between requests: bounded in number (least recently used out) and in age. Concurrent readers
 * of one key share one load; a failed load is not kept.
 */
export class Cache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #max: number;
  readonly #maxAgeMs: number;

  constructor(options: { max: number; maxAgeMs: number }) {
    this.#max = options.max;
    this.#maxAgeMs = options.maxAgeMs;
  }

  /** The value under `key`, loaded when there is none younger than `maxAgeMs`. */
  get(key: string, load: () => Promise<T>, maxAgeMs = this.#maxAgeMs): Promise<T> {
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    const fresh = known && performance.now() - known.loadedAt < maxAgeMs ? known : this.#load(key, load);
    this.#entries.set(key, fresh);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#max) break;
      this.#entries.delete(oldest);
    }
    return fresh.value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #load(key: string, load: () => Promise<T>): Entry<T> {
    const entry: Entry<T> = { value: load(), loadedAt: performance.now() };
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry;
  }
}
