import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BulkOperation } from '../../../shared/contract/tasks.ts';
import type { User } from '../../../shared/contract/users.ts';
import { changeTasksEach, changeTasksTogether } from '../../../shared/data/bulk.ts';
import type { Decisions } from '../../../shared/data/bulk-plan.ts';
import { messagesAfter } from '../../../shared/data/channels.ts';
import { deliverToInboxes } from '../../../shared/data/deliver.ts';
import { changeNotification, listNotifications } from '../../../shared/data/notifications.ts';
import type { StoredEvent } from '../../../shared/data/stream.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let ann: User;
let sue: User;
let ids: string[];

beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  [ann, sue] = [await studio.addUser('ann'), await studio.addUser('sue', 'supervisor')];
  await addProject(studio.changeBy(sue.id));
  await studio.setMember('SWA', ann.id, 'artist');
  const tasks = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      addTask(studio.changeBy(sue.id), { id: `task-${String(index).padStart(2, '0')}`, artist: 'ann' }),
    ),
  );
  ids = tasks.map(({ id }) => id);
});

/** The events of bulks, in the order of their times. */
async function events(): Promise<StoredEvent[]> {
  const rows = (await table.all()) as unknown as (StoredEvent & { kind?: string })[];
  return rows
    .filter((row) => row.kind === 'event' && row.studio === studio.id && row.actor.bulkId !== undefined)
    .toSorted((a, b) => (a.at + a.entityId < b.at + b.entityId ? -1 : 1));
}

const setTo = (data: object): Decisions => ({
  create: () => Promise.reject(new Error('Nothing to create')),
  change: (_, current) => ({ ...current, ...data }),
});
const updates = (of: readonly string[], data: object = {}): BulkOperation[] =>
  of.map((id) => ({ op: 'update', id, data }));
const together = (of: readonly string[], data: object) =>
  changeTasksTogether(updates(of, data), setTo(data), studio.changeBy(sue.id), () => null);

const deliver = (some: readonly StoredEvent[]) => deliverToInboxes(studio.id, 'SWA', some);
const inbox = async () => (await listNotifications(studio.id, ann.id, { limit: 50 })).notifications;
const channel = async () => (await messagesAfter(studio.id, `user:${ann.id}`, 0)).messages;

describe('what a bulk means to somebody', () => {
  it('is one notification, of which every event counts once', async () => {
    await together(ids, { status: 'review' });
    const all = await events();
    const delivered = await deliver(all);
    expect(await deliver(all)).toEqual(new Map());
    expect(await inbox()).toMatchObject([
      {
        ...{ type: 'task_updated', message: '30 tasks in sq0010 moved to Review', isRead: false, priority: 'medium' },
        data: { projectId: 'SWA', count: 30, taskIds: ids.slice(0, 20), newStatus: 'review' },
      },
    ]);
    const messages = await channel();
    expect(messages).toMatchObject([{ seq: 1, type: 'notification.created', data: { data: { count: 30 } } }]);
    expect([...delivered.values()].flat()).toEqual(messages);
  });

  it('grows in place with what comes later, again and out of order, and is unread again', async () => {
    await together(ids, { status: 'review' });
    const all = await events();
    await deliver(all.slice(20));
    const [first] = await inbox();
    await changeNotification(studio.id, ann.id, first?.id ?? '', 'read');
    await deliver(all.slice(15, 25));
    await deliver(all.slice(20));
    await deliver(all);
    const [grown, ...others] = await inbox();
    expect(others).toEqual([]);
    expect(grown).toMatchObject({ id: first?.id, createdAt: first?.createdAt, isRead: false, data: { count: 30 } });
    expect((await channel()).map(({ seq, type, data }) => [seq, type, data.message])).toEqual([
      [1, 'notification.created', '10 tasks in sq0010 moved to Review'],
      [2, 'notification.updated', '10 tasks in sq0010 moved to Review'],
      [3, 'notification.updated', '15 tasks in sq0010 moved to Review'],
      [4, 'notification.updated', '30 tasks in sq0010 moved to Review'],
    ]);
  });

  it('is one, and right, while several deliver at once', async () => {
    await changeTasksEach(updates(ids), setTo({ priority: 'high' }), studio.changeBy(sue.id), (error) => {
      throw error;
    });
    const all = await events();
    await Promise.all([all.slice(0, 12), all.slice(8, 20), all.slice(20), all, all.toReversed()].map(deliver));
    expect(await inbox()).toMatchObject([{ message: '30 tasks in sq0010 changed: priority', data: { count: 30 } }]);
    const messages = await channel();
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.at(-1)?.data).toMatchObject({ data: { count: 30 } });
  });

  it('is the event’s own notification where one task concerns them', async () => {
    await together(ids.slice(0, 1), { status: 'review' });
    await deliver(await events());
    expect(await inbox()).toMatchObject([
      { message: 'Lighting task for SH0020 moved to Review', data: { taskId: 'task-00', newStatus: 'review' } },
    ]);
  });

  it('is apart from other bulks, from other changes, and from assignments', async () => {
    const bob = await studio.addUser('bob');
    await studio.setMember('SWA', bob.id, 'artist');
    await together(ids.slice(0, 3), { status: 'review' });
    await together(ids.slice(0, 2), { status: 'final' });
    await together(ids.slice(4, 7), { artist: 'bob' });
    const by = studio.changeBy(sue.id);
    await changeTask(
      'task-09',
      { type: 'task.updated', expected: undefined, decide: (task) => ({ ...task, status: 'review' }) },
      by,
    );
    const alone = (await table.all()).filter(
      ({ pk, sk }) => String(pk).endsWith('#T#task-09') && sk === 'E#0000000002',
    );
    await deliver([...(await events()), ...(alone as unknown as StoredEvent[])]);
    expect((await inbox()).map(({ message }) => message).toSorted()).toEqual([
      '2 tasks in sq0010 came out of review: Final',
      '3 tasks in sq0010 moved to Review',
      'Lighting task for SH0020 moved to Review',
    ]);
    const { notifications } = await listNotifications(studio.id, bob.id, { limit: 50 });
    expect(notifications).toMatchObject([{ type: 'task_assigned', message: '3 tasks in sq0010 were assigned to you' }]);
  });
});
