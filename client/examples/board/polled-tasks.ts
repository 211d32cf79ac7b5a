import type { Client, LiveTasks, Task } from '../../src/index.ts';

const pause = 20_000;

/** A list of tasks that is read again and again, where there is no feed to follow. */
export function polledTasks(client: Client, projectId: string, onError: (error: unknown) => void): LiveTasks {
  const stop = new AbortController();
  const listeners = new Set<(rows: readonly Task[]) => void>();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  let rows: readonly Task[] = [];

  function show(next: readonly Task[]): void {
    rows = next;
    for (const listener of listeners) listener(next);
  }

  async function read(): Promise<void> {
    try {
      const found = await Array.fromAsync(client.tasks.list({ projectId, limit: 100, signal: stop.signal }));
      show(found as Task[]);
      resolve();
    } catch (error) {
      if (!stop.signal.aborted) onError(error);
    }
    if (!stop.signal.aborted) setTimeout(() => void read(), pause);
  }

  void read();
  return {
    ready,
    get rows() {
      return rows;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put: (task) => show(rows.map((row) => (row.id === task.id ? task : row))),
    close: () => stop.abort(),
  };
}
