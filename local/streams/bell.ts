/** Rung after each write, so that who reads the stream need not look all the time. */
export interface Bell {
  ring(): void;
  /** Aborted at the next ring. */
  next(): AbortSignal;
}

export function createBell(): Bell {
  let waiting = new AbortController();
  return {
    ring() {
      const rung = waiting;
      waiting = new AbortController();
      rung.abort();
    },
    next: () => waiting.signal,
  };
}
