import type { Clock } from './platform.ts';

/** An index shows a write within a second or two. */
const lag = 10_000;
/** The header takes no more. */
const most = 20;

/** Remembers what this client wrote, until every list shows it. */
export interface OwnWrites {
  /** Takes what an answer to a write tells of. */
  note(answer: unknown): void;
  /** The value of `Montu-After`; undefined where nothing was written lately. */
  header(): string | undefined;
}

interface Written {
  id?: unknown;
  revision?: unknown;
  results?: unknown[];
}

export function createOwnWrites(clock: Clock): OwnWrites {
  let writes: { id: string; revision: number; at: number }[] = [];

  function note(answer: unknown): void {
    const { id, revision, results } = (answer ?? {}) as Written;
    if (Array.isArray(results)) for (const result of results) note(result);
    if (typeof id !== 'string' || typeof revision !== 'number') return;
    writes = [...writes.filter((write) => write.id !== id), { id, revision, at: clock.now() }].slice(-most);
  }

  return {
    note,
    header() {
      const now = clock.now();
      writes = writes.filter(({ at }) => Math.abs(now - at) < lag);
      const texts = writes.map(({ id, revision }) => `${encodeURIComponent(id)}@${revision}`);
      return texts.length > 0 ? texts.join(',') : undefined;
    },
  };
}
