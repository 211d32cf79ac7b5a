import type { OutboxEntry, Task } from '../../../src/index.ts';

/** Tasks as they will be when all that waits is written; those that nothing waits for stay the same objects. */
export function withWaiting(tasks: readonly Task[], entries: readonly OutboxEntry[]): readonly Task[] {
  const updates = Map.groupBy(
    entries.filter(({ call }) => call === 'tasks.update'),
    ({ args }) => args[0],
  );
  if (updates.size === 0) return tasks;
  return tasks.map((task) => {
    const waiting = updates.get(task.id);
    return waiting ? Object.assign({ ...task }, ...waiting.map(({ args }) => args[1])) : task;
  });
}

/** The tasks that a change waits for. */
export const waitingTasks = (entries: readonly OutboxEntry[]) =>
  new Set(entries.filter(({ call }) => call === 'tasks.update').map(({ args }) => args[0] as string));
