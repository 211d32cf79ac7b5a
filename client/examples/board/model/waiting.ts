import type { OutboxEntry } from '../../../src/index.ts';

/** The tasks that a change waits for. */
export const waitingTasks = (entries: readonly Pick<OutboxEntry, 'call' | 'args'>[]) =>
  new Set(entries.filter(({ call }) => call === 'tasks.update').map(({ args }) => args[0] as string));
