import * as z from 'zod';
import { etagOf } from './etag.ts';
import { operation } from './operation.ts';
import { projectRoles } from './permissions.ts';
import { entity, id, page } from './primitives.ts';
import { projectId } from './projects.ts';

export const member = z
  .object({
    userId: id,
    projectId,
    role: z.enum(projectRoles),
    username: z.string(),
    displayName: z.string(),
    ...entity,
  })
  .meta({ id: 'Member', description: 'Somebody in a project, and as what.' });

export type Member = z.output<typeof member>;

const domain = 'members';
const params = z.object({ projectId, userId: id });
const etag = (data: Pick<Member, 'revision'>) => etagOf(data.revision);

export const memberOperations = {
  listMembers: operation({
    id: 'listMembers',
    domain,
    method: 'GET',
    path: '/projects/{projectId}/members',
    summary: 'List the members of a project',
    description:
      'With the role of each in the project. Admins, supervisors and coordinators of the studio see it without ' +
      'being members.',
    access: 'member.read',
    params: z.object({ projectId }),
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: member },
  }),
  setMember: operation({
    id: 'setMember',
    domain,
    method: 'PUT',
    path: '/projects/{projectId}/members/{userId}',
    summary: 'Add a member, or change their role',
    description: 'Takes effect everywhere within five seconds, open sockets included.',
    access: 'member.change',
    params,
    body: z.strictObject({ role: z.enum(projectRoles) }),
    creates: true,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: member, etag },
    uses: ['tableWrite'],
  }),
  removeMember: operation({
    id: 'removeMember',
    domain,
    method: 'DELETE',
    path: '/projects/{projectId}/members/{userId}',
    summary: 'Remove a member from a project',
    description: 'Takes effect everywhere within five seconds, open sockets included.',
    access: 'member.change',
    params,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
  }),
} as const;
