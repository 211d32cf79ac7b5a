import { memberOperations } from '../../shared/contract/members.ts';
import { setMember } from '../../shared/data/members.ts';
import { checkedByProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  memberOperations.setMember,
  async ({ params, body, ifMatch, caller, change, allow }) => {
    const { projectId, userId } = params;
    allow({ kind: 'member', id: userId, projectId });
    await checkedByProject(caller.studio, projectId, refuseArchived);
    return setMember({ projectId, userId, role: body.role }, { expected: ifMatch }, change);
  },
);
