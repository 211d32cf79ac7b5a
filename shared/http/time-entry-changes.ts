import type { Task } from '../contract/tasks.ts';
import type { TimeEntry } from '../contract/time-entries.ts';
import { taskResource } from '../domain/tasks.ts';
import { timeEntryResource } from '../domain/time-entries.ts';
import type { Asking } from './task-changes.ts';
import { refuseArchivedWork } from './task-work.ts';

/**
 * Whether the caller may do the operation's permission to hours that were entered.
 * @throws NOT_FOUND, FORBIDDEN, and CONFLICT where their task or project is archived
 */
export async function allowTimeEntry({ caller, allow }: Asking, current: TimeEntry, task: Task): Promise<void> {
  allow(taskResource(task), 'task.read');
  allow(timeEntryResource(current));
  await refuseArchivedWork(caller.studio, task);
}
