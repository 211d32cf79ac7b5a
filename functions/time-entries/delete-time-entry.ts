import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { removeTimeEntry } from '../../shared/data/time-entries.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { timeEntryResource } from '../../shared/domain/time-entries.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';

export const handler = defineEndpoint(
  timeEntryOperations.deleteTimeEntry,
  async ({ params, ifMatch, caller, change, allow }) => {
    await removeTimeEntry(
      params,
      ifMatch,
      async (current, task) => {
        allow(taskResource(task), 'task.read');
        allow(timeEntryResource(current));
        await refuseArchivedWork(caller.studio, task);
      },
      change,
    );
    return undefined;
  },
);
