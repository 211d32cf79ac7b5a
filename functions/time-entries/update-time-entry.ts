import { timeEntryFields, timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { updateTimeEntry } from '../../shared/data/time-entries.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { allowTimeEntry } from '../../shared/http/time-entry-changes.ts';
import { validate } from '../../shared/http/validation.ts';

export const handler = defineEndpoint(timeEntryOperations.updateTimeEntry, (request) => {
  const { params, body, ifMatch, change } = request;
  return updateTimeEntry(
    params,
    ifMatch,
    async (current, task) => {
      await allowTimeEntry(request, current, task);
      const patched = mergePatch(writableFields(current, timeEntryFields), body);
      return validate(timeEntryFields, patched, 'patched time entry');
    },
    change,
  );
});
