import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { notFound } from '../contract/errors.ts';
import { type Notification, notification } from '../contract/notifications.ts';
import { type ChannelMessage, inboxOf } from '../contract/realtime.ts';
import { eventId, type ProjectEvent } from '../domain/events.ts';
import {
  grown,
  type NotificationDraft,
  notificationLifeMs,
  type Summary,
  summarised,
} from '../domain/notifications.ts';
import { append, type Entry } from './channels.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { getItem, type Item, queryPage } from './table.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Ids sort by time, and the same event gives the same person the same id: a second delivery changes nothing. */
function notificationId(event: ProjectEvent, userId: string): string {
  const time = Date.parse(event.at).toString(36).padStart(9, '0');
  return `notif_${time}${hashOf(`${eventId(event)} ${userId}`)}`;
}

/** What an event means to somebody. */
export interface Told {
  event: ProjectEvent;
  draft: NotificationDraft;
}

function notificationOf(id: string, draft: NotificationDraft, createdAt: string): Notification {
  const expiresAt = new Date(Date.parse(createdAt) + notificationLifeMs).toISOString();
  return { id, ...draft, isRead: false, createdAt, expiresAt };
}

function itemOf(studio: string, notice: Notification): Item & Notification {
  const expiresAtEpoch = Math.ceil(Date.parse(notice.expiresAt) / 1000);
  return { ...keys.notification(studio, inboxOf(notice.userId), notice.id), ...notice, ...{ expiresAtEpoch } };
}

function messageOf(type: string, notice: Notification, createdAt: string): Entry['message'] {
  return { type, id: notice.id, createdAt, data: { ...notice } as Entry['message']['data'] };
}

/** A draft as an entry of the person's inbox: stored once, announced with its number. */
export function inboxEntry(event: ProjectEvent, draft: NotificationDraft): Entry {
  const created = notificationOf(notificationId(event, draft.userId), draft, event.at);
  return {
    message: messageOf('notification.created', created, created.createdAt),
    once: (seq) => ({
      Put: {
        Item: { ...itemOf(event.studio, created), seq },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    }),
  };
}

/** With a notification of many events: what it sums up, of which events, and how often it has grown. */
interface Summed {
  summary: Summary;
  events: string[];
  growth: number;
}

const maxRounds = 12;
/** An item holds 400 KB, and is written with each delivery; what is delivered again was so not long before. */
const maxEvents = 2_000;

/**
 * Tells somebody of events of one bulk by one notification, which grows with what comes later. An event that it has is
 * not counted again.
 * @param told what they mean to one person, of one type and project
 * @returns the message of it; none where all of this was told before
 */
export async function tellOfBulk(told: readonly Told[]): Promise<ChannelMessage[]> {
  const [{ event: first, draft } = {} as Told] = told;
  const { bulkId = '' } = first.actor;
  const channel = inboxOf(draft.userId);
  const hash = hashOf(`${bulkId} ${draft.userId} ${draft.type} ${first.projectId}`);
  const id = `notif_${bulkId.slice(0, 9)}${hash}`;
  for (let round = 0; round < maxRounds; round++) {
    const known = await getItem<Item & Summed>(keys.notification(first.studio, channel, id));
    const fresh = told.filter(({ event }) => !known?.events.includes(hashOf(eventId(event))));
    if (fresh.length === 0) return [];
    const messages = await append(first.studio, channel, [grownEntry(id, known, fresh)]);
    if (messages.length > 0) return messages;
  }
  throw new Error(`Notification ${id} is written by many at this moment`);
}

function grownEntry(id: string, known: Summed | undefined, fresh: readonly Told[]): Entry {
  const [{ event, draft } = {} as Told] = fresh;
  const summary = fresh.reduce<Summary | undefined>((sum, one) => grown(sum, one.draft), known?.summary) as Summary;
  const startedAt = new Date(Number.parseInt(event.actor.bulkId?.slice(0, 9) ?? '', 36)).toISOString();
  const notice = notificationOf(id, summarised(draft, summary), startedAt);
  const events = [...(known?.events ?? []), ...fresh.map((one) => hashOf(eventId(one.event)))].slice(-maxEvents);
  const growth = (known?.growth ?? 0) + 1;
  return {
    message: messageOf(known ? 'notification.updated' : 'notification.created', notice, event.at),
    once: (seq) => ({
      Put: {
        Item: { ...itemOf(event.studio, notice), seq, ...({ summary, events, growth } satisfies Summed) },
        ...(known
          ? { ConditionExpression: 'growth = :known', ExpressionAttributeValues: { ':known': known.growth } }
          : { ConditionExpression: 'attribute_not_exists(pk)' }),
      },
    }),
  };
}

/** A page of a person's notifications, newest first. TTL deletes late, so the expired are left out here. */
export async function listNotifications(
  studio: string,
  userId: string,
  options: { isRead?: boolean | undefined; limit: number; startAfter?: Record<string, unknown> | undefined },
): Promise<{ notifications: Notification[]; next?: Record<string, unknown> }> {
  const isRead = options.isRead;
  const { items, next } = await queryPage<Item>({
    equals: { pk: keys.channelHead(studio, inboxOf(userId)).pk },
    range: { attribute: 'sk', beginsWith: 'N#' },
    filter: {
      expression: `#expiresAt > :now${isRead === undefined ? '' : ' AND #isRead = :isRead'}`,
      names: { '#expiresAt': 'expiresAt', ...(isRead !== undefined && { '#isRead': 'isRead' }) },
      values: { ':now': new Date().toISOString(), ...(isRead !== undefined && { ':isRead': isRead }) },
    },
    newestFirst: true,
    limit: options.limit,
    startAfter: options.startAfter,
  });
  return { notifications: items.map((item) => notification.parse(item)), ...(next && { next }) };
}

/** @throws NOT_FOUND where there is none, or it has expired */
export async function markNotification(
  studio: string,
  userId: string,
  id: string,
  isRead: boolean,
): Promise<Notification> {
  try {
    const { Attributes } = await dynamo().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.notification(studio, inboxOf(userId), id),
        UpdateExpression: 'SET isRead = :isRead',
        ConditionExpression: 'expiresAt > :now',
        ExpressionAttributeValues: { ':isRead': isRead, ':now': new Date().toISOString() },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return notification.parse(Attributes);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw notFound('notification', id);
    throw error;
  }
}
