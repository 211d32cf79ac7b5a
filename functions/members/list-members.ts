import { memberOperations } from '../../shared/contract/members.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listMembers } from '../../shared/data/members.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(memberOperations.listMembers, async ({ params, query, caller, allow }) => {
  const { studio, userId } = caller;
  const { projectId } = params;
  allow({ kind: 'member', id: projectId, projectId });
  const scope = { studio, userId, operation: 'listMembers', query: { ...query, projectId } };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const [page] = await Promise.all([
    listMembers(studio, projectId, { limit: query.limit, startAfter }),
    recentProject(studio, projectId),
  ]);
  return { items: page.members, nextCursor: page.next && (await sealCursor(page.next, scope)) };
});
