import type { Comment } from '../contract/comments.ts';
import type { Task } from '../contract/tasks.ts';
import { commentResource } from '../domain/comments.ts';
import { taskResource } from '../domain/tasks.ts';
import type { Asking } from './task-changes.ts';
import { refuseArchivedWork } from './task-work.ts';

/**
 * Whether the caller may do the operation's permission to a comment.
 * @throws NOT_FOUND, FORBIDDEN, and CONFLICT where its task or project is archived
 */
export async function allowComment({ caller, allow }: Asking, current: Comment, task: Task): Promise<void> {
  allow(taskResource(task), 'task.read');
  allow(commentResource(current));
  await refuseArchivedWork(caller.studio, task);
}
