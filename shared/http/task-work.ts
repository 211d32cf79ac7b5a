import type { Task } from '../contract/tasks.ts';
import { checkedByProject } from '../data/projects.ts';
import { refuseArchived } from '../domain/archive.ts';

/**
 * Refuses what would change the work on a task that is over.
 * @throws CONFLICT where the task or its project is archived
 */
export async function refuseArchivedWork(studio: string, task: Task): Promise<void> {
  refuseArchived(task);
  await checkedByProject(studio, task.projectId, refuseArchived);
}
