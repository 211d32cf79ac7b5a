import type { Task } from '../../../../client/src/index.ts';
import { taskFields } from '../../../../shared/contract/tasks.ts';

/** A task as the board gets it. */
export function boardTask({ id = 'task', ...fields }: Partial<Task>): Task {
  const written = taskFields.parse({ projectId: 'SHOW', shot: 'SH0010', task: 'comp', ...fields });
  const about = { revision: 1, createdAt: '', updatedAt: '', createdBy: null, updatedBy: null, archivedAt: null };
  return { id, ...written, sequenceClean: '', shotClean: '', episodeClean: '', ...about } as Task;
}
