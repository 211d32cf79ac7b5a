import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inboxOf } from '../../../shared/contract/realtime.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { User } from '../../../shared/contract/users.ts';
import { writeSecurityEvent } from '../../../shared/data/audit.ts';
import { headOf, messagesAfter } from '../../../shared/data/channels.ts';
import { deliverToInboxes } from '../../../shared/data/deliver.ts';
import { insertEntity } from '../../../shared/data/entities.ts';
import type { Change } from '../../../shared/data/entity-kinds.ts';
import { keys } from '../../../shared/data/keys.ts';
import { messageKind } from '../../../shared/data/messages.ts';
import { listNotifications } from '../../../shared/data/notifications.ts';
import { eraseTraces, personalDataOf } from '../../../shared/data/personal-data.ts';
import { endSessions, startSession } from '../../../shared/data/sessions.ts';
import type { StoredEvent } from '../../../shared/data/stream.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { changeUser, findLogins, getUser, insertUser } from '../../../shared/data/users.ts';
import { nestedId } from '../../../shared/domain/nested-id.ts';
import { erased } from '../../../shared/domain/users.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

const secrets = { username: 'wilhelmina', displayName: 'Wilhelmina Quist', email: 'mina@quist.test' };
const address = '203.0.113.77';
const traces = /wilhelmina|quist|203\.0\.113\.77/i;

let table: TestTable;
let studio: TestStudio;
let mina: User;
let byMina: Change;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  const person = { studio: studio.id, ...secrets, department: 'lighting', role: 'artist' as const };
  mina = await insertUser(person, { N: 2, r: 8, p: 1, salt: 'salt', hash: 'hash' });
  byMina = { studio: studio.id, actor: { userId: mina.id, requestId: 'req_1', ip: address } };
});

afterEach(() => {
  vi.useRealTimers();
});

const byBoss = () => studio.changeBy('user_boss');
const items = async () => (await table.all()).filter((item) => JSON.stringify(item).includes(studio.id));
const asText = async () => (await items()).map((item) => JSON.stringify(item)).join('\n');

/** Somebody who has done what people do: tasks, a membership, sessions, failed sign-ins, a changed profile. */
async function live() {
  await addProject(byMina);
  await studio.setMember('SWA', mina.id, 'artist');
  const { id: taskId } = await addTask(byBoss(), { artist: secrets.username });
  const decide = (status: string) => (task: Task) => ({ ...task, status });
  await changeTask(taskId, { type: 'task.updated', expected: undefined, decide: decide('review') }, byMina);
  await changeTask(taskId, { type: 'task.updated', expected: undefined, decide: decide('approved') }, byBoss());
  const change = { type: 'user.updated', expected: undefined } as const;
  await changeUser(mina.id, { ...change, decide: (it) => ({ ...it, email: 'wilhelmina@quist.test' }) }, byMina);
  await startSession({ studio: studio.id, userId: mina.id, clientType: 'web' }, byMina.actor);
  const failure = { userId: null, requestId: 'req_2', ip: address };
  await writeSecurityEvent({
    studio: studio.id,
    userId: mina.id,
    type: 'security.signInFailed',
    actor: failure,
  });
  const events = (await items()).filter(({ kind }) => kind === 'event') as unknown as StoredEvent[];
  await deliverToInboxes(studio.id, 'SWA', events);
  return taskId;
}

/** As the request does it, of somebody who was deactivated a while ago: nothing of theirs is under way. */
async function erase(before = '2026-01-05T08:00:00.000Z'): Promise<User> {
  const decide = (it: User) => ({ ...erased(it), archivedAt: it.archivedAt ?? before });
  const person = await changeUser(mina.id, { type: 'user.erased', expected: undefined, decide }, byBoss());
  await endSessions(studio.id, mina.id, { actor: byBoss().actor, reason: 'erased' });
  await eraseTraces(studio.id, person);
  return person;
}

describe('the export of personal data', () => {
  it('has profile, roles, sessions, notifications and activity, newest first, and no secrets', async () => {
    await live();
    const data = await personalDataOf(studio.id, mina.id);
    expect(data).toMatchObject({
      user: { ...secrets, email: 'wilhelmina@quist.test', department: 'lighting', role: 'artist' },
      projects: { SWA: 'artist' },
      sessions: [{ id: expect.stringMatching(/^sess_/), clientType: 'web' }],
      notifications: [
        { type: 'review_result', message: expect.stringContaining('Approved') },
        { type: 'task_assigned' },
      ],
    });
    expect(data.activity.map(({ type }) => type)).toEqual([
      ...['session.started', 'user.updated', 'task.updated', 'project.created'],
    ]);
    expect(data.activity.every(({ ip }) => ip === address)).toBe(true);
    expect(data.activity[2]?.id).toMatch(/^task:.+@2$/);
    expect(JSON.stringify(data)).not.toMatch(/hash|salt|seed|tagKey/i);
  });

  it('has of very long texts the newest that one answer holds', async () => {
    const threadId = 'thread_1';
    const say = (number: number) => {
      const change = { ...byMina, at: new Date(Date.now() - 1_000 * (100 - number)) };
      const fields = {
        id: nestedId(threadId, String(number)),
        threadId,
        number,
        text: '好'.repeat(10_000),
        editedAt: null,
      };
      return insertEntity(messageKind([]), fields, change, 'message.sent');
    };
    await Promise.all(Array.from({ length: 60 }, (_, index) => say(index + 1)));
    const { messages } = await vi.waitFor(async () => {
      const data = await personalDataOf(studio.id, mina.id);
      expect(data.messages[0]).toMatchObject({ number: 60 });
      return data;
    });
    expect(messages.length).toBeLessThan(60);
    expect(Buffer.byteLength(JSON.stringify(messages))).toBeLessThan(1_400_000);
  });

  it('is of nobody else', async () => {
    await live();
    const other = await studio.addUser('other');
    expect(await personalDataOf(studio.id, other.id)).toMatchObject({
      ...{ user: { username: 'other' }, projects: {}, sessions: [], notifications: [], activity: [] },
    });
    await expect(personalDataOf(studio.id, 'user_nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(personalDataOf('rival', mina.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the erasure of personal data', () => {
  it('leaves no name, username, e-mail or network address anywhere in the table', async () => {
    await live();
    expect(await asText()).toMatch(traces);
    await erase();
    for (const item of await items()) expect(JSON.stringify(item)).not.toMatch(traces);
    expect(await asText()).toContain(mina.id);
  });

  it('leaves no way to sign in, no inbox and no session', async () => {
    await live();
    await erase();
    for (const login of [secrets.username, secrets.email, 'wilhelmina@quist.test']) {
      expect(await findLogins(login, studio.id)).toEqual([]);
    }
    expect(await table.get(keys.password(studio.id, mina.id))).toBeUndefined();
    const { notifications } = await listNotifications(studio.id, mina.id, { limit: 10 });
    expect(notifications).toEqual([]);
    expect(await headOf(studio.id, inboxOf(mina.id))).toBe(0);
    expect((await messagesAfter(studio.id, inboxOf(mina.id), 0)).messages).toEqual([]);
    expect((await items()).filter(({ sk }) => String(sk).startsWith('SESSION#'))).toEqual([]);
    // both names may be somebody else's now
    await insertUser({ studio: studio.id, ...secrets, role: 'artist' }, { N: 2, r: 8, p: 1, salt: '', hash: '' });
  });

  it('keeps what they did, whole and nameless', async () => {
    const taskId = await live();
    const before = (await items()).filter(({ actorId }) => actorId === mina.id);
    const person = await erase();
    expect(await getUser(studio.id, mina.id)).toEqual(person);
    expect(person).toMatchObject({ displayName: 'Erased person', email: null, active: false, role: 'artist' });
    const after = (await items()).filter(({ actorId }) => actorId === mina.id);
    expect(after).toEqual(before.map((event) => ({ ...event, actor: { ...(event.actor as object), ip: '' } })));
    expect(await table.get(keys.task(studio.id, taskId))).toMatchObject({ artist: mina.id });
    const told = (await items()).find(({ type }) => type === 'user.erased');
    expect(told).toMatchObject({ entityId: mina.id, actor: { userId: 'user_boss', ip: '127.0.0.1' } });
  });

  it('is seen on their tasks when the directory is asked again, in five minutes at most', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { id } = await addTask(byBoss(), { artist: secrets.username });
    await erase();
    expect((await getTask(studio.id, id)).artist).toBe(secrets.username);
    vi.advanceTimersByTime(5 * 60_000);
    expect((await getTask(studio.id, id)).artist).toMatch(/^erased-[0-9a-f]{8}$/);
  });

  it('touches nobody else', async () => {
    const other = await studio.addUser('other');
    const change = { ...byMina, actor: { ...byMina.actor, userId: other.id } };
    await addProject(change, { id: 'RGD' });
    const theirs = async () => (await items()).filter((item) => JSON.stringify(item).includes(other.id));
    const before = await theirs();
    await erase();
    expect(await theirs()).toEqual(before);
    expect(JSON.stringify(before)).toContain(address);
  });

  it('is finished by sending it again, which writes no second event', async () => {
    await live();
    const first = await erase();
    // as if the first had been interrupted
    await table.put({ ...keys.password(studio.id, mina.id), hash: 'x' });
    await table.put({ ...keys.notification(studio.id, inboxOf(mina.id), 'notif_late'), message: 'late' });
    await writeSecurityEvent({
      ...{ studio: studio.id, userId: mina.id, type: 'security.tokenReused' },
      actor: { userId: null, requestId: 'req_3', ip: address },
    });
    expect(await erase()).toEqual(first);
    expect(await asText()).not.toMatch(traces);
    expect(await table.get(keys.password(studio.id, mina.id))).toBeUndefined();
    expect((await items()).filter(({ type }) => type === 'user.erased')).toHaveLength(1);
  });

  it('gets through more than one page', async () => {
    const events = Array.from({ length: 520 }, (_, number) => {
      const occurred = `2026-01-05T08:00:00.000Z#n${String(number).padStart(5, '0')}`;
      const actor = { userId: mina.id, requestId: 'req_4', ip: address };
      return { pk: `S#${studio.id}#X#${number}`, sk: 'E', studio: studio.id, actorId: mina.id, occurred, actor };
    });
    for (let start = 0; start < events.length; start += 100) {
      await Promise.all(events.slice(start, start + 100).map((event) => table.put(event)));
    }
    await erase();
    expect(await asText()).not.toMatch(traces);
    expect(await items()).toEqual(expect.arrayContaining([{ ...events[510], actor: { ...events[0]?.actor, ip: '' } }]));
  });

  it('waits until whoever was just active can do nothing more', async () => {
    const started = Date.now();
    const late = new Promise<void>((resolve, reject) => {
      // let in before, written after
      setTimeout(() => addProject(byMina, { id: 'LATE' }).then(() => resolve(), reject), 4_000);
    });
    await erase(new Date().toISOString());
    await late;
    expect(Date.now() - started).toBeGreaterThanOrEqual(7_900);
    expect(await asText()).not.toMatch(traces);
  });
});
