import { memberOperations } from '../../shared/contract/members.ts';
import { removeMember } from '../../shared/data/members.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(memberOperations.removeMember, async ({ params, ifMatch, change, allow }) => {
  const { projectId, userId } = params;
  allow({ kind: 'member', id: userId, projectId });
  await removeMember({ projectId, userId }, { expected: ifMatch }, change);
  return undefined;
});
