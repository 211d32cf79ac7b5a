import type { Task, TaskFilters } from '../contract/tasks.ts';
import { findTasks, type TaskSearch } from '../data/task-list.ts';
import { taskLines } from '../domain/shot-list/write.ts';
import type { TaskPosition } from '../domain/task-list.ts';

/** A function answers with at most 6 MB; the next few rows are to fit too. */
const enoughBytes = 1.5 * 1024 * 1024;
/** More than a page holds by its bytes. */
const limit = 30_000;

/** As many tasks as one answer holds, in the order of their creation, and where the next one starts. */
export async function gatherTasks(
  search: TaskSearch<TaskFilters>,
  after: TaskPosition | undefined,
  format: 'csv' | 'json',
): Promise<{ tasks: Task[]; next?: TaskPosition | undefined }> {
  const query = { ...search.query, sort: 'createdAt', order: 'asc', limit } as const;
  const tasks: Task[] = [];
  let next = after;
  let bytes = 0;
  do {
    const page = await findTasks({ ...search, query }, next);
    tasks.push(...page.tasks);
    next = page.next;
    // a page of JSON is as much as one answer takes; the same tasks are far less as CSV
    bytes += format === 'json' ? enoughBytes : Buffer.byteLength(taskLines(page.tasks));
  } while (next && bytes < enoughBytes);
  return { tasks, next };
}
