import { timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { listTimeEntries } from '../../shared/data/time-entries.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { daysOf } from '../../shared/domain/time-entries.ts';
import { userIdOf } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  timeEntryOperations.listTimeEntries,
  async ({ query, caller, allow, cursors }) => {
    const { studio } = caller;
    const { projectId, limit } = query;
    const userId = userIdOf(query.userId, caller);
    if (projectId !== undefined) allow(projectResource(projectId), 'project.read');
    allow({ kind: 'timeEntry', id: userId, userId, ...(projectId !== undefined && { projectId }) });
    const startAfter = await cursors.open();
    const page = await listTimeEntries(studio, { userId, projectId, days: daysOf(query) }, { limit, startAfter });
    return { items: page.entries, nextCursor: await cursors.seal(page.next) };
  },
);
