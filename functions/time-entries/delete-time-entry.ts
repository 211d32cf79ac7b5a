import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { removeTimeEntry } from '../../shared/data/time-entries.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { allowTimeEntry } from '../../shared/http/time-entry-changes.ts';

export const handler = defineEndpoint(timeEntryOperations.deleteTimeEntry, async (request) => {
  const { params, ifMatch, change } = request;
  await removeTimeEntry(params, ifMatch, (current, task) => allowTimeEntry(request, current, task), change);
  return undefined;
});
