import { memberOperations } from '../../shared/contract/members.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';

/** Each client has a project and somebody of its own to put into it. */
const ownMember = ({ seeded: { workshop }, writer }: World, client: number) => ({
  token: writer.token,
  params: { projectId: workshop.projectIds[client] as string, userId: workshop.userIds[client] as string },
});

const memberKey = ({ seeded, artist }: World) => keys.member(seeded.studio, seeded.projectId, artist(0).userId);

export const memberCases = {
  listMembers: ({ planner, raw, seeded: { studio, projectId } }) => ({
    request: (client) => ({ token: planner(client).token, params: { projectId } }),
    raw: () => raw.query({ equals: { pk: keys.project(studio, projectId).pk }, beginsWith: 'M#', limit: 51 }),
  }),
  setMember: (world) => {
    let turn = 0;
    return {
      request: (client) => {
        turn += 1;
        return { ...ownMember(world, client), body: { role: turn % 2 === 0 ? 'artist' : 'viewer' } };
      },
      raw: () => world.raw.change(memberKey(world), { role: ['artist', 'viewer'] }),
    };
  },
  removeMember: (world) => ({
    before: (client) =>
      world.call(memberOperations.setMember, { ...ownMember(world, client), body: { role: 'artist' } }),
    request: (client) => ownMember(world, client),
    raw: () => world.raw.change(memberKey(world), { archivedAt: ['2026-01-05T08:00:00.000Z', null] }),
  }),
} satisfies Record<keyof typeof memberOperations, MakeCase>;
