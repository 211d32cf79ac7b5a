import { invalidField } from '../../shared/contract/errors.ts';
import type { Task } from '../../shared/contract/tasks.ts';
import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { insertTimeEntry } from '../../shared/data/time-entries.ts';
import { usersById } from '../../shared/data/users.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { timeEntryResource } from '../../shared/domain/time-entries.ts';
import { userIdOf } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';

export const handler = defineEndpoint(
  timeEntryOperations.createTimeEntry,
  ({ params: { taskId }, body: { userId: whose, ...fields }, caller, change, allow }) => {
    async function decide(task: Task): Promise<string> {
      const { studio } = caller;
      const userId = userIdOf(whose ?? 'me', caller);
      allow(taskResource(task), 'task.read');
      allow(timeEntryResource({ id: taskId, projectId: task.projectId, userId }));
      await refuseArchivedWork(studio, task);
      const [somebody] = await usersById(studio, [userId]);
      if (somebody) return userId;
      if (whose === undefined || whose === 'me')
        throw invalidField('userId', 'REQUIRED_FIELD', 'Whose hours are these?', 'Send a user id');
      throw invalidField('userId', 'NOT_FOUND', `There is nobody "${whose}" here`, 'Send a user id');
    }
    return insertTimeEntry(taskId, fields, decide, change);
  },
);
