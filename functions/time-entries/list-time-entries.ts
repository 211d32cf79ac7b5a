import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listTimeEntries } from '../../shared/data/time-entries.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { daysOf } from '../../shared/domain/time-entries.ts';
import { userIdOf } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = timeEntryOperations.listTimeEntries;

export const handler = defineEndpoint(operation, async ({ query, caller, allow }) => {
  const { studio } = caller;
  const { projectId, limit } = query;
  const userId = userIdOf(query.userId, caller);
  if (projectId !== undefined) allow(projectResource(projectId), 'project.read');
  allow({ kind: 'timeEntry', id: userId, userId, ...(projectId !== undefined && { projectId }) });
  const scope = { studio, userId: caller.userId, operation: operation.id, query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const page = await listTimeEntries(studio, { userId, projectId, days: daysOf(query) }, { limit, startAfter });
  return { items: page.entries, nextCursor: page.next && (await sealCursor(page.next, scope)) };
});
