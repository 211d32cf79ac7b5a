import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { append } from '../../../shared/data/channels.ts';
import { keys } from '../../../shared/data/keys.ts';
import { inboxEntry, listNotifications, markNotification } from '../../../shared/data/notifications.ts';
import { notificationsFor } from '../../../shared/domain/notifications.ts';
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

/** Tells the person of a change so many minutes ago. */
async function tell(minutesAgo: number, revision: number) {
  const at = new Date(now - minutesAgo * minute).toISOString();
  const event = makeEvent({ at, revision, about: { shot: `SH${revision}`, task: 'lighting', artist: userId } });
  const [draft] = notificationsFor(event, [], () => true);
  if (!draft) throw new Error('Nobody is told');
  await append('demo', `user:${userId}`, [inboxEntry(event, draft)]);
}

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
    expect(await markNotification('demo', userId, id, true)).toEqual({ ...newest, isRead: true });
    expect(await shotsOf({ isRead: true })).toEqual([1]);
    expect(await shotsOf({ isRead: false })).toEqual([2, 3]);
    expect(await markNotification('demo', userId, id, false)).toEqual(newest);
    expect(await shotsOf({ isRead: true })).toEqual([]);
  });

  it('are pages full of what was asked for', async () => {
    for (const revision of [1, 2, 3, 4, 5, 6]) await tell(revision, revision);
    for (const { id, data } of (await list()).notifications) {
      if ((data.revision as number) % 2 === 0) await markNotification('demo', userId, id, true);
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
    await expect(markNotification('demo', userId, one?.id ?? '', true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
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
      await expect(markNotification(studio, someone, one?.id ?? '', true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await shotsOf({ isRead: true })).toEqual([]);
  });

  it('are never made by marking what is not there', async () => {
    await expect(markNotification('demo', userId, 'notif_0', true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await table.all()).filter(({ pk }) => String(pk).includes(userId))).toEqual([]);
  });
});
