import { createHash } from 'node:crypto';
import { notFound } from '../contract/errors.ts';
import {
  type BulkAction,
  mostInBulk,
  type Notification,
  type NotificationBulkResult,
  type NotificationFilter,
  type NotificationStats,
  notification,
} from '../contract/notifications.ts';
import { inboxOf } from '../contract/realtime.ts';
import { type NotificationDraft, notificationLifeMs } from '../domain/notifications.ts';
import { portionsOf } from '../domain/portions.ts';
import { append, type Entry, headOf } from './channels.ts';
import { kept } from './entities.ts';
import type { Change } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { getItem, getItems, type Item, type Paging, queryAll, queryPage, type StartKey, transact } from './table.ts';

/**
 * Ids sort by time, and the same occasion gives the same id: telling of it again changes nothing.
 * @param occasion names what it tells, and whom
 */
export function notificationId(at: string, occasion: string): string {
  const hash = createHash('sha256').update(occasion).digest('hex').slice(0, 16);
  return `notif_${Date.parse(at).toString(36).padStart(9, '0')}${hash}`;
}

/** A draft as it is told; it lives for seven days. */
export function notificationOf(id: string, draft: NotificationDraft, createdAt: string): Notification {
  const expiresAt = new Date(Date.parse(createdAt) + notificationLifeMs).toISOString();
  return { id, ...draft, isRead: false, createdAt, expiresAt };
}

/** A notification as it is stored. */
export function notificationItem(studio: string, notice: Notification): Item & { expiresAtEpoch: number } {
  const expiresAtEpoch = Math.ceil(Date.parse(notice.expiresAt) / 1000);
  return { ...keys.notification(studio, inboxOf(notice.userId), notice.id), ...notice, expiresAtEpoch };
}

/** What is said of it on its person's inbox. */
export function notificationMessage(type: string, notice: Notification, createdAt: string): Entry['message'] {
  return { type, id: notice.id, createdAt, data: { ...notice } as Entry['message']['data'] };
}

/** TTL deletes late, so what has expired is left out by whoever reads. */
function conditionsOf({ isRead, type, project, priority }: NotificationFilter) {
  const names: Record<string, string> = { '#expiresAt': 'expiresAt' };
  const values: Record<string, unknown> = { ':now': new Date().toISOString() };
  const conditions = ['#expiresAt > :now'];
  if (isRead !== undefined) {
    names['#isRead'] = 'isRead';
    values[':isRead'] = isRead;
    conditions.push('#isRead = :isRead');
  }
  const among = (path: string[], wanted: readonly string[] | undefined) => {
    if (!wanted) return;
    for (const name of path) names[`#${name}`] = name;
    const places = wanted.map((value, index) => {
      values[`:${path.at(-1)}${index}`] = value;
      return `:${path.at(-1)}${index}`;
    });
    conditions.push(`${path.map((name) => `#${name}`).join('.')} IN (${places.join(', ')})`);
  };
  among(['type'], type);
  among(['data', 'projectId'], project);
  among(['priority'], priority);
  return { expression: conditions.join(' AND '), names, values };
}

/** Ids begin with the time of creation. */
function queryOf(studio: string, userId: string, filter: NotificationFilter) {
  const time = filter.since === undefined ? '' : Math.max(0, Date.parse(filter.since)).toString(36).padStart(9, '0');
  return {
    equals: { pk: keys.channelHead(studio, inboxOf(userId)).pk },
    range: { attribute: 'sk', from: `N#notif_${time}`, to: 'N#notif_~' },
    filter: conditionsOf(filter),
  };
}

/** A page of a person's notifications, newest first. */
export async function listNotifications(
  studio: string,
  userId: string,
  options: NotificationFilter & Paging,
): Promise<{ notifications: Notification[]; next?: StartKey }> {
  const { limit, startAfter, ...filter } = options;
  const query = { ...queryOf(studio, userId, filter), newestFirst: true, limit, startAfter };
  const { items, next } = await queryPage<Item>(query);
  return { notifications: items.map((item) => notification.parse(item)), ...(next && { next }) };
}

const isThere = (item: Item | undefined): item is Item => (item?.expiresAt as string) > new Date().toISOString();

/** @throws NOT_FOUND where there is none, or it has expired */
export async function getNotification(studio: string, userId: string, id: string): Promise<Notification> {
  const item = await getItem(keys.notification(studio, inboxOf(userId), id));
  if (!isThere(item)) throw notFound('notification', id);
  return notification.parse(item);
}

/** What an action makes of a notification, and what the person's sockets hear of it. */
function entryOf(studio: string, action: BulkAction, notice: Notification): Entry {
  const Key = keys.notification(studio, inboxOf(notice.userId), notice.id);
  const now = new Date().toISOString();
  if (action === 'delete') {
    const data = { id: notice.id, userId: notice.userId };
    return {
      message: { type: 'notification.deleted', id: notice.id, createdAt: now, data },
      once: () => ({ Delete: { Key, ConditionExpression: 'attribute_exists(pk)' } }),
    };
  }
  const isRead = action === 'read';
  return {
    message: notificationMessage('notification.updated', { ...notice, isRead }, now),
    once: () => ({
      Update: {
        Key,
        UpdateExpression: 'SET isRead = :isRead',
        // as it was read: one that has grown meanwhile says something else
        ConditionExpression: 'isRead = :before AND message = :message AND expiresAt > :now',
        ExpressionAttributeValues: {
          ...{ ':isRead': isRead, ':before': !isRead, ':message': notice.message, ':now': now },
        },
      },
    }),
  };
}

const isSo = (action: BulkAction, { isRead }: Notification) => action !== 'delete' && isRead === (action === 'read');
const pushedByStream = { pushedByStream: true } as const;
const maxRaces = 5;

/**
 * Marks a notification as read or unread, or deletes it; the person's other sockets hear of it.
 * @returns it, as it is now or was before it was deleted
 * @throws NOT_FOUND where there is none, or it has expired
 */
export async function changeNotification(
  studio: string,
  userId: string,
  id: string,
  action: BulkAction,
): Promise<Notification> {
  const channel = inboxOf(userId);
  for (let race = 0; ; race++) {
    const [notice, head] = await Promise.all([getNotification(studio, userId, id), headOf(studio, channel)]);
    if (isSo(action, notice) || race === maxRaces) return notice;
    const entry = entryOf(studio, action, notice);
    const done = await append(studio, channel, [entry], { head, ...pushedByStream });
    if (done.length > 0) return action === 'delete' ? notice : { ...notice, isRead: action === 'read' };
  }
}

/** A frame and its head are two actions of a transaction of 100. */
const maxTogether = 90;

/** Those of some notifications that became so now. */
async function changeAll(
  studio: string,
  userId: string,
  action: BulkAction,
  notices: readonly Notification[],
): Promise<number> {
  let changed = 0;
  for (const some of portionsOf(notices, maxTogether)) {
    const entries = some.map((notice) => entryOf(studio, action, notice));
    changed += (await append(studio, inboxOf(userId), entries, pushedByStream)).length;
  }
  return changed;
}

/** {@link changeNotification} of many, by their ids; what somebody changes at the same moment is left as it is. */
export async function changeNotifications(
  studio: string,
  userId: string,
  action: BulkAction,
  ids: readonly string[],
): Promise<NotificationBulkResult> {
  const wanted = [...new Set(ids)];
  const items = await getItems<Item>(wanted.map((id) => keys.notification(studio, inboxOf(userId), id)));
  const found = items.filter(isThere).map((item) => notification.parse(item));
  const there = new Set(found.map(({ id }) => id));
  const changed = await changeAll(
    studio,
    userId,
    action,
    found.filter((notice) => !isSo(action, notice)),
  );
  const notFoundIds = wanted.filter((id) => !there.has(id));
  return { changed, unchanged: found.length - changed, notFound: notFoundIds, hasMore: false };
}

/** {@link changeNotification} of all that fit a filter, the newest first, as many as one request may change. */
export async function changeFittingNotifications(
  studio: string,
  userId: string,
  action: BulkAction,
  filter: NotificationFilter,
): Promise<NotificationBulkResult> {
  const nothing = { changed: 0, unchanged: 0, notFound: [], hasMore: false };
  if (action !== 'delete' && filter.isRead === (action === 'read')) return nothing;
  const due = action === 'delete' ? filter : { ...filter, isRead: action !== 'read' };
  const { notifications, next } = await listNotifications(studio, userId, { ...due, limit: mostInBulk });
  const changed = await changeAll(studio, userId, action, notifications);
  return { ...nothing, changed, unchanged: notifications.length - changed, hasMore: next !== undefined };
}

/**
 * How many are unread: one query a megabyte, some 1,500 notifications. Counters would cost a write with each
 * notification and each reading of one, and could not know when one expires.
 */
export async function unreadOf(studio: string, userId: string): Promise<NotificationStats> {
  const unread = await queryAll<Notification>(queryOf(studio, userId, { isRead: false }));
  const count = (names: readonly unknown[]) => {
    const counts: Record<string, number> = {};
    for (const name of names) if (typeof name === 'string') counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  return {
    unread: unread.length,
    byType: count(unread.map(({ type }) => type)),
    byProject: count(unread.map(({ data }) => data.projectId)),
  };
}

/**
 * Puts a notification into somebody's inbox that follows from no event.
 * @param isLive whether their sockets hear of it
 */
export async function sendNotification(notice: Notification, isLive: boolean, change: Change): Promise<Notification> {
  const { studio } = change;
  const Item = notificationItem(studio, notice);
  const put = { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  const alongside = kept(change, notice);
  const writes = alongside.map(({ write }) => write);
  if (isLive) {
    const message = notificationMessage('notification.created', notice, notice.createdAt);
    await append(studio, inboxOf(notice.userId), [{ message, once: () => put }], {
      also: () => writes,
      ...pushedByStream,
    });
  } else {
    await transact([put, ...writes]);
  }
  for (const one of alongside) one.written?.();
  return notice;
}
