import { describe, expect, it } from 'vitest';
import { operations } from '../../shared/contract/index.ts';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { type ProjectRole, type StudioRole, studioRoles } from '../../shared/contract/permissions.ts';
import { asBody, call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
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
/** Of what is somebody else’s. */
const nobody: Row = { admin: 'none', supervisor: 'none', coordinator: 'none', artist: 'none', client: 'none' };
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
  exportTasks: { member: everyone, outsider: seesAll },
  importTasks: { member: leads('no'), outsider: leads('no') },
  listImports: { member: leads('no'), outsider: leads('no') },
  getImport: { member: leads('no'), outsider: leads('no') },
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
  listTaskDependencies: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  addTaskDependency: { member: leads('no'), outsider: leads('no') },
  removeTaskDependency: { member: leads('no'), outsider: leads('no') },
  listShots: { member: everyone, outsider: seesAll },
  getShot: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  createShot: { member: leads('no'), outsider: leads('no') },
  updateShot: { member: leads('no'), outsider: leads('no') },
  archiveShot: { member: leads('no'), outsider: leads('no') },
  restoreShot: { member: leads('no'), outsider: leads('no') },
  listAssets: { member: everyone, outsider: seesAll },
  getAsset: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  createAsset: { member: leads('no'), outsider: leads('no') },
  updateAsset: { member: leads('no'), outsider: leads('no') },
  archiveAsset: { member: leads('no'), outsider: leads('no') },
  restoreAsset: { member: leads('no'), outsider: leads('no') },
  listSequences: { member: everyone, outsider: seesAll },
  getSequence: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  createSequence: { member: leads('no'), outsider: leads('no') },
  updateSequence: { member: leads('no'), outsider: leads('no') },
  archiveSequence: { member: leads('no'), outsider: leads('no') },
  restoreSequence: { member: leads('no'), outsider: leads('no') },
  listShotCasting: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  listAssetCasting: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  castAsset: { member: leads('no'), outsider: leads('no') },
  uncastAsset: { member: leads('no'), outsider: leads('no') },
  createVersion: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  listVersions: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  getVersion: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  updateVersion: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  lockVersion: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  unlockVersion: {
    member: leads('no'),
    outsider: { admin: 'ok', supervisor: 'ok', coordinator: 'no', artist: 'none', client: 'no' },
  },
  publishVersion: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  archiveVersion: { member: leads('no'), outsider: { ...leads('none'), client: 'no' } },
  compareVersions: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  versionStatistics: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  createSubmission: { member: leads('no'), outsider: leads('no') },
  listSubmissions: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  generatePaths: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  validatePath: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  createTimeEntry: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  updateTimeEntry: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  deleteTimeEntry: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  listTaskTimeEntries: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  // one’s own, of which a client has none
  listTimeEntries: { member: everyone },
  sumTimeEntries: { member: everyone, outsider: seesAll },
  createComment: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  listComments: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  updateComment: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  deleteComment: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  listCommentHistory: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  // clients write to nobody, and nobody to them: they have no thread
  listThreads: { member: everyone },
  sendMessage: { member: { ...everyone, client: 'no' } },
  getThread: { member: { ...everyone, client: 'none' } },
  listThreadMessages: { member: { ...everyone, client: 'none' } },
  readThread: { member: { ...everyone, client: 'none' } },
  updateMessage: { member: { ...everyone, client: 'no' } },
  deleteMessage: { member: { ...everyone, client: 'no' } },
  listNotifications: { member: everyone },
  createNotification: { member: leads('no'), outsider: leads('no') },
  notificationStats: { member: everyone },
  bulkNotifications: { member: everyone },
  getNotification: { member: nobody },
  deleteNotification: { member: nobody },
  getNotificationPreferences: { member: everyone },
  setNotificationPreferences: { member: everyone },
  listWatches: { member: everyone },
  watchTask: { member: { ...everyone, client: 'none' }, outsider: seesAll },
  watchProject: { member: { ...everyone, client: 'no' }, outsider: { ...leads('none'), client: 'no' } },
  // one’s own watching, of which nothing tells whether the thing is there
  unwatchTask: { member: everyone },
  unwatchProject: { member: everyone },
  updateNotification: { member: nobody },
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
  listFeatureFlags: { member: everyone },
  listFeatureFlagRules: { member: admins('no') },
  setFeatureFlagRule: { member: admins('no') },
  removeFeatureFlagRule: { member: admins('no') },
  listAudit: { member: admins('no') },
  listDeprecatedUse: { member: admins('no') },
};

const statusOf = { none: [404], no: [403], ok: [200, 201, 204] } satisfies Record<Outcome, number[]>;
const allOperations = Object.values(operations) as Operation[];
const guarded = allOperations.filter(({ id }) => matrix[id as OperationId] !== 'public');

let studio: TestStudio;
let rival: TestStudio;
const members = {} as Record<StudioRole, Person>;
const outsiders = {} as Record<StudioRole, Person>;
const rivals = {} as Record<StudioRole, Person>;

setUp(async () => {
  shared.clear();
  studio = await newStudio();
  rival = await newStudio();
  await studio.project('OWN');
  await studio.project('ELSE');
  await rival.project('THEIRS');
  await Promise.all(
    studioRoles.map(async (role) => {
      const projectRole = asMember[role];
      members[role] = await studio.person(role, projectRole ? { OWN: projectRole } : {});
      outsiders[role] = await studio.person(role, role === 'artist' ? { ELSE: 'artist' } : {});
      rivals[role] = await rival.person(role, projectRole ? { THEIRS: projectRole } : {});
    }),
  );
});

let counter = 0;

async function newVersion(taskId = ''): Promise<string> {
  const { body } = await studio.admin.api('POST', `/tasks/${taskId}/versions`, { body: {} });
  return body.data.label;
}

/** What may be published, and anything else. */
async function approvedVersion(taskId = ''): Promise<string> {
  const label = await newVersion(taskId);
  for (const status of ['review', 'approved'])
    await studio.admin.api('PATCH', `/tasks/${taskId}/versions/${label}`, { body: { status } });
  return label;
}

/** Hours of whoever is to change them, where these are somebody of the studio. */
async function newTimeEntry(person: Person, taskId = ''): Promise<string> {
  const userId = person.studio === studio.name ? person.id : studio.admin.id;
  const body = { date: '2025-08-29', hours: 1, userId };
  return (await studio.admin.api('POST', `/tasks/${taskId}/time-entries`, { body })).body.data.id;
}

/** A comment of whoever is to change it, where they may write one. */
async function newComment(person: Person, taskId = ''): Promise<string> {
  const path = `/tasks/${taskId}/comments`;
  const own = await person.api('POST', path, { body: { text: 'mine' } });
  const { body } = own.status === 201 ? own : await studio.admin.api('POST', path, { body: { text: 'theirs' } });
  return body.data.id;
}

async function newItem(collection: string): Promise<string> {
  const body = { name: `B${counter++}` };
  return (await studio.admin.api('POST', `/projects/OWN/${collection}`, { body })).body.data.id;
}

/** A thread that somebody began, where they may. */
async function newThread(person: Person): Promise<string> {
  const write = (by: Person, to: Person) =>
    by.api('POST', '/messages', { body: { to: [to.username], text: 'A first message' } });
  const own = await write(person, studio.admin);
  const { body } = own.status === 201 ? own : await write(studio.admin, members.artist);
  return body.data.threadId;
}

/** What a request is about; what stands further left in its path is there already. */
const targets: Record<string, (person: Person, known: Record<string, string>) => Promise<string>> = {
  projectId: async () => 'OWN',
  taskId: async () => (await studio.task('OWN', `T${counter++}`)).id,
  blockingTaskId: async () => (await studio.task('OWN', `T${counter++}`)).id,
  version: (_, { taskId }) => approvedVersion(taskId),
  entryId: (person, { taskId }) => newTimeEntry(person, taskId),
  commentId: (person, { taskId }) => newComment(person, taskId),
  threadId: (person) => newThread(person),
  number: async () => '1',
  notificationId: async () => 'notif_0',
  userId: async () => (await studio.person('artist', { OWN: 'viewer' })).id,
  sessionId: async (person) => (await person.newSession()).sessionId,
  shotId: () => newItem('shots'),
  assetId: () => newItem('assets'),
  sequenceId: () => newItem('sequences'),
  importId: async () => {
    const options = { raw: `Shot,Task\nI${counter++},comp`, headers: { 'content-type': 'text/csv' } };
    return (await studio.admin.api('POST', '/tasks/import?projectId=OWN', options)).body.data.importId;
  },
  flagKey: async () => 'direct-messages',
  apiKeyId: async () => {
    const body = { name: `Key ${counter++}`, scopes: ['task.read'] };
    return (await studio.admin.api('POST', '/api-keys', { body })).body.data.id;
  },
};

const shared = new Map<string, Promise<unknown>>();

/** What is made the first time that it is asked for, and stays as it is. */
function once<T>(key: string, make: () => Promise<T>): Promise<T> {
  const made = shared.get(key) ?? make();
  shared.set(key, made);
  return made as Promise<T>;
}

/** A thing made for one request alone where that may change it; whoever is refused, or reads, may ask for the same. */
async function pathFor(operation: Operation, person: Person, isLetIn: boolean): Promise<string> {
  const id = operation.id as OperationId;
  const isChanged = isLetIn && operation.method !== 'GET';
  let path = routePath(operation);
  const known: Record<string, string> = {};
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    const make = targets[name];
    if (!make) throw new Error(`Say in this test what {${name}} is`);
    // a thread is read by whoever is in it
    const key = isLetIn && name === 'threadId' ? `${name} of ${person.id}` : name;
    known[name] = isChanged ? await make(person, known) : await once(key, () => make(person, known));
    path = path.replace(`{${name}}`, known[name]);
  }
  const prepare = async () => prepared[id]?.(known);
  await (isChanged ? prepare() : once(id, prepare));
  return `${path}${queries[id] ?? ''}`;
}

/** What must be there beside what the path names. */
const prepared: Partial<Record<OperationId, (known: Record<string, string>) => Promise<unknown>>> = {
  compareVersions: ({ taskId }) => newVersion(taskId),
  createSubmission: ({ taskId }) => newVersion(taskId),
  removeFeatureFlagRule: () => studio.admin.api('PUT', '/feature-flags/direct-messages', { body: { percentage: 100 } }),
  uncastAsset: ({ shotId, assetId }) =>
    studio.admin.api('PUT', `/projects/OWN/shots/${shotId}/casting/${assetId}`, { body: {} }),
};

const queries: Partial<Record<OperationId, string>> = {
  listTasks: '?projectId=OWN',
  countTasks: '?projectId=OWN',
  exportTasks: '?projectId=OWN',
  importTasks: '?projectId=OWN',
  listImports: '?projectId=OWN',
  search: '?projectId=OWN&q=x',
  listProjectChanges: '?after=0',
  compareVersions: '?from=1&to=1',
  sumTimeEntries: '?groupBy=day&projectId=OWN',
};

/** Bodies that would be taken from whoever may send them. */
const bodies: Partial<Record<OperationId, (unique: string) => object | string>> = {
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
  createVersion: () => ({}),
  updateVersion: (unique) => ({ description: unique }),
  lockVersion: () => ({}),
  unlockVersion: () => ({}),
  publishVersion: () => ({}),
  createSubmission: () => ({ version: 1 }),
  generatePaths: (unique) => ({
    ...{ projectId: 'OWN', task: { shot: unique, task: 'comp' }, version: 1 },
    ...{ fileType: 'nuke_script', platform: 'windows' },
  }),
  validatePath: () => ({ projectId: 'OWN', path: 'V:\\OWN' }),
  createShot: (unique) => ({ name: unique }),
  createAsset: (unique) => ({ name: unique }),
  createSequence: (unique) => ({ name: unique }),
  updateShot: (unique) => ({ description: unique }),
  updateAsset: (unique) => ({ description: unique }),
  updateSequence: (unique) => ({ description: unique }),
  castAsset: () => ({}),
  createTimeEntry: () => ({ date: '2025-08-29', hours: 1 }),
  updateTimeEntry: () => ({ hours: 2 }),
  createComment: (unique) => ({ text: unique }),
  updateComment: (unique) => ({ text: unique }),
  importTasks: (unique) => `Shot,Task\n${unique},comp`,
  sendMessage: (unique) => ({ to: [studio.admin.username], text: unique }),
  readThread: () => ({}),
  updateMessage: (unique) => ({ text: unique }),
  updateNotification: () => ({ isRead: true }),
  createNotification: (unique) => ({
    ...{ userId: members.artist.id, type: 'announcement', title: unique, message: unique },
    data: { projectId: 'OWN' },
  }),
  bulkNotifications: () => ({ action: 'read', all: true }),
  setNotificationPreferences: () => ({ types: {} }),
  watchTask: () => ({ level: 'watch' }),
  watchProject: () => ({ level: 'watch' }),
  // what the current one is, nobody here knows: to be asked for it is to be let in
  changePassword: (unique) => ({ currentPassword: unique, newPassword: `a new one for ${unique}` }),
  createUser: (unique) => ({
    ...{ username: unique, displayName: unique, role: 'artist', password: `of no account but ${Math.random()}` },
  }),
  updateUser: () => ({ displayName: 'Somebody' }),
  resetPassword: () => ({ newPassword: `of no account but ${Math.random()}` }),
  setMember: () => ({ role: 'artist' }),
  createApiKey: (unique) => ({ name: unique, scopes: ['task.read'] }),
  setFeatureFlagRule: () => ({ percentage: 100 }),
};

/** Requests that somebody who may make them sees refused for another reason. */
const letIn: Partial<Record<OperationId, number[]>> = { changePassword: [400] };

/** A request that would succeed for whoever may make it, on things of its own. */
async function attempt(operation: Operation, person: Person, token: string, isLetIn: boolean) {
  const body = bodies[operation.id as OperationId]?.(`X${counter++}`);
  const path = await pathFor(operation, person, isLetIn);
  // who may do what does not depend on how it is said
  const format = counter % 2 === 0 ? 'json' : 'msgpack';
  const answer = await call(operation.method, path, { token, format, ...asBody(operation, body) });
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
    // what they would reach is a rule of their own studio
    if (operation.domain === 'feature-flags') return;
    const inBody = ['createTask', 'bulkTasks', 'createNotification'].includes(id) || operation.domain === 'paths';
    const aboutSomething = operation.path.includes('{') || queries[id] || inBody;
    if (!aboutSomething || ['endSession', 'unwatchTask', 'unwatchProject'].includes(id)) return;
    expect(await ofAllRoles(operation, rivals)).toEqual(expecting(() => [403, 404]));
  });

  it('is for nobody without a token that is good', async () => {
    const refused = [undefined, 'a.b.c', await members.admin.expiredToken(), 'montu_bm90aGluZw_x'];
    const path = await pathFor(operation, members.admin, false);
    const body = bodies[id]?.('X');
    const answers = await Promise.all(
      refused.map((token) => call(operation.method, path, { token, ...asBody(operation, body) })),
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
