import { timeEntryFields, timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { updateTimeEntry } from '../../shared/data/time-entries.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { timeEntryResource } from '../../shared/domain/time-entries.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseArchivedWork } from '../../shared/http/task-work.ts';
import { validate } from '../../shared/http/validation.ts';

export const handler = defineEndpoint(
  timeEntryOperations.updateTimeEntry,
  ({ params, body, ifMatch, caller, change, allow }) =>
    updateTimeEntry(
      params,
      ifMatch,
      async (current, task) => {
        allow(taskResource(task), 'task.read');
        allow(timeEntryResource(current));
        await refuseArchivedWork(caller.studio, task);
        const patched = mergePatch(writableFields(current, timeEntryFields), body);
        return validate(timeEntryFields, patched, 'patched time entry');
      },
      change,
    ),
);
