import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../shared/contract/audit.ts';
import { operations } from '../../shared/contract/index.ts';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { type Answer, asBody, call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

/**
 * Every operation that changes something, called for real, and what the audit log tells of it. A new one without its row
 * does not compile.
 */
type Operations = typeof operations;
/** A question whose answer needs a body is a POST that changes nothing. */
type Asking = 'generatePaths' | 'validatePath';
type Changing = Exclude<
  { [K in keyof Operations]: Operations[K]['method'] extends 'GET' ? never : K }[keyof Operations],
  Asking
>;

let studio: TestStudio;
let admin: Person;
let counter = 0;
const unique = (prefix: string) => `${prefix}${counter++}`;
const somePassword = () => `of no account but ${Math.random()}`;

setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SHOW');
});

/** A call, and what is to be found of it. */
interface Done {
  params?: Record<string, string>;
  query?: string;
  body?: object | string;
  /** Whose token is sent; the admin's, if nothing is said. */
  by?: Person | 'nobody';
}
interface Told {
  type: AuditEntry['type'];
  /** `kind:id`. */
  entity: string;
  projectId?: string;
  /** Who did it; the admin, if nothing is said. */
  actor?: Person;
  changes: AuditEntry['changes'];
}

interface Row {
  does(): Promise<{ call: Done; tells?(answer: Answer): Told }>;
  /** Why no event tells of it. */
  tellsNothing?: string;
}

const own = async (): Promise<Person> => studio.person('artist', { SHOW: 'artist' });
const ofProject = async (fields = {}) => {
  const id = unique('P');
  await studio.project(id, fields);
  return { params: { projectId: id }, told: { entity: `project:${id}`, projectId: id } };
};
const ofTask = async (fields = {}) => {
  const { id } = await studio.task('SHOW', unique('SH'), { priority: 'low', ...fields });
  return { params: { taskId: id as string }, told: { entity: `task:${id}`, projectId: 'SHOW' } };
};
const ofVersion = async () => {
  const { params } = await ofTask();
  await admin.api('POST', `/tasks/${params.taskId}/versions`, { body: {} });
  const told = { entity: `version:${params.taskId}_v1`, projectId: 'SHOW' };
  return { params: { ...params, version: 'v001' }, told };
};
const ofTimeEntry = async () => {
  const { params } = await ofTask();
  const body = { date: '2025-08-29', hours: 2 };
  const { id } = (await admin.api('POST', `/tasks/${params.taskId}/time-entries`, { body })).body.data;
  const told = { entity: `timeEntry:${params.taskId}/${id}`, projectId: 'SHOW' };
  return { params: { ...params, entryId: id as string }, told };
};
const ofComment = async () => {
  const { params } = await ofTask();
  const { id } = (await admin.api('POST', `/tasks/${params.taskId}/comments`, { body: { text: 'Before' } })).body.data;
  const told = { entity: `comment:${params.taskId}/${id}`, projectId: 'SHOW' };
  return { params: { ...params, commentId: id as string }, told };
};
type ItemType = 'shot' | 'asset' | 'sequence';
const ofItem = async (type: ItemType) => {
  const { id } = (await admin.api('POST', `/projects/SHOW/${type}s`, { body: { name: unique('B') } })).body.data;
  const params = { projectId: 'SHOW', [`${type}Id`]: id as string };
  return { params, told: { entity: `${type}:SHOW/${id}`, projectId: 'SHOW' } };
};
async function itemUpdate(type: ItemType) {
  const { params, told } = await ofItem(type);
  const changes = { description: { old: '', new: 'After' } };
  return {
    call: { params, body: { description: 'After' } },
    tells: () => ({ type: `${type}.updated`, ...told, changes }),
  };
}
async function itemArchiving(type: ItemType) {
  const { params, told } = await ofItem(type);
  const changes = { archivedAt: { old: null, new: time } };
  return { call: { params }, tells: () => ({ type: `${type}.archived`, ...told, changes }) };
}
async function itemRestoration(type: ItemType) {
  const { params, told } = await ofItem(type);
  await admin.api('DELETE', `/projects/SHOW/${type}s/${params[`${type}Id`]}`);
  const changes = { archivedAt: { old: time, new: null } };
  return { call: { params }, tells: () => ({ type: `${type}.restored`, ...told, changes }) };
}
const ofCasting = async () => {
  const [shot, asset] = [await ofItem('shot'), await ofItem('asset')];
  const params = { projectId: 'SHOW', shotId: `${shot.params.shotId}`, assetId: `${asset.params.assetId}` };
  return { params, told: { entity: `casting:SHOW/${params.shotId}:${params.assetId}`, projectId: 'SHOW' } };
};
const ofMessage = async () => {
  const person = await own();
  const body = { to: [person.username], text: 'Before' };
  const { threadId } = (await admin.api('POST', '/messages', { body })).body.data;
  return { person, params: { threadId: threadId as string, number: '1' }, told: { entity: `message:${threadId}/1` } };
};
const ofFlag = { params: { flagKey: 'direct-messages' }, told: { entity: 'featureFlag:direct-messages' } };
const ofUser = async () => {
  const person = await own();
  return { person, params: { userId: person.id }, told: { entity: `user:${person.id}` } };
};
const apiKeyFields = () => ({ name: unique('key '), scopes: ['task.read'] });
const time = expect.stringMatching(/^\d{4}-.*Z$/);
const personal = '(personal)';

const inboxIsOwn = 'what somebody has read or deleted in their own inbox is nobody else’s, and gone in seven days';
const wishesAreOwn = 'what somebody wants to hear of is theirs, and changes nothing of a production';

const rows: Record<Changing, Row> = {
  login: {
    async does() {
      const person = await own();
      return {
        call: { by: 'nobody', body: { username: person.username, password, studio: studio.name } },
        tells: () => ({
          ...{ type: 'session.started', entity: `user:${person.id}`, actor: person },
          changes: { clientType: { old: null, new: 'web' } },
        }),
      };
    },
  },
  refreshTokens: {
    tellsNothing: 'goes on with a session whose beginning is told; it could be every hour of every client',
    does: async () => ({ call: { by: 'nobody', body: { refreshToken: (await own()).refreshToken } } }),
  },
  logout: {
    async does() {
      const person = await own();
      const changes = {
        reason: { old: null, new: 'signedOut' },
        sessionId: { old: null, new: person.sessionId },
      };
      return {
        call: { by: person },
        tells: () => ({ type: 'session.ended', entity: `user:${person.id}`, actor: person, changes }),
      };
    },
  },
  endSession: {
    async does() {
      const person = await own();
      const { sessionId } = await person.newSession();
      const changes = { reason: { old: null, new: 'ended' }, sessionId: { old: null, new: sessionId } };
      return {
        call: { by: person, params: { sessionId } },
        tells: () => ({ type: 'session.ended', entity: `user:${person.id}`, actor: person, changes }),
      };
    },
  },
  changePassword: {
    async does() {
      const person = await own();
      return {
        call: { by: person, body: { currentPassword: password, newPassword: somePassword() } },
        tells: () => ({
          ...{ type: 'user.passwordChanged', entity: `user:${person.id}`, actor: person },
          changes: {},
        }),
      };
    },
  },
  createWebsocketTicket: {
    tellsNothing: 'a ticket opens one socket of a session that is there, within 30 seconds, and shows nothing more',
    does: async () => ({ call: {} }),
  },
  createProject: {
    async does() {
      const id = unique('P');
      return {
        call: { body: { id, name: 'A show' } },
        tells: () => ({
          ...{ type: 'project.created', entity: `project:${id}`, projectId: id },
          changes: { name: { old: null, new: 'A show' } },
        }),
      };
    },
  },
  replaceProject: {
    async does() {
      const { params, told } = await ofProject({ name: 'Old', description: 'Before' });
      const changes = { name: { old: 'Old', new: 'New' }, description: { old: 'Before', new: '' } };
      return {
        call: { params, body: { name: 'New' } },
        tells: () => ({ type: 'project.updated', ...told, changes }),
      };
    },
  },
  updateProject: {
    async does() {
      const { params, told } = await ofProject({ description: 'Before' });
      return {
        call: { params, body: { description: 'After' } },
        tells: () => ({
          ...{ type: 'project.updated', ...told },
          changes: { description: { old: 'Before', new: 'After' } },
        }),
      };
    },
  },
  archiveProject: {
    async does() {
      const { params, told } = await ofProject();
      return {
        call: { params },
        tells: () => ({ type: 'project.archived', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  restoreProject: {
    async does() {
      const { params, told } = await ofProject();
      await admin.api('DELETE', `/projects/${params.projectId}`);
      return {
        call: { params },
        tells: () => ({ type: 'project.restored', ...told, changes: { archivedAt: { old: time, new: null } } }),
      };
    },
  },
  createTask: {
    async does() {
      const artist = await own();
      return {
        call: { body: { projectId: 'SHOW', shot: unique('SH'), task: 'comp', artist: artist.username } },
        tells: ({ body }) => ({
          ...{ type: 'task.created', entity: `task:${body.data.id}`, projectId: 'SHOW' },
          changes: { task: { old: null, new: 'comp' }, artist: { old: null, new: artist.username } },
        }),
      };
    },
  },
  updateTask: {
    async does() {
      const [before, after] = [await own(), await own()];
      const { params, told } = await ofTask({ artist: before.username });
      const changes = {
        priority: { old: 'low', new: 'urgent' },
        artist: { old: before.username, new: after.username },
      };
      return {
        call: { params, body: { priority: 'urgent', artist: after.username } },
        tells: () => ({ type: 'task.updated', ...told, changes }),
      };
    },
  },
  replaceTask: {
    async does() {
      const { params, told } = await ofTask();
      return {
        call: { params, body: { shot: 'SH0990', task: 'comp' } },
        tells: () => ({ type: 'task.updated', ...told, changes: { task: { old: 'lighting', new: 'comp' } } }),
      };
    },
  },
  revertTask: {
    async does() {
      const { params, told } = await ofTask();
      await studio.admin.api('PATCH', `/tasks/${params.taskId}`, { body: { priority: 'urgent' } });
      return {
        call: { params, body: { revision: 1 } },
        tells: () => ({ type: 'task.updated', ...told, changes: { priority: { old: 'urgent', new: 'low' } } }),
      };
    },
  },
  bulkTasks: {
    async does() {
      const { params, told } = await ofTask();
      return {
        call: { body: { operations: [{ op: 'update', id: params.taskId, data: { priority: 'urgent' } }] } },
        tells: () => ({ type: 'task.updated', ...told, changes: { priority: { old: 'low', new: 'urgent' } } }),
      };
    },
  },
  importTasks: {
    async does() {
      const { params, told } = await ofTask();
      const body = `Id,Shot,Task,Priority\n${params.taskId},any,lighting,urgent`;
      return {
        call: { query: '?projectId=SHOW&onExisting=update', body },
        tells: () => ({ type: 'task.updated', ...told, changes: { priority: { old: 'low', new: 'urgent' } } }),
      };
    },
  },
  archiveTask: {
    async does() {
      const { params, told } = await ofTask();
      return {
        call: { params },
        tells: () => ({ type: 'task.archived', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  restoreTask: {
    async does() {
      const { params, told } = await ofTask();
      await admin.api('DELETE', `/tasks/${params.taskId}`);
      return {
        call: { params },
        tells: () => ({ type: 'task.restored', ...told, changes: { archivedAt: { old: time, new: null } } }),
      };
    },
  },
  createShot: {
    async does() {
      const name = unique('B');
      return {
        call: { params: { projectId: 'SHOW' }, body: { name } },
        tells: () => ({
          ...{ type: 'shot.created', entity: `shot:SHOW/${name.toLowerCase()}`, projectId: 'SHOW' },
          changes: { name: { old: null, new: name } },
        }),
      };
    },
  },
  updateShot: { does: () => itemUpdate('shot') },
  archiveShot: { does: () => itemArchiving('shot') },
  restoreShot: { does: () => itemRestoration('shot') },
  createAsset: {
    async does() {
      const name = unique('B');
      return {
        call: { params: { projectId: 'SHOW' }, body: { name } },
        tells: () => ({
          ...{ type: 'asset.created', entity: `asset:SHOW/${name.toLowerCase()}`, projectId: 'SHOW' },
          changes: { name: { old: null, new: name } },
        }),
      };
    },
  },
  updateAsset: { does: () => itemUpdate('asset') },
  archiveAsset: { does: () => itemArchiving('asset') },
  restoreAsset: { does: () => itemRestoration('asset') },
  createSequence: {
    async does() {
      const name = unique('B');
      return {
        call: { params: { projectId: 'SHOW' }, body: { name } },
        tells: () => ({
          ...{ type: 'sequence.created', entity: `sequence:SHOW/${name.toLowerCase()}`, projectId: 'SHOW' },
          changes: { name: { old: null, new: name } },
        }),
      };
    },
  },
  updateSequence: { does: () => itemUpdate('sequence') },
  archiveSequence: { does: () => itemArchiving('sequence') },
  restoreSequence: { does: () => itemRestoration('sequence') },
  castAsset: {
    async does() {
      const { params, told } = await ofCasting();
      return {
        call: { params, body: { count: 2 } },
        tells: () => ({ type: 'casting.added', ...told, changes: { count: { old: null, new: 2 } } }),
      };
    },
  },
  uncastAsset: {
    async does() {
      const { params, told } = await ofCasting();
      const { projectId, shotId, assetId } = params;
      await admin.api('PUT', `/projects/${projectId}/shots/${shotId}/casting/${assetId}`, { body: {} });
      return {
        call: { params },
        tells: () => ({ type: 'casting.removed', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  createVersion: {
    async does() {
      const { params } = await ofTask();
      return {
        call: { params, body: { filePath: 'V:/a.ma' } },
        tells: () => ({
          ...{ type: 'version.created', entity: `version:${params.taskId}_v1`, projectId: 'SHOW' },
          changes: { filePath: { old: null, new: 'V:/a.ma' }, author: { old: null, new: admin.username } },
        }),
      };
    },
  },
  updateVersion: {
    async does() {
      const { params, told } = await ofVersion();
      return {
        call: { params, body: { status: 'review' } },
        tells: () => ({ type: 'version.updated', ...told, changes: { status: { old: 'wip', new: 'review' } } }),
      };
    },
  },
  lockVersion: {
    async does() {
      const { params, told } = await ofVersion();
      const lock = expect.objectContaining({ by: admin.username, reason: 'Rendering' });
      return {
        call: { params, body: { reason: 'Rendering' } },
        tells: () => ({ type: 'version.locked', ...told, changes: { lock: { old: null, new: lock } } }),
      };
    },
  },
  unlockVersion: {
    async does() {
      const { params, told } = await ofVersion();
      await admin.api('POST', `/tasks/${params.taskId}/versions/1/lock`, { body: {} });
      const lock = expect.objectContaining({ by: admin.username });
      return {
        call: { params, body: { reason: 'Rendered' } },
        tells: () => ({ type: 'version.unlocked', ...told, changes: { lock: { old: lock, new: null } } }),
      };
    },
  },
  publishVersion: {
    async does() {
      const { params, told } = await ofVersion();
      for (const status of ['review', 'approved'])
        await admin.api('PATCH', `/tasks/${params.taskId}/versions/1`, { body: { status } });
      return {
        call: { params, body: {} },
        tells: () => ({
          type: 'version.published',
          ...told,
          changes: { status: { old: 'approved', new: 'published' } },
        }),
      };
    },
  },
  archiveVersion: {
    async does() {
      const { params, told } = await ofVersion();
      return {
        call: { params },
        tells: () => ({ type: 'version.archived', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  createSubmission: {
    async does() {
      const { params, told } = await ofVersion();
      const name = { client: 'Big', clientVersion: 'v001' };
      return {
        call: { params, body: { version: 1, client: 'Big' } },
        tells: () => ({ type: 'version.submitted', ...told, changes: { clientVersions: { old: [], new: [name] } } }),
      };
    },
  },
  createTimeEntry: {
    async does() {
      const [{ params }, artist] = [await ofTask(), await own()];
      return {
        call: { params, body: { date: '2025-08-29', hours: 2, userId: artist.id } },
        tells: ({ body }) => ({
          ...{ type: 'timeEntry.created', entity: `timeEntry:${params.taskId}/${body.data.id}`, projectId: 'SHOW' },
          changes: { hours: { old: null, new: 2 }, userId: { old: null, new: artist.id } },
        }),
      };
    },
  },
  updateTimeEntry: {
    async does() {
      const { params, told } = await ofTimeEntry();
      return {
        call: { params, body: { hours: 3 } },
        tells: () => ({ type: 'timeEntry.updated', ...told, changes: { hours: { old: 2, new: 3 } } }),
      };
    },
  },
  deleteTimeEntry: {
    async does() {
      const { params, told } = await ofTimeEntry();
      return {
        call: { params },
        tells: () => ({ type: 'timeEntry.deleted', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  addTaskDependency: {
    async does() {
      const [{ params, told }, { params: other }] = [await ofTask(), await ofTask()];
      return {
        call: { params: { ...params, blockingTaskId: other.taskId } },
        tells: () => ({ type: 'task.updated', ...told, changes: { blockedBy: { old: [], new: [other.taskId] } } }),
      };
    },
  },
  removeTaskDependency: {
    async does() {
      const [{ params, told }, { params: other }] = [await ofTask(), await ofTask()];
      await admin.api('PUT', `/tasks/${params.taskId}/dependencies/${other.taskId}`);
      return {
        call: { params: { ...params, blockingTaskId: other.taskId } },
        tells: () => ({ type: 'task.updated', ...told, changes: { blockedBy: { old: [other.taskId], new: [] } } }),
      };
    },
  },
  createComment: {
    async does() {
      const [{ params }, artist] = [await ofTask(), await own()];
      return {
        call: { params, body: { text: `Look, @${artist.username}` } },
        tells: ({ body }) => ({
          ...{ type: 'comment.added', entity: `comment:${params.taskId}/${body.data.id}`, projectId: 'SHOW' },
          changes: { text: { old: null, new: personal }, mentions: { old: null, new: [artist.id] } },
        }),
      };
    },
  },
  updateComment: {
    async does() {
      const { params, told } = await ofComment();
      return {
        call: { params, body: { text: 'After' } },
        tells: () => ({ type: 'comment.edited', ...told, changes: { text: { old: personal, new: personal } } }),
      };
    },
  },
  deleteComment: {
    async does() {
      const { params, told } = await ofComment();
      return {
        call: { params },
        tells: () => ({ type: 'comment.deleted', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  createNotification: {
    tellsNothing: 'the notification itself says who sent it, in the inbox of whom it is for',
    async does() {
      const { id: userId } = await own();
      return { call: { body: { userId, type: 'announcement', title: 'Dailies', message: 'At ten.' } } };
    },
  },
  bulkNotifications: {
    tellsNothing: inboxIsOwn,
    does: async () => ({ call: { by: await own(), body: { action: 'read', all: true } } }),
  },
  deleteNotification: {
    tellsNothing: inboxIsOwn,
    async does() {
      const person = await own();
      const body = { userId: person.id, type: 'announcement', title: 'Dailies', message: 'At ten.' };
      const { id } = (await admin.api('POST', '/notifications', { body })).body.data;
      return { call: { by: person, params: { notificationId: id } } };
    },
  },
  setNotificationPreferences: {
    tellsNothing: wishesAreOwn,
    does: async () => ({ call: { by: await own(), body: { types: { task_updated: 'off' } } } }),
  },
  watchTask: {
    tellsNothing: wishesAreOwn,
    does: async () => ({ call: { params: (await ofTask()).params, body: { level: 'watch' } } }),
  },
  unwatchTask: {
    tellsNothing: wishesAreOwn,
    async does() {
      const { params } = await ofTask();
      await admin.api('PUT', `/tasks/${params.taskId}/watch`, { body: { level: 'mute' } });
      return { call: { params } };
    },
  },
  watchProject: {
    tellsNothing: wishesAreOwn,
    does: async () => ({ call: { params: (await ofProject()).params, body: { level: 'mute' } } }),
  },
  unwatchProject: {
    tellsNothing: wishesAreOwn,
    does: async () => ({ call: { params: (await ofProject()).params } }),
  },
  sendMessage: {
    async does() {
      const person = await own();
      return {
        call: { body: { to: [person.username], subject: 'Private', text: 'For you alone' } },
        tells: ({ body: { data } }) => ({
          ...{ type: 'message.sent', entity: `message:${data.threadId}/1` },
          changes: {
            ...{ threadId: { old: null, new: data.threadId }, number: { old: null, new: 1 } },
            text: { old: null, new: personal },
          },
        }),
      };
    },
  },
  updateMessage: {
    async does() {
      const { params, told } = await ofMessage();
      return {
        call: { params, body: { text: 'After' } },
        tells: () => ({ type: 'message.edited', ...told, changes: { text: { old: personal, new: personal } } }),
      };
    },
  },
  deleteMessage: {
    async does() {
      const { params, told } = await ofMessage();
      return {
        call: { params },
        tells: () => ({ type: 'message.deleted', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  readThread: {
    tellsNothing: 'how far somebody has read what was written to them is nobody else’s',
    async does() {
      const { person, params } = await ofMessage();
      return { call: { by: person, params: { threadId: params.threadId }, body: {} } };
    },
  },
  updateNotification: {
    tellsNothing: inboxIsOwn,
    async does() {
      const person = await own();
      await studio.task('SHOW', unique('SH'), { artist: person.username });
      const inbox = async () => (await person.api('GET', '/notifications')).body.data;
      await expect.poll(inbox, { timeout: 8_000 }).toHaveLength(1);
      return { call: { by: person, params: { notificationId: (await inbox())[0].id }, body: { isRead: true } } };
    },
  },
  createUser: {
    async does() {
      const username = unique('newcomer');
      const fields = { username, displayName: 'New Comer', email: `${username}@example.test`, role: 'artist' };
      const changes = {
        ...{ username: { old: null, new: personal }, name: { old: null, new: personal } },
        ...{ email: { old: null, new: personal }, role: { old: null, new: 'artist' } },
      };
      return {
        call: { body: { ...fields, password: somePassword() } },
        tells: ({ body }) => ({ type: 'user.created', entity: `user:${body.data.id}`, changes }),
      };
    },
  },
  updateUser: {
    async does() {
      const { params, told } = await ofUser();
      const changes = { role: { old: 'artist', new: 'supervisor' }, name: { old: personal, new: personal } };
      return {
        call: { params, body: { role: 'supervisor', displayName: 'Another name' } },
        tells: () => ({ type: 'user.updated', ...told, changes }),
      };
    },
  },
  deactivateUser: {
    async does() {
      const { params, told } = await ofUser();
      return {
        call: { params },
        tells: () => ({ type: 'user.deactivated', ...told, changes: { archivedAt: { old: null, new: time } } }),
      };
    },
  },
  reactivateUser: {
    async does() {
      const { params, told } = await ofUser();
      await admin.api('POST', `/users/${params.userId}/deactivate`);
      return {
        call: { params },
        tells: () => ({ type: 'user.reactivated', ...told, changes: { archivedAt: { old: time, new: null } } }),
      };
    },
  },
  resetPassword: {
    async does() {
      const { params, told } = await ofUser();
      return {
        call: { params, body: { newPassword: somePassword() } },
        tells: () => ({ type: 'user.passwordChanged', ...told, changes: {} }),
      };
    },
  },
  erasePersonalData: {
    async does() {
      const { params, told } = await ofUser();
      const changes = { username: { old: personal, new: personal }, email: { old: personal, new: null } };
      return { call: { params }, tells: () => ({ type: 'user.erased', ...told, changes }) };
    },
  },
  setMember: {
    async does() {
      const { person, params } = await ofUser();
      return {
        call: { params: { ...params, projectId: 'SHOW' }, body: { role: 'supervisor' } },
        tells: () => ({
          ...{ type: 'member.updated', entity: `member:SHOW/${person.id}`, projectId: 'SHOW' },
          changes: { role: { old: 'artist', new: 'supervisor' } },
        }),
      };
    },
  },
  removeMember: {
    async does() {
      const { person, params } = await ofUser();
      return {
        call: { params: { ...params, projectId: 'SHOW' } },
        tells: () => ({
          ...{ type: 'member.removed', entity: `member:SHOW/${person.id}`, projectId: 'SHOW' },
          changes: { archivedAt: { old: null, new: time } },
        }),
      };
    },
  },
  createApiKey: {
    async does() {
      const fields = apiKeyFields();
      return {
        call: { body: fields },
        tells: ({ body }) => ({
          ...{ type: 'apiKey.created', entity: `apiKey:${body.data.id}` },
          changes: { name: { old: null, new: fields.name }, scopes: { old: null, new: ['task.read', 'project.read'] } },
        }),
      };
    },
  },
  revokeApiKey: {
    async does() {
      const { id } = (await admin.api('POST', '/api-keys', { body: apiKeyFields() })).body.data;
      return {
        call: { params: { apiKeyId: id } },
        tells: () => ({
          ...{ type: 'apiKey.revoked', entity: `apiKey:${id}` },
          changes: { archivedAt: { old: null, new: time } },
        }),
      };
    },
  },
  setFeatureFlagRule: {
    async does() {
      const person = await own();
      const users = { [person.id]: true };
      return {
        call: { params: ofFlag.params, body: { percentage: 100, users } },
        tells: () => ({
          ...{ type: 'featureFlag.set', ...ofFlag.told },
          changes: { users: { old: expect.toBeOneOf([null, {}]), new: users } },
        }),
      };
    },
  },
  removeFeatureFlagRule: {
    async does() {
      const { params, told } = ofFlag;
      await admin.api('PUT', `/feature-flags/${params.flagKey}`, { body: { percentage: 100 } });
      return {
        call: { params },
        tells: () => ({
          ...{ type: 'featureFlag.removed', ...told },
          changes: { archivedAt: { old: null, new: time } },
        }),
      };
    },
  },
};

async function carryOut(operation: Operation, { params = {}, query = '', body, by = admin }: Done): Promise<Answer> {
  const path = routePath(operation).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const token = by === 'nobody' ? undefined : by.token;
  const answer = await call(operation.method, path + query, { token, ...asBody(operation, body) });
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: operation.answer.status });
  return answer;
}

const requestOf = ({ headers }: Answer) => headers.get('x-request-id');

async function entries(query: Record<string, string>): Promise<AuditEntry[]> {
  const { status, body } = await admin.api('GET', `/audit?${new URLSearchParams({ limit: '100', ...query })}`);
  expect(status).toBe(200);
  return body.data;
}

const ids = Object.keys(rows) as Changing[];
const silent = ids.filter((id) => rows[id].tellsNothing !== undefined);
const telling = ids.filter((id) => !silent.includes(id));

describe('every change', () => {
  it.concurrent.for(telling)(
    'of %s is told: who, when, from where, before and after',
    { timeout: 40_000 },
    async (id, { expect }) => {
      const { call: done, tells } = await rows[id].does();
      if (!tells) throw new Error('Say in this test what the event tells, or why there is none');
      const begun = new Date(Date.now() - 1).toISOString();
      const answer = await carryOut(operations[id], done);
      const ended = new Date(Date.now() + 1).toISOString();

      const { actor = admin, entity, changes, projectId = null, type } = tells(answer);
      const [kind, entityId] = entity.split(/:(.*)/s);
      const expected = {
        ...{ type, projectId, entity: { kind, id: entityId }, changes: expect.objectContaining(changes) },
        at: expect.toSatisfy((at: string) => at >= begun && at <= ended),
        actor: { id: actor.id, username: actor.username, ip: '127.0.0.1', requestId: requestOf(answer) },
      };
      const found = async (query: Record<string, string>) =>
        (await entries({ since: begun, type, ...query })).filter(
          ({ actor: { requestId }, entity: about }) => requestId === requestOf(answer) && about.id === entityId,
        );
      // the history of one thing is read from where it was written; the rest from indexes, which lag
      expect(await found({ entity })).toMatchObject([expected]);
      for (const query of [{}, { userId: actor.id }, ...(projectId === null ? [] : [{ projectId }])]) {
        await expect.poll(() => found(query), { timeout: 8_000 }).toMatchObject([expected]);
      }
    },
  );

  it('is told: what leaves no event says why, and leaves none indeed', async () => {
    const begun = new Date().toISOString();
    const requests = await Promise.all(
      silent.map(async (id) => requestOf(await carryOut(operations[id], (await rows[id].does()).call))),
    );
    // as late as an index may be
    await sleep(2_500);
    const told = await entries({ since: begun });
    expect(told.map(({ actor }) => actor.requestId).filter((id) => requests.includes(id))).toEqual([]);
  });
});

describe('security events', () => {
  const until = (query: Record<string, string>) => expect.poll(() => entries(query), { timeout: 6_000 });

  it('tell of a sign-in that failed, by whom nobody knows', async () => {
    const person = await own();
    const body = { username: person.username, password: 'not the password', studio: studio.name };
    const answer = await call('POST', '/api/v1/auth/login', { body });
    expect(answer.status).toBe(401);
    const expected = {
      ...{ type: 'security.signInFailed', entity: { kind: 'user', id: person.id }, revision: null },
      actor: { id: null, username: null, ip: '127.0.0.1', requestId: requestOf(answer) },
    };
    expect(await entries({ entity: `user:${person.id}`, type: 'security' })).toMatchObject([expected]);
    await until({ type: 'security.signInFailed' }).toMatchObject([expected]);
  });

  it('tell of a refusal, and of an API key that was used', async () => {
    const artist = await own();
    expect((await artist.api('GET', '/audit')).status).toBe(403);
    await until({ entity: `user:${artist.id}`, type: 'security' }).toMatchObject([
      {
        ...{ type: 'security.accessRefused', actor: { id: artist.id, username: artist.username } },
        changes: { operation: { old: null, new: 'listAudit' } },
      },
    ]);
    const created = await admin.api('POST', '/api-keys', { body: apiKeyFields() });
    const { id, name, secret } = created.body.data;
    await call('GET', '/api/v1/tasks?projectId=SHOW', { token: secret });
    await until({ entity: `apiKey:${id}` }).toMatchObject([
      { type: 'security.apiKeyUsed', actor: { id, username: name } },
      { type: 'apiKey.created' },
    ]);
  });
});

describe('the audit log', () => {
  it('is read page by page, and nothing twice', async () => {
    const { params } = await ofTask();
    const entity = `task:${params.taskId}`;
    for (const priority of ['high', 'urgent', 'medium'])
      await admin.api('PATCH', `/tasks/${params.taskId}`, { body: { priority } });
    const whole = await entries({ entity });
    expect(whole.map(({ revision }) => revision)).toEqual([4, 3, 2, 1]);
    const first = await admin.api('GET', `/audit?entity=${entity}&limit=3`);
    const { nextCursor } = first.body.pagination;
    const second = await admin.api('GET', `/audit?entity=${entity}&limit=3&cursor=${nextCursor}`);
    expect(second.body.pagination).toEqual({ limit: 3, hasMore: false });
    expect([...first.body.data, ...second.body.data]).toEqual(whole);
  });

  it('has a cursor for one person and one query', async () => {
    const first = await admin.api('GET', '/audit?projectId=SHOW&limit=1');
    const { nextCursor: cursor } = first.body.pagination;
    const other = await studio.person('admin');
    for (const answer of [
      await other.api('GET', `/audit?projectId=SHOW&limit=1&cursor=${cursor}`),
      await admin.api('GET', `/audit?limit=1&cursor=${cursor}`),
      await admin.api('GET', `/audit?projectId=SHOW&limit=1&cursor=${cursor}x`),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.error.details).toMatchObject([{ field: 'cursor' }]);
    }
  });

  it('holds to all of several filters at once', async () => {
    const [artist, { params, told }] = [await own(), await ofTask()];
    await admin.api('PATCH', `/tasks/${params.taskId}`, { body: { artist: artist.username } });
    await artist.api('PATCH', `/tasks/${params.taskId}`, { body: { status: 'in_progress' } });
    const query = { projectId: 'SHOW', userId: artist.id, entity: told.entity, type: 'task.updated' };
    const [entry, ...others] = await entries(query);
    expect([entry?.changes.status, others]).toEqual([{ old: 'not_started', new: 'in_progress' }, []]);
    const at = entry?.at as string;
    expect(await entries({ ...query, since: at })).toEqual([entry]);
    for (const miss of [
      ...[{ projectId: 'OTHER' }, { userId: 'user_nobody' }, { type: 'task.created' }, { until: at }],
      { since: '2199-01-01T00:00:00Z' },
    ])
      expect(await entries({ ...query, ...miss })).toEqual([]);
  });

  it('has what happened in archived projects', async () => {
    const { params } = await ofProject();
    await admin.api('DELETE', `/projects/${params.projectId}`);
    const seen = async () =>
      (await entries({ type: 'project' })).flatMap(({ type, entity }) =>
        entity.id === params.projectId ? [type] : [],
      );
    await expect.poll(seen, { timeout: 6_000 }).toEqual(['project.archived', 'project.created']);
  });

  it.each([
    ['entity=camera:A', 'entity'],
    ['entity=task:', 'entity'],
    ['since=yesterday', 'since'],
    ['projectId=a%20b', 'projectId'],
    ['limit=0', 'limit'],
    ['sort=at', 'sort'],
  ])('refuses %s', async (query, field) => {
    const answer = await admin.api('GET', `/audit?${query}`);
    expect([answer.status, answer.body.error.details[0].field]).toEqual([400, field]);
  });
});
