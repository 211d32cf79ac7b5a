import type { ListTasksQuery } from './generated/types.ts';

/** The tasks of one project: filters and order as the list takes them. */
export type LiveTasksQuery = Omit<ListTasksQuery, 'limit' | 'cursor' | 'fields' | 'include'> & { projectId: string };
