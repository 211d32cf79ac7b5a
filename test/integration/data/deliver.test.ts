import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { User } from '../../../shared/contract/users.ts';
import { messagesAfter } from '../../../shared/data/channels.ts';
import { deliverToInboxes, numberOnFeed } from '../../../shared/data/deliver.ts';
import { keys } from '../../../shared/data/keys.ts';
import { listNotifications } from '../../../shared/data/notifications.ts';
import { changeProject, getProject } from '../../../shared/data/projects.ts';
import type { StoredEvent } from '../../../shared/data/stream.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived, restored } from '../../../shared/domain/archive.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let ann: User;
let sue: User;

beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  [ann, sue] = [await studio.addUser('ann'), await studio.addUser('sue', 'supervisor')];
  await addProject(studio.changeBy(sue.id));
  await studio.setMember('SWA', sue.id, 'supervisor');
  await studio.setMember('SWA', ann.id, 'artist');
});

afterEach(() => {
  vi.useRealTimers();
});

/** The events of the studio as the stream would bring them: in the order of their times and revisions. */
async function events(): Promise<StoredEvent[]> {
  const rows = (await table.all()).filter((row) => row.kind === 'event' && row.studio === studio.id);
  return (rows as unknown as StoredEvent[]).toSorted((a, b) =>
    a.at === b.at ? a.revision - b.revision : a.at < b.at ? -1 : 1,
  );
}

const update = (id: string, decide: (task: Task) => Task, by = sue.id, type = 'task.updated' as const) =>
  changeTask(id, { type, expected: undefined, decide }, studio.changeBy(by));
const countOf = async () => (await getProject(studio.id, 'SWA')).taskCount;
const feed = async () => (await messagesAfter(studio.id, 'project:SWA', 0)).messages;

describe('events on a project’s feed', () => {
  it('are numbered in their order, with names that clients know', async () => {
    const { id } = await addTask(studio.changeBy(sue.id), { artist: 'ann' });
    await update(id, (task) => ({ ...task, status: 'review' }));
    const numbered = await numberOnFeed(studio.id, 'SWA', await events());
    expect(numbered.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'project.created'],
      [2, 'task.created'],
      [3, 'task.updated'],
    ]);
    expect(numbered[1]?.data.changes).toMatchObject({ artist: { old: null, new: 'ann' } });
    expect(numbered[2]?.data).toMatchObject({ taskId: id, revision: 2, actorId: sue.id });
    expect(await feed()).toEqual(numbered);
    expect((await events()).map((event) => (event as unknown as { feedSeq: number }).feedSeq)).toEqual([1, 2, 3]);
  });

  it('count a task once, however often they come', async () => {
    const { id } = await addTask(studio.changeBy(sue.id));
    await addTask(studio.changeBy(sue.id), { id: 'other' });
    const all = await events();
    await numberOnFeed(studio.id, 'SWA', all.slice(0, 2));
    expect(await countOf()).toBe(1);
    expect(await numberOnFeed(studio.id, 'SWA', all)).toHaveLength(1);
    expect(await numberOnFeed(studio.id, 'SWA', all)).toEqual([]);
    expect(await countOf()).toBe(2);

    await changeTask(id, { type: 'task.archived', expected: undefined, decide: archived }, studio.changeBy(sue.id));
    await numberOnFeed(studio.id, 'SWA', await events());
    expect(await countOf()).toBe(1);
    await changeTask(id, { type: 'task.restored', expected: undefined, decide: restored }, studio.changeBy(sue.id));
    await numberOnFeed(studio.id, 'SWA', await events());
    expect(await countOf()).toBe(2);
  });

  it('count a task once while several deliver at once, and while the project changes', async () => {
    for (let n = 0; n < 12; n++) await addTask(studio.changeBy(sue.id), { id: `task-${n}` });
    const all = await events();
    const rename = (name: string) =>
      changeProject(
        'SWA',
        { type: 'project.updated', expected: undefined, decide: (project) => ({ ...project, name }) },
        studio.changeBy(sue.id),
      );
    const [a, b, c] = await Promise.all([
      numberOnFeed(studio.id, 'SWA', all),
      numberOnFeed(studio.id, 'SWA', all.slice(3)),
      numberOnFeed(studio.id, 'SWA', all.toReversed()),
      rename('One'),
      rename('Two'),
    ]);
    expect([...a, ...b, ...c]).toHaveLength(13);
    expect((await feed()).map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    expect(await countOf()).toBe(12);
    expect(await getProject(studio.id, 'SWA')).toMatchObject({ revision: 3 });
  });

  it('go over several frames when they are many or large', async () => {
    const milestoneNote = 'note '.repeat(390);
    for (let n = 0; n < 100; n++) await addTask(studio.changeBy(sue.id), { id: `task-${n}`, milestoneNote });
    const numbered = await numberOnFeed(studio.id, 'SWA', await events());
    expect(numbered.map(({ seq }) => seq)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
    expect(await countOf()).toBe(100);
    expect((await feed()).map(({ id }) => id)).toEqual(numbered.map(({ id }) => id));
  });
});

describe('what events mean to people', () => {
  const inboxOf = (user: User) => listNotifications(studio.id, user.id, { limit: 50 });

  it('is in their inboxes once, however often it comes', async () => {
    const { id } = await addTask(studio.changeBy(sue.id), { artist: 'ann' });
    await update(id, (task) => ({ ...task, status: 'in_progress' }), 'user_cora');
    const all = await events();
    const delivered = await Promise.all([
      deliverToInboxes(studio.id, 'SWA', all),
      deliverToInboxes(studio.id, 'SWA', all),
    ]);
    await deliverToInboxes(studio.id, 'SWA', all);

    expect((await inboxOf(ann)).notifications.map(({ type }) => type)).toEqual(['task_updated', 'task_assigned']);
    expect((await inboxOf(sue)).notifications.map(({ message }) => message)).toEqual([
      'Lighting task for SH0020 moved to In Progress',
    ]);
    const channel = `user:${ann.id}`;
    const { messages } = await messagesAfter(studio.id, channel, 0);
    expect(messages.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'notification.created'],
      [2, 'notification.created'],
    ]);
    expect(delivered.flatMap((one) => one.get(channel) ?? []).toSorted((a, b) => a.seq - b.seq)).toEqual(messages);
    expect(messages.map(({ data }) => data.id)).toEqual(
      (await inboxOf(ann)).notifications.map((notification) => notification.id).toReversed(),
    );
  });

  it('reaches an artist whom this container does not know yet', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const late = { id: `user_${'a'.repeat(24)}`, username: 'late' } as User;
    const { id } = await addTask(studio.changeBy(sue.id), { artist: late.id });
    await table.put({
      ...{ pk: `S#${studio.id}#U#${late.id}`, sk: 'U', id: late.id, studio: studio.id },
      ...{ directory: 'people', username: 'late', name: 'Late' },
    });
    await table.put({
      ...keys.userAuth(studio.id, late.id),
      ...{ userId: late.id, username: 'late', role: 'artist', projects: { SWA: 'artist' }, active: true },
    });
    // nobody of this id was there a moment ago, and that is believed for two seconds
    vi.advanceTimersByTime(2_000);
    await deliverToInboxes(studio.id, 'SWA', await events());
    expect((await inboxOf(late)).notifications).toMatchObject([{ type: 'task_assigned', data: { taskId: id } }]);
  });

  it('is nothing any more after seven days', async () => {
    await addTask(studio.changeBy(sue.id, new Date(Date.now() - 7 * 24 * 3600 * 1000)), { artist: 'ann' });
    expect(await deliverToInboxes(studio.id, 'SWA', await events())).toEqual(new Map());
    expect((await inboxOf(ann)).notifications).toEqual([]);
  });

  it('is nothing to those who may not see the project’s tasks, or are not active', async () => {
    const [stranger, carl] = [await studio.addUser('stranger'), await studio.addUser('carl', 'client')];
    await studio.setMember('SWA', carl.id, 'client');
    for (const [index, artist] of ['stranger', 'carl', 'ann'].entries()) {
      await addTask(studio.changeBy(sue.id), { id: `task-${index}`, artist });
    }
    const authority = await table.get(keys.userAuth(studio.id, ann.id));
    await table.put({ ...keys.userAuth(studio.id, ann.id), ...authority, active: false });
    expect(await deliverToInboxes(studio.id, 'SWA', await events())).toEqual(new Map());
    for (const user of [stranger, carl, ann]) expect((await inboxOf(user)).notifications).toEqual([]);
  });

  it('is nothing where nobody is concerned', async () => {
    await addTask(studio.changeBy(sue.id), { artist: 'A Free Name' });
    expect(await deliverToInboxes(studio.id, 'SWA', await events())).toEqual(new Map());
  });
});

it('counting for a project that is not there fails, so that it is delivered again', { timeout: 30_000 }, async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  await addTask(studio.changeBy(sue.id), { projectId: 'NONE' });
  const lost = (await events()).filter(({ projectId }) => projectId === 'NONE');
  await expect(numberOnFeed(studio.id, 'NONE', lost)).rejects.toThrow('refused');
  expect((await messagesAfter(studio.id, 'project:NONE', 0)).head).toBe(0);
  vi.restoreAllMocks();
});
