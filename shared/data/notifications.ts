import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { notFound } from '../contract/errors.ts';
import { type Notification, notification } from '../contract/notifications.ts';
import { inboxOf } from '../contract/realtime.ts';
import { eventId, type ProjectEvent } from '../domain/events.ts';
import { type NotificationDraft, notificationLifeMs } from '../domain/notifications.ts';
import type { Entry } from './channels.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { type Item, queryPage } from './table.ts';

/** Ids sort by time, and the same event gives the same person the same id: a second delivery changes nothing. */
function notificationId(event: ProjectEvent, userId: string): string {
  const time = Date.parse(event.at).toString(36).padStart(9, '0');
  const hash = createHash('sha256')
    .update(`${eventId(event)} ${userId}`)
    .digest('hex')
    .slice(0, 16);
  return `notif_${time}${hash}`;
}

/** A draft as an entry of the person's inbox: stored once, announced with its number. */
export function inboxEntry(event: ProjectEvent, draft: NotificationDraft): Entry {
  const expiresAt = new Date(Date.parse(event.at) + notificationLifeMs);
  const created: Notification = {
    id: notificationId(event, draft.userId),
    ...draft,
    isRead: false,
    createdAt: event.at,
    expiresAt: expiresAt.toISOString(),
  };
  return {
    message: {
      type: 'notification.created',
      id: created.id,
      createdAt: created.createdAt,
      data: { ...created } as Entry['message']['data'],
    },
    once: (seq) => ({
      Put: {
        Item: {
          ...keys.notification(event.studio, inboxOf(draft.userId), created.id),
          ...created,
          seq,
          expiresAtEpoch: Math.ceil(expiresAt.getTime() / 1000),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
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
