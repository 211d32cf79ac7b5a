import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { messagesAfter } from '../../../shared/data/channels.ts';
import { keys } from '../../../shared/data/keys.ts';
import {
  changeFittingNotifications,
  changeNotification,
  changeNotifications,
  getNotification,
  listNotifications,
  sendNotification,
  unreadOf,
} from '../../../shared/data/notifications.ts';
import { tell as tellPerson } from '../../../shared/data/tell.ts';
import { notificationsFor, sentNotification } from '../../../shared/domain/notifications.ts';
import { makeEvent } from '../../support/events.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let people = 0;
let userId: string;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(() => {
  userId = `user_${people++}`;
});
afterEach(() => {
  vi.useRealTimers();
});

const now = Date.now();
const minute = 60_000;

const toldOf = (minutesAgo: number, revision: number, projectId = 'SWA') => {
  const at = new Date(now - minutesAgo * minute).toISOString();
  const about = { shot: `SH${revision}`, task: 'lighting', artist: userId };
  const event = makeEvent({ at, revision, projectId, about, entityId: `task-${revision}` });
  const [draft] = notificationsFor(event, { supervisors: [], isPerson: () => true });
  if (!draft) throw new Error('Nobody is told');
  return { event, draft };
};

/** Tells the person of a change so many minutes ago. */
const tell = (minutesAgo: number, revision: number, projectId?: string) =>
  tellPerson('demo', userId, [toldOf(minutesAgo, revision, projectId)], () => 'live');

const list = (options: Partial<Parameters<typeof listNotifications>[2]> = {}) =>
  listNotifications('demo', userId, { limit: 50, ...options });
const shotsOf = async (options?: Parameters<typeof list>[0]) =>
  (await list(options)).notifications.map(({ data }) => data.revision);

describe('a person’s notifications', () => {
  it('are listed newest first, in pages, whatever the order they came in', async () => {
    for (const [minutesAgo, revision] of [
      [3, 1],
      [1, 3],
      [2, 2],
      [0, 4],
    ] as const)
      await tell(minutesAgo, revision);
    expect(await shotsOf()).toEqual([4, 3, 2, 1]);
    const first = await list({ limit: 3 });
    expect(first.notifications).toHaveLength(3);
    expect(await shotsOf({ limit: 3, startAfter: first.next })).toEqual([1]);
    expect((await list({ limit: 4 })).next).toBeUndefined();
  });

  it('have what the product shows, and live for seven days', async () => {
    await tell(0, 1);
    expect((await list()).notifications).toEqual([
      {
        ...{
          id: expect.stringMatching(/^notif_[0-9a-z]{9}[0-9a-f]{16}$/),
          userId,
          type: 'task_updated',
          isRead: false,
        },
        ...{ title: 'Task Status Changed', message: 'Lighting task for SH1 moved to In Progress', priority: 'medium' },
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 7 * 24 * 60 * minute).toISOString(),
        data: expect.objectContaining({ oldStatus: 'not_started', newStatus: 'in_progress' }),
      },
    ]);
  });

  it('are read and unread, one by one', async () => {
    for (const revision of [1, 2, 3]) await tell(revision, revision);
    const [newest] = (await list()).notifications;
    const id = newest?.id ?? '';
    expect(await changeNotification('demo', userId, id, 'read')).toEqual({ ...newest, isRead: true });
    expect(await shotsOf({ isRead: true })).toEqual([1]);
    expect(await shotsOf({ isRead: false })).toEqual([2, 3]);
    expect(await changeNotification('demo', userId, id, 'unread')).toEqual(newest);
    expect(await shotsOf({ isRead: true })).toEqual([]);
  });

  it('are pages full of what was asked for', async () => {
    for (const revision of [1, 2, 3, 4, 5, 6]) await tell(revision, revision);
    for (const { id, data } of (await list()).notifications) {
      if ((data.revision as number) % 2 === 0) await changeNotification('demo', userId, id, 'read');
    }
    const first = await list({ limit: 2, isRead: true });
    expect(first.notifications.map(({ data }) => data.revision)).toEqual([2, 4]);
    expect(await shotsOf({ limit: 2, isRead: true, startAfter: first.next })).toEqual([6]);
  });

  it('are hidden and untouchable when they have expired, also before time to live removes them', async () => {
    await tell(0, 1);
    const [one] = (await list()).notifications;
    vi.useFakeTimers({ toFake: ['Date'], now: now + 7 * 24 * 60 * minute });
    expect(await list()).toEqual({ notifications: [] });
    await expect(changeNotification('demo', userId, one?.id ?? '', 'read')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const stored = await table.get(keys.notification('demo', `user:${userId}`, one?.id ?? ''));
    expect(stored).toMatchObject({ isRead: false, expiresAtEpoch: Math.ceil((now + 7 * 24 * 60 * minute) / 1000) });
  });

  it('are nobody else’s', async () => {
    await tell(0, 1);
    const [one] = (await list()).notifications;
    for (const [studio, someone] of [
      ['demo', 'user_other'],
      ['rival', userId],
    ] as const) {
      expect((await listNotifications(studio, someone, { limit: 50 })).notifications).toEqual([]);
      await expect(changeNotification(studio, someone, one?.id ?? '', 'read')).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    expect(await shotsOf({ isRead: true })).toEqual([]);
  });

  it('are never made by marking what is not there', async () => {
    await expect(changeNotification('demo', userId, 'notif_0', 'read')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await table.all()).filter(({ pk }) => String(pk).includes(userId))).toEqual([]);
  });
});

const channel = async () => (await messagesAfter('demo', `user:${userId}`, 0)).messages;
const summaryOf = async () => (await channel()).map(({ seq, type, data }) => [seq, type, data.isRead]);

describe('what somebody does to their notifications', () => {
  it('reaches their other sockets: reading, and deleting, and nothing where nothing changes', async () => {
    await tell(1, 1);
    const [{ id } = { id: '' }] = (await list()).notifications;
    await changeNotification('demo', userId, id, 'read');
    await changeNotification('demo', userId, id, 'read');
    await changeNotification('demo', userId, id, 'delete');
    await expect(changeNotification('demo', userId, id, 'delete')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getNotification('demo', userId, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await summaryOf()).toEqual([
      [1, 'notification.created', false],
      [2, 'notification.updated', true],
      [3, 'notification.deleted', undefined],
    ]);
    const frames = (await table.all()).filter(({ pk, sk }) => String(pk).includes(userId) && /^F#/.test(String(sk)));
    // the notifier pushes its own frames itself
    expect(frames.map(({ kind }) => kind).toSorted()).toEqual(['frame', 'frame', undefined]);
  });

  it('is done once while many ask for it', async () => {
    await tell(1, 1);
    const [{ id } = { id: '' }] = (await list()).notifications;
    const all = await Promise.all(Array.from({ length: 5 }, () => changeNotification('demo', userId, id, 'read')));
    expect(all.map(({ isRead }) => isRead)).toEqual([true, true, true, true, true]);
    expect(await channel()).toHaveLength(2);
  });

  it('is done to many by their ids, and told what was there', async () => {
    for (const revision of [1, 2, 3]) await tell(revision, revision);
    const [a, b, c] = (await list()).notifications.map(({ id }) => id) as [string, string, string];
    const change = (action: 'read' | 'unread' | 'delete', ids: string[]) =>
      changeNotifications('demo', userId, action, ids);
    const nothing = { notFound: [], hasMore: false };
    expect(await change('read', [a, b, a])).toEqual({ ...nothing, changed: 2, unchanged: 0 });
    expect(await change('read', [a, c, 'notif_0'])).toEqual({
      ...{ changed: 1, unchanged: 1, notFound: ['notif_0'], hasMore: false },
    });
    expect(await change('unread', [a])).toEqual({ ...nothing, changed: 1, unchanged: 0 });
    expect(await change('delete', [a, c])).toEqual({ ...nothing, changed: 2, unchanged: 0 });
    expect((await list()).notifications.map(({ id, isRead }) => [id, isRead])).toEqual([[b, true]]);
    expect((await channel()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is done to all that fit a filter', async () => {
    for (const revision of [1, 2, 3]) await tell(revision, revision, revision === 2 ? 'RGD' : 'SWA');
    const all = (action: 'read' | 'unread' | 'delete', filter = {}) =>
      changeFittingNotifications('demo', userId, action, filter);
    expect(await all('read', { project: ['SWA'] })).toMatchObject({ changed: 2, hasMore: false });
    expect(await all('read', { isRead: true })).toMatchObject({ changed: 0, unchanged: 0 });
    expect(await unreadOf('demo', userId)).toEqual({ unread: 1, byType: { task_updated: 1 }, byProject: { RGD: 1 } });
    expect(await all('delete', { isRead: true })).toMatchObject({ changed: 2 });
    expect(await shotsOf()).toEqual([2]);
  });
});

describe('a filter', () => {
  it('is for type, project, priority and time, alone and together', async () => {
    for (const revision of [1, 2, 3]) await tell(revision, revision, revision === 2 ? 'RGD' : 'SWA');
    expect(await shotsOf({ project: ['SWA'] })).toEqual([1, 3]);
    expect(await shotsOf({ project: ['SWA', 'RGD'], type: ['task_updated', 'mention'] })).toEqual([1, 2, 3]);
    expect(await shotsOf({ type: ['mention'] })).toEqual([]);
    expect(await shotsOf({ priority: ['medium'], project: ['RGD'] })).toEqual([2]);
    expect(await shotsOf({ since: new Date(now - 2 * minute).toISOString() })).toEqual([1, 2]);
    expect(await shotsOf({ since: new Date(now - 2 * minute + 1).toISOString() })).toEqual([1]);
    expect(await shotsOf({ since: '1970-01-01T00:00:00.000Z' })).toEqual([1, 2, 3]);
  });
});

describe('what was told', () => {
  it('is not told again, once it was deleted; what comes later begins anew', async () => {
    const [one, two] = [toldOf(1, 1), toldOf(1, 2)];
    const again = (...told: (typeof one)[]) => tellPerson('demo', userId, told, () => 'live');
    await again(one);
    const [first] = (await list()).notifications;
    await changeNotification('demo', userId, first?.id ?? '', 'delete');
    expect(await again(one)).toEqual([]);
    expect(await again(two, one)).toMatchObject([{ seq: 3, type: 'notification.created' }]);
    expect((await list()).notifications).toMatchObject([{ message: 'Lighting task for SH2 moved to In Progress' }]);
  });

  it('is not announced to whom it is not to be live, and is nothing to whom it is off', async () => {
    await tellPerson('demo', userId, [toldOf(2, 1)], () => 'off');
    expect((await list()).notifications).toEqual([]);
    const quietly = () => tellPerson('demo', userId, [toldOf(2, 1), toldOf(0, 2)], () => 'inbox');
    expect((await Promise.all([quietly(), quietly(), quietly()])).flat()).toEqual([]);
    expect(await shotsOf()).toEqual([2, 1]);
    expect(await channel()).toEqual([]);
    expect(await tellPerson('demo', userId, [toldOf(2, 1)], () => 'live')).toEqual([]);
  });
});

it('what somebody sends is there once, announced or not', async () => {
  const fields = { userId, type: 'announcement', title: 'Dailies', message: 'At ten.', priority: 'low' } as const;
  const change = { studio: 'demo', actor: { userId: 'user_sue', requestId: 'req_1', ip: '' } };
  for (const [id, isLive] of [
    ['notif_1', true],
    ['notif_2', false],
  ] as const) {
    const notice = sentNotification({ ...fields, data: {} }, { id, senderId: 'user_sue', now: new Date() });
    await sendNotification(notice, isLive, change);
    expect(await getNotification('demo', userId, id)).toEqual(notice);
  }
  expect((await channel()).map(({ id }) => id)).toEqual(['notif_1']);
});
