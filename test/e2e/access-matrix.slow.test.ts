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

const admins = (others: Outcome): Row => ({
  ...{ admin: 'ok', supervisor: others, coordinator: others, artist: others, client: others },
});
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
  listProjectChanges: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  listTasks: { member: everyone, outsider: seesAll },
  countTasks: { member: everyone, outsider: seesAll },
  search: { member: everyone, outsider: seesAll },
  replaceTask: { member: leads('no'), outsider: leads('no') },
  listTaskHistory: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  revertTask: { member: leads('no'), outsider: leads('no') },
  bulkTasks: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  getTask: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  createTask: { member: leads('no'), outsider: leads('no') },
  updateTask: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  archiveTask: { member: leads('no'), outsider: leads('no') },
  restoreTask: { member: leads('no'), outsider: leads('no') },
  listNotifications: { member: everyone },
  updateNotification: {
    member: { admin: 'none', supervisor: 'none', coordinator: 'none', artist: 'none', client: 'none' },
  },
  listSessions: { member: everyone },
  endSession: { member: everyone },
  changePassword: { member: everyone },
  // a client finds only themselves there
  listUsers: { member: everyone },
  createUser: { member: admins('no') },
  getUser: { member: { ...everyone, client: 'none' } },
  updateUser: { member: { ...admins('no'), client: 'none' } },
  deactivateUser: { member: admins('no') },
  reactivateUser: { member: admins('no') },
  resetPassword: { member: admins('no') },
  exportPersonalData: { member: { ...admins('no'), client: 'none' } },
  erasePersonalData: { member: admins('no') },
  listMembers: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  setMember: { member: planners('no'), outsider: planners('no') },
  removeMember: { member: planners('no'), outsider: planners('no') },
  listApiKeys: { member: admins('no') },
  createApiKey: { member: admins('no') },
  revokeApiKey: { member: admins('no') },
  listAudit: { member: admins('no') },
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

/** What a request is about. */
const targets: Record<string, (person: Person) => Promise<string>> = {
  projectId: async () => 'OWN',
  taskId: async () => (await studio.task('OWN', `T${counter++}`)).id,
  notificationId: async () => 'notif_0',
  userId: async () => (await studio.person('artist', { OWN: 'viewer' })).id,
  sessionId: async (person) => (await person.newSession()).sessionId,
  apiKeyId: async () => {
    const body = { name: `Key ${counter++}`, scopes: ['task.read'] };
    return (await studio.admin.api('POST', '/api-keys', { body })).body.data.id;
  },
};

const shared = new Map<string, Promise<string>>();

/** A thing made for one request alone where that may change it; whoever is refused may all ask for the same. */
function targetFor(name: string, person: Person, isLetIn: boolean): Promise<string> {
  const make = targets[name];
  if (!make) throw new Error(`Say in this test what {${name}} is`);
  if (isLetIn) return make(person);
  const known = shared.get(name) ?? make(person);
  shared.set(name, known);
  return known;
}

async function pathFor(operation: Operation, person: Person, isLetIn: boolean): Promise<string> {
  let path = routePath(operation);
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    path = path.replace(`{${name}}`, await targetFor(name, person, isLetIn));
  }
  return `${path}${queries[operation.id as OperationId] ?? ''}`;
}

const queries: Partial<Record<OperationId, string>> = {
  listTasks: '?projectId=OWN',
  countTasks: '?projectId=OWN',
  search: '?projectId=OWN&q=x',
  listProjectChanges: '?after=0',
};

/** Bodies that would be taken from whoever may send them. */
const bodies: Partial<Record<OperationId, (unique: string) => object>> = {
  createProject: (unique) => ({ id: unique, name: unique }),
  replaceProject: (unique) => ({ name: unique }),
  updateProject: (unique) => ({ description: unique }),
  createTask: (unique) => ({ projectId: 'OWN', shot: unique, task: 'comp' }),
  updateTask: () => ({ priority: 'high' }),
  replaceTask: (unique) => ({ shot: unique, task: 'comp' }),
  revertTask: () => ({ revision: 1 }),
  bulkTasks: (unique) => ({
    operations: [{ op: 'create', data: { projectId: 'OWN', shot: unique, task: 'comp' } }],
  }),
  updateNotification: () => ({ isRead: true }),
  // what the current one is, nobody here knows: to be asked for it is to be let in
  changePassword: (unique) => ({ currentPassword: unique, newPassword: `a new one for ${unique}` }),
  createUser: (unique) => ({
    ...{ username: unique, displayName: unique, role: 'artist', password: `of no account but ${Math.random()}` },
  }),
  updateUser: () => ({ displayName: 'Somebody' }),
  resetPassword: () => ({ newPassword: `of no account but ${Math.random()}` }),
  setMember: () => ({ role: 'artist' }),
  createApiKey: (unique) => ({ name: unique, scopes: ['task.read'] }),
};

/** Requests that somebody who may make them sees refused for another reason. */
const letIn: Partial<Record<OperationId, number[]>> = { changePassword: [400] };

/** A request that would succeed for whoever may make it, on things of its own. */
async function attempt(operation: Operation, person: Person, token: string, isLetIn: boolean) {
  const body = bodies[operation.id as OperationId]?.(`X${counter++}`);
  const path = await pathFor(operation, person, isLetIn);
  const answer = await call(operation.method, path, { token, ...(body && { body }) });
  if (operation.id === 'archiveProject' && answer.status === 200)
    await studio.admin.api('POST', '/projects/OWN/restore');
  return answer.status;
}

/** Requests of all roles; one after the other where they are about the one project. */
async function ofAllRoles(operation: Operation, people: Record<StudioRole, Person>, expected?: Row) {
  const results: [StudioRole, number][] = [];
  const one = async (role: StudioRole) => {
    const person = people[role];
    const token = operation.id === 'logout' ? (await person.newSession()).token : person.token;
    results.push([role, await attempt(operation, person, token, expected?.[role] === 'ok')]);
  };
  if (operation.domain === 'projects') for (const role of studioRoles) await one(role);
  else await Promise.all(studioRoles.map(one));
  return Object.fromEntries(results) as Record<StudioRole, number>;
}

const accepted = (id: OperationId, outcome: Outcome) =>
  outcome === 'ok' ? (letIn[id] ?? statusOf.ok) : statusOf[outcome];
const expecting = (statuses: (role: StudioRole) => number[]) =>
  Object.fromEntries(studioRoles.map((role) => [role, expect.toBeOneOf(statuses(role))]));

describe.each(guarded.map(({ id }) => id as OperationId))('%s', (id) => {
  const operation: Operation = operations[id];
  const expected = matrix[id] as Expectation;

  it('is for members of the project by their role', async () => {
    expect(await ofAllRoles(operation, members, expected.member)).toEqual(
      expecting((role) => accepted(id, expected.member[role])),
    );
  });

  // what is about no project is the same for whoever is not in it
  const { outsider: rows } = expected;
  if (rows)
    it('is for others of the studio by their role', async () => {
      expect(await ofAllRoles(operation, outsiders, rows)).toEqual(
        // who has no studio-wide role may be told less: that there is nothing
        expecting((role) => (rows[role] === 'no' ? [403, 404] : accepted(id, rows[role]))),
      );
    });

  it('reaches nothing of another studio', async () => {
    const aboutSomething = operation.path.includes('{') || queries[id] || id === 'createTask' || id === 'bulkTasks';
    if (!aboutSomething || id === 'endSession') return;
    expect(await ofAllRoles(operation, rivals)).toEqual(expecting(() => [403, 404]));
  });

  it('is for nobody without a token that is good', async () => {
    const refused = [undefined, 'a.b.c', await members.admin.expiredToken(), 'montu_bm90aGluZw_x'];
    const path = await pathFor(operation, members.admin, false);
    const body = bodies[id]?.('X');
    const answers = await Promise.all(
      refused.map((token) => call(operation.method, path, { token, ...(body && { body }) })),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });
});

describe('what is public', () => {
  it('is exactly what the contract says', () => {
    const declared = allOperations.filter(({ access }) => access === 'public').map(({ id }) => id);
    const expected = Object.keys(matrix).filter((id) => matrix[id as OperationId] === 'public');
    expect(declared.sort()).toEqual(expected.sort());
  });
});
