import { ApiError, notFound } from '../contract/errors.ts';
import type { Member } from '../contract/members.ts';
import type { ProjectRole } from '../contract/permissions.ts';
import { system } from '../domain/events.ts';
import { nestedId, nestedParts } from '../domain/nested-id.ts';
import { refuseDeactivated } from '../domain/users.ts';
import { changeEntity, put, untilWritten } from './entities.ts';
import { type Alongside, type Change, type EntityKind, entityOf, type Versioned } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { getItem, type Item, type Paging, queryAll, queryPage, type StartKey } from './table.ts';
import { getUser, usersById } from './users.ts';

/** A membership as it is stored; a removed one stays, archived, so that its history goes on when it comes back. */
interface Membership extends Versioned {
  projectId: string;
  userId: string;
  role: ProjectRole;
}

/** A role in a project stands on the project, and in what decides on the member's requests. */
const membershipKind: EntityKind<Membership> = {
  name: 'member',
  onFeed: false,
  key(studio, id) {
    const { parent, own } = nestedParts(id);
    return keys.member(studio, parent, own);
  },
  eventKey(studio, id, revision) {
    const { parent, own } = nestedParts(id);
    return keys.memberEvent(studio, parent, own, revision);
  },
  toItem: (entity, studio) => ({ ...entity, studio }),
  alongside(_, after): Alongside[] {
    const { projectId, userId, role, archivedAt, studio } = after as unknown as Membership & { studio: string };
    const removed = archivedAt !== null;
    return [
      {
        write: {
          Update: {
            Key: keys.userAuth(studio, userId),
            UpdateExpression: removed ? 'REMOVE projects.#project' : 'SET projects.#project = :role',
            // somebody may be deactivated meanwhile
            ConditionExpression: removed ? 'attribute_exists(pk)' : 'active = :true',
            ExpressionAttributeNames: { '#project': projectId },
            ...(!removed && { ExpressionAttributeValues: { ':role': role, ':true': true } }),
          },
        },
        refused: () =>
          removed ? notFound('user', userId) : new ApiError('CONFLICT', `"${userId}" was deactivated meanwhile.`),
      },
    ];
  },
  about: ({ projectId }) => ({ projectId: projectId as string, about: {} }),
};

/** One that was removed too, archived. */
async function findMembership(studio: string, projectId: string, userId: string): Promise<Membership | undefined> {
  const item = await getItem<Item & Membership>(keys.member(studio, projectId, userId));
  return item && entityOf(item);
}

async function toMembers(studio: string, memberships: readonly Membership[]): Promise<Member[]> {
  const people = await usersById(
    studio,
    memberships.map(({ userId }) => userId),
  );
  return memberships.flatMap((membership) => {
    const person = people.find(({ id }) => id === membership.userId);
    return person ? [{ ...membership, username: person.username, displayName: person.displayName }] : [];
  });
}

/**
 * Gives a person a role in a project, or changes it.
 * @throws NOT_FOUND when there is no such person, CONFLICT when they are deactivated, VERSION_CONFLICT
 */
export async function setMember(
  wanted: { projectId: string; userId: string; role: ProjectRole },
  options: { expected?: number | undefined },
  change: Change,
): Promise<Member> {
  const { projectId, userId } = wanted;
  const membershipWanted = {
    entity: { id: nestedId(projectId, userId), ...wanted },
    ...{ expected: options.expected, gone: `"${userId}" is no member of "${projectId}" now.` },
    ...({ added: 'member.added', updated: 'member.updated' } as const),
  };
  return untilWritten(
    () => `"${userId}" is`,
    async () => {
      const [person, existing] = await Promise.all([
        getUser(change.studio, userId),
        findMembership(change.studio, projectId, userId),
      ]);
      refuseDeactivated(person);
      const membership = await put(membershipKind, existing, membershipWanted, change);
      return { ...membership, username: person.username, displayName: person.displayName };
    },
  );
}

/**
 * Takes a person out of a project.
 * @throws NOT_FOUND when they are not in it, VERSION_CONFLICT
 */
export async function removeMember(
  { projectId, userId }: { projectId: string; userId: string },
  options: { expected: number | undefined },
  change: Change,
): Promise<void> {
  await changeEntity(
    membershipKind,
    {
      type: 'member.removed',
      expected: options.expected,
      async load() {
        const current = await findMembership(change.studio, projectId, userId);
        if (current?.archivedAt !== null) throw notFound('member', userId);
        return current;
      },
      decide: (current) => ({ ...current, archivedAt: new Date().toISOString() }),
    },
    change,
  );
}

const ofProject = (studio: string, projectId: string) =>
  ({
    equals: { pk: keys.project(studio, projectId).pk },
    range: { attribute: 'sk', beginsWith: 'M#' },
    filter: { expression: '#archivedAt = :none', names: { '#archivedAt': 'archivedAt' }, values: { ':none': null } },
  }) as const;

/** The members of a project, by role. */
export function membersOf(studio: string, projectId: string): Promise<{ userId: string; role: ProjectRole }[]> {
  return queryAll<{ userId: string; role: ProjectRole }>(ofProject(studio, projectId));
}

/** A page of a project's members. */
export async function listMembers(
  studio: string,
  projectId: string,
  options: Paging,
): Promise<{ members: Member[]; next?: StartKey }> {
  const { items, next } = await queryPage<Membership & Item>({ ...ofProject(studio, projectId), ...options });
  return { members: await toMembers(studio, items), ...(next && { next }) };
}

/** For operators and demo data: a member without a request behind it. */
export async function enrol(studio: string, projectId: string, userId: string, role: ProjectRole): Promise<void> {
  await setMember({ projectId, userId, role }, {}, { studio, actor: system });
}
