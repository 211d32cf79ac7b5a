import { ApiError } from '../contract/errors.ts';
import type { NotificationLevel } from '../contract/notifications.ts';
import { type ChannelMessage, inboxOf } from '../contract/realtime.ts';
import { eventId } from '../domain/events.ts';
import { hears } from '../domain/messages.ts';
import { nestedParts } from '../domain/nested-id.ts';
import { messageNotice, notificationLifeMs } from '../domain/notifications.ts';
import { append } from './channels.ts';
import { keys } from './keys.ts';
import type { StoredThread } from './message-threads.ts';
import {
  changeNotification,
  notificationId,
  notificationItem,
  notificationMessage,
  notificationOf,
} from './notifications.ts';
import { levelsOf } from './preferences.ts';
import type { StoredMail } from './stream.ts';
import { epochAfter, getItem, TransactionRefused, transact, type Write } from './table.ts';
import { authoritiesOf } from './users.ts';

/** Which notification tells somebody of a thread, and of which message in it. */
interface Notice {
  number: number;
  notice: string;
}

const numberOf = ({ entityId }: StoredMail) => Number(nestedParts(entityId).own);

/**
 * Tells those whom messages of one thread are to of the newest of them; what told them of an earlier one goes away.
 * What would have expired already is left out.
 * @returns the messages that are new, by inbox
 */
export async function deliverMail(events: readonly StoredMail[]): Promise<Map<string, ChannelMessage[]>> {
  const oldest = new Date(Date.now() - notificationLifeMs).toISOString();
  const sent = events.filter(({ type, at }) => type === 'message.sent' && at > oldest);
  const [newest] = sent.toSorted((a, b) => numberOf(b) - numberOf(a));
  const delivered = new Map<string, ChannelMessage[]>();
  if (!newest) return delivered;
  const { studio, entityId, about } = newest;
  const thread = { id: nestedParts(entityId).parent, participants: about.thread ?? [] };
  const audience = (await authoritiesOf(studio, thread.participants)).filter((person) => hears(person, thread));
  const levelOf = await levelsOf(studio, new Set(audience.map(({ userId }) => userId)));
  for (const { userId } of audience) {
    const messages = await tell(newest, userId, levelOf(userId, 'message'));
    if (messages.length > 0) delivered.set(inboxOf(userId), messages);
  }
  return delivered;
}

/** @returns what its sockets are to hear */
async function tell(event: StoredMail, userId: string, level: NotificationLevel): Promise<ChannelMessage[]> {
  if (level === 'off') return [];
  const { studio, entityId } = event;
  const number = numberOf(event);
  const key = keys.threadNotice(studio, nestedParts(entityId).parent, userId);
  const before = await getItem<Notice>(key);
  if (before && before.number >= number) return [];
  const channel = inboxOf(userId);
  const created = notificationOf(
    notificationId(event.at, `${eventId(event)} ${userId}`),
    messageNotice(event, userId),
    event.at,
  );
  const notice: Notice = { number, notice: created.id };
  const put: Write = {
    Put: { Item: notificationItem(studio, created), ConditionExpression: 'attribute_not_exists(pk)' },
  };
  const alongside: Write[] = [
    { Put: { Item: { ...key, ...notice, expiresAtEpoch: epochAfter(notificationLifeMs / 1_000) } } },
    ...(before ? [{ Delete: { Key: keys.notification(studio, channel, before.notice) } }] : []),
  ];
  if (level === 'live') {
    const message = notificationMessage('notification.created', created, created.createdAt);
    return append(studio, channel, [{ message, once: () => put }], { also: () => alongside });
  }
  try {
    await transact([put, ...alongside]);
  } catch (error) {
    // it is there already
    if (!(error instanceof TransactionRefused)) throw error;
  }
  return [];
}

/** Marks the notification of a thread as read, where nothing of it is left to read. */
export async function markNoticeRead(studio: string, userId: string, thread: StoredThread): Promise<void> {
  const known = await getItem<Notice>(keys.threadNotice(studio, thread.id, userId));
  if (!known || known.number > (thread.read[userId] ?? 0)) return;
  try {
    await changeNotification(studio, userId, known.notice, 'read');
  } catch (error) {
    // it has expired, or another one takes its place
    if (!(error instanceof ApiError)) throw error;
  }
}
