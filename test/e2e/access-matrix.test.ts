import { beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../shared/contract/index.ts';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { type ProjectRole, type StudioRole, studioRoles } from '../../shared/contract/permissions.ts';
import { call } from './support/api.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

/**
 * Every operation of the contract × every role: as a member of the project, in another project only, and from another
 * studio. A new operation without its row does not compile.
 */
type OperationId = keyof typeof operations;

/** ok: it is done. none: 404, it may not even be seen. no: 403. */
type Outcome = 'ok' | 'none' | 'no';
type Row = Record<StudioRole, Outcome>;

/** The role that a person of each studio role has in the project, where they are a member. */
const asMember: Partial<Record<StudioRole, ProjectRole>> = {
  supervisor: 'supervisor',
  coordinator: 'manager',
  artist: 'artist',
  client: 'client',
};

const everyone: Row = { admin: 'ok', supervisor: 'ok', coordinator: 'ok', artist: 'ok', client: 'ok' };
const leads = (others: Outcome): Row => ({
  admin: 'ok',
  supervisor: 'ok',
  coordinator: 'ok',
  artist: others,
  client: others,
});
const planners = (others: Outcome): Row => ({ ...leads(others), supervisor: 'no' });

interface Expectation {
  /** What members of the project may do. */
  member: Row;
  /** What people of the studio may do who are not in the project; where it makes a difference. */
  outsider?: Row;
}

const seesAll = leads('none');
/** Whatever is asked of a project or task, people who are not in it and have no studio-wide role see nothing. */
const matrix: Record<OperationId, Expectation | 'public'> = {
  getHealth: 'public',
  getOpenapi: 'public',
  login: 'public',
  refreshTokens: 'public',
  getKeySet: 'public',
  logout: { member: everyone },
  getMe: { member: everyone },
  createWebsocketTicket: { member: everyone },
  listProjects: { member: everyone },
  getProject: { member: everyone, outsider: seesAll },
  createProject: { member: planners('no') },
  replaceProject: { member: planners('no'), outsider: planners('no') },
  updateProject: { member: planners('no'), outsider: planners('no') },
  archiveProject: {
    member: planners('no'),
    outsider: { admin: 'ok', supervisor: 'no', coordinator: 'no', artist: 'no', client: 'no' },
  },
  restoreProject: {
    member: planners('no'),
    outsider: { admin: 'ok', supervisor: 'no', coordinator: 'no', artist: 'no', client: 'no' },
  },
  listTasks: { member: everyone, outsider: seesAll },
  getTask: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  createTask: { member: leads('no'), outsider: leads('no') },
  updateTask: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  archiveTask: { member: leads('no'), outsider: leads('no') },
  restoreTask: { member: leads('no'), outsider: leads('no') },
  listNotifications: { member: everyone },
  updateNotification: {
    member: { admin: 'none', supervisor: 'none', coordinator: 'none', artist: 'none', client: 'none' },
  },
};

const statusOf = { none: [404], no: [403], ok: [200, 201, 204] } satisfies Record<Outcome, number[]>;
const allOperations = Object.values(operations) as Operation[];
const guarded = allOperations.filter(({ id }) => matrix[id as OperationId] !== 'public');

let studio: TestStudio;
let rival: TestStudio;
const members = {} as Record<StudioRole, Person>;
const outsiders = {} as Record<StudioRole, Person>;
const rivals = {} as Record<StudioRole, Person>;

beforeAll(async () => {
  studio = await newStudio();
  rival = await newStudio();
  await studio.project('OWN');
  await studio.project('ELSE');
  await rival.project('THEIRS');
  for (const role of studioRoles) {
    const projectRole = asMember[role];
    members[role] = await studio.person(role, projectRole ? { OWN: projectRole } : {});
    outsiders[role] = await studio.person(role, role === 'artist' ? { ELSE: 'artist' } : {});
    rivals[role] = await rival.person(role, projectRole ? { THEIRS: projectRole } : {});
  }
}, 60_000);

let counter = 0;

/** A request that would succeed for whoever may make it, on things of their own making. */
async function attempt(operation: Operation, token: string | undefined) {
  const unique = `X${counter++}`;
  const needsTask = operation.path.includes('{taskId}');
  const task = needsTask ? await studio.task('OWN', unique) : undefined;
  const path = routePath(operation)
    .replace('{taskId}', task?.id)
    .replace('{projectId}', 'OWN')
    .replace('{notificationId}', 'notif_0');
  const query = operation.id === 'listTasks' ? '?projectId=OWN' : '';
  const bodies: Partial<Record<OperationId, object>> = {
    createProject: { id: unique, name: unique },
    replaceProject: { name: unique },
    updateProject: { description: unique },
    createTask: { projectId: 'OWN', shot: unique, task: 'comp' },
    updateTask: { priority: 'high' },
    updateNotification: { isRead: true },
    login: { username: unique, password: unique },
    refreshTokens: { refreshToken: unique },
  };
  const body = bodies[operation.id as OperationId];
  const answer = await call(operation.method, `${path}${query}`, { token, ...(body && { body }) });
  if (operation.id === 'archiveProject' && answer.status === 200)
    await studio.admin.api('POST', '/projects/OWN/restore');
  return answer.status;
}

/** Signing out is tried with a session of its own. */
async function freshToken(person: Person): Promise<string> {
  const { startSession } = await import('../../shared/data/sessions.ts');
  const { authorityOf } = await import('../../shared/data/authority.ts');
  const { tokensFor } = await import('../../shared/http/tokens.ts');
  const { session, refreshToken } = await startSession({ studio: person.studio, userId: person.id, clientType: 'web' });
  const authority = await authorityOf(person.studio, person.id, session.sessionId);
  if (!authority) throw new Error('no session');
  return (await tokensFor(session, authority, refreshToken)).accessToken;
}

describe.each(guarded.map(({ id }) => id as OperationId))('%s', (id) => {
  const operation: Operation = operations[id];
  const expected = matrix[id] as Expectation;
  const tokenFor = (person: Person) => (id === 'logout' ? freshToken(person) : Promise.resolve(person.token));

  it('is for members of the project by their role', async () => {
    for (const role of studioRoles) {
      const status = await attempt(operation, await tokenFor(members[role]));
      expect({ role, status }).toEqual({ role, status: expect.toBeOneOf(statusOf[expected.member[role]]) });
    }
  });

  it('is for others of the studio by their role', async () => {
    const rows = expected.outsider ?? expected.member;
    for (const role of studioRoles) {
      const status = await attempt(operation, await tokenFor(outsiders[role]));
      // who has no studio-wide role may be told less: that there is nothing
      const accepted = rows[role] === 'no' ? [403, 404] : statusOf[rows[role]];
      expect({ role, status }).toEqual({ role, status: expect.toBeOneOf(accepted) });
    }
  });

  it('reaches nothing of another studio', async () => {
    const aboutSomething = operation.path.includes('{') || id === 'listTasks' || id === 'createTask';
    if (!aboutSomething) return;
    for (const role of studioRoles) {
      const status = await attempt(operation, rivals[role].token);
      expect({ role, status }).toEqual({ role, status: expect.toBeOneOf([403, 404]) });
    }
  });

  it('is for nobody without a token', async () => {
    expect(await attempt(operation, undefined)).toBe(401);
    expect(await attempt(operation, 'a.b.c')).toBe(401);
  });
});

describe('what is public', () => {
  it('is exactly what the contract says', () => {
    const declared = allOperations.filter(({ access }) => access === 'public').map(({ id }) => id);
    const expected = Object.keys(matrix).filter((id) => matrix[id as OperationId] === 'public');
    expect(declared.sort()).toEqual(expected.sort());
  });
});
