import { createHash } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { User } from '../../../shared/contract/users.ts';
import { tellDeadlines } from '../../../shared/data/deadlines.ts';
import { type Key, keys } from '../../../shared/data/keys.ts';
import { changeNotification, listNotifications } from '../../../shared/data/notifications.ts';
import { getProject } from '../../../shared/data/projects.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived } from '../../../shared/domain/archive.ts';
import { type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let queue: FakeAws;
let studio: TestStudio;
let ann: User;
let sue: User;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

beforeAll(async () => {
  queue = await startFakeAws(({ body }) => ({
    body: {
      Successful: (JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] }).Entries.map((entry) => ({
        ...{ Id: entry.Id, MessageId: entry.Id, MD5OfMessageBody: md5(entry.MessageBody) },
      })),
    },
  }));
  vi.spyOn(console, 'warn').mockReturnValue();
  process.env.MONTU_PUSH_QUEUE_URL = `${queue.endpoint}/queue/push`;
  table = await useTable();
});
afterAll(() => queue.stop());
beforeEach(async () => {
  queue.requests.length = 0;
  studio = await newStudio();
  [ann, sue] = [await studio.addUser('ann'), await studio.addUser('sue', 'supervisor')];
  await addProject(studio.changeBy(sue.id));
  await studio.setMember('SWA', sue.id, 'supervisor');
  await studio.setMember('SWA', ann.id, 'artist');
});

// within the hour, and of one minute
const soon = new Date(Math.floor(Date.now() / 60_000) * 60_000 + 3_600_000);
const inHours = (hours: number) => new Date(soon.getTime() + hours * 3_600_000).toISOString();
const due = (id: string, deadline: string, fields = {}) =>
  addTask(studio.changeBy(sue.id), { id, deadline, artist: 'ann', ...fields });
const tellAll = async (now?: Date) => tellDeadlines(studio.id, await getProject(studio.id, 'SWA'), now);
const inbox = async (user: User) =>
  (await listNotifications(studio.id, user.id, { limit: 50 })).notifications.map(({ type, message }) => [
    type,
    message,
  ]);

describe('deadlines', () => {
  it('are told to the artist and the supervisors, once, together; when they are near, and when they have passed', async () => {
    await due('a', inHours(0));
    await due('b', inHours(0));
    await due('far', inHours(30));
    await due('done', inHours(0), { status: 'final' });
    await due('gone', inHours(0));
    const archive = { type: 'task.archived', expected: undefined, decide: archived } as const;
    await changeTask('gone', archive, studio.changeBy(sue.id));
    expect(await tellAll()).toBe(2);
    const near = ['deadline_near', '2 tasks in sq0010 are due within 24 hours'];
    for (const user of [ann, sue]) expect(await inbox(user)).toEqual([near]);
    expect(queue.requests.map(({ body }) => JSON.parse(body).Entries.length)).toEqual([2]);
    expect(await tellAll()).toBe(0);
    await tellAll(new Date(soon.getTime() + 1_000));
    const passed = ['deadline_passed', '2 tasks in sq0010 are past their deadline'];
    for (const user of [ann, sue]) expect((await inbox(user)).toSorted()).toEqual([near, passed]);
  });

  it('are told once while two look for them, and after one that told them and came no further', async () => {
    await due('a', inHours(0));
    await Promise.all([tellAll(), tellAll(), tellAll()]);
    const [one] = (await listNotifications(studio.id, ann.id, { limit: 50 })).notifications;
    await changeNotification(studio.id, ann.id, one?.id ?? '', 'delete');
    const marks = (await table.all()).filter(
      ({ pk, sk }) => pk === keys.task(studio.id, 'a').pk && String(sk).startsWith('D#'),
    );
    expect(marks).toHaveLength(1);
    const [mark] = marks as unknown as Key[];
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: { pk: mark?.pk, sk: mark?.sk } }));
    expect(await tellAll()).toBe(1);
    expect([await inbox(ann), (await inbox(sue)).length]).toEqual([[], 1]);
  });

  it('are told anew where they are moved', async () => {
    await due('a', inHours(0));
    await tellAll();
    const decide = (task: Task) => ({ ...task, deadline: inHours(2) });
    await changeTask('a', { type: 'task.updated', expected: undefined, decide }, studio.changeBy(sue.id));
    expect(await tellAll()).toBe(1);
    expect(await inbox(ann)).toHaveLength(2);
  });
});
