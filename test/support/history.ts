import { keys } from '../../shared/data/keys.ts';
import type { ProjectEvent } from '../../shared/domain/events.ts';
import type { TestTable } from './table.ts';

/** What no event tells of: keys, index attributes, and what every change moves. */
const bookkeeping = [
  ...['pk', 'sk', 'studio', 'taskOf', 'assignee', 'changesOf', 'dueAt', 'directory', 'taskCount'],
  ...['revision', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'],
];

/** The task as its item has it, and its events in the order of their revisions. */
export async function storedTask(table: Pick<TestTable, 'all'>, studio: string, id: string) {
  const key = keys.task(studio, id);
  const rows = (await table.all()).filter(({ pk }) => pk === key.pk);
  const item = rows.find(({ sk }) => sk === key.sk);
  const events = rows.filter(({ kind }) => kind === 'event') as unknown as (ProjectEvent & {
    pk: string;
    sk: string;
  })[];
  return { item, events: events.toSorted((a, b) => a.revision - b.revision) };
}

/** What is wrong with a task's history: gaps, values that do not follow, a state that the events do not lead to. */
export async function problemsOfHistory(table: Pick<TestTable, 'all'>, studio: string, id: string): Promise<string[]> {
  const { item, events } = await storedTask(table, studio, id);
  const problems: string[] = [];
  const state: Record<string, unknown> = {};
  events.forEach((event, index) => {
    if (event.revision !== index + 1) problems.push(`revision ${event.revision} stands at place ${index + 1}`);
    for (const [field, { from, to }] of Object.entries(event.changes)) {
      const known = state[field] ?? null;
      if (JSON.stringify(known) !== JSON.stringify(from))
        problems.push(`${field} at ${event.revision} begins elsewhere`);
      state[field] = to;
    }
  });
  if (item?.revision !== events.length)
    problems.push(`the item is at ${item?.revision}, its events at ${events.length}`);
  for (const [field, value] of Object.entries(item ?? {})) {
    if (bookkeeping.includes(field)) continue;
    if (JSON.stringify(state[field] ?? null) !== JSON.stringify(value))
      problems.push(`${field} is not what events say`);
  }
  return problems;
}
