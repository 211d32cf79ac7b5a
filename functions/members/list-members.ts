import { memberOperations } from '../../shared/contract/members.ts';
import { listMembers } from '../../shared/data/members.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  memberOperations.listMembers,
  async ({ params, query, caller, allow, cursors }) => {
    const { studio } = caller;
    const { projectId } = params;
    allow({ kind: 'member', id: projectId, projectId });
    const startAfter = await cursors.open();
    const [page] = await Promise.all([
      listMembers(studio, projectId, { limit: query.limit, startAfter }),
      recentProject(studio, projectId),
    ]);
    return { items: page.members, nextCursor: await cursors.seal(page.next) };
  },
);
