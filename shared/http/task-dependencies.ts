import type { Task } from '../contract/tasks.ts';
import { changeDependency, type Dependency } from '../data/dependencies.ts';
import type { Change } from '../data/entity-kinds.ts';
import { taskResource } from '../domain/tasks.ts';
import type { Asking } from './task-changes.ts';
import { refuseArchivedWork } from './task-work.ts';

/**
 * Changes what a task waits for, where the caller may change the task and see the other one.
 * @param decide gives the task as it should become
 * @throws NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, and CONFLICT for a cycle or where the task is archived
 */
export function withDependency(
  {
    params,
    ifMatch,
    caller,
    change,
    allow,
  }: Asking & {
    params: Dependency;
    ifMatch: number | undefined;
    change: Change;
  },
  decide: (task: Task, blocking: Task) => Task,
): Promise<Task> {
  const decideAllowed = async (task: Task, blocking: Task) => {
    allow(taskResource(blocking), 'task.read');
    allow(taskResource(task));
    await refuseArchivedWork(caller.studio, task);
    return decide(task, blocking);
  };
  return changeDependency(params, ifMatch, decideAllowed, change);
}
