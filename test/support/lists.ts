import type { TaskListQuery } from '../../shared/contract/tasks.ts';
import { findTasks, type TaskPage } from '../../shared/data/task-list.ts';
import type { TaskPosition } from '../../shared/domain/task-list.ts';

/** A page of tasks as the endpoint asks for it, with its defaults. */
export function listTasks(
  studio: string,
  query: Partial<TaskListQuery>,
  { limit = 50, after, mustSee = [] }: { limit?: number; after?: TaskPosition | undefined; mustSee?: string[] } = {},
): Promise<TaskPage> {
  return findTasks({ studio, query: { archived: false, sort: 'createdAt', limit, ...query }, mustSee }, after);
}
