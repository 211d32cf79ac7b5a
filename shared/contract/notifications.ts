import * as z from 'zod';
import { operation } from './operation.ts';
import { id, instant, json, page } from './primitives.ts';

const notificationTypes = ['task_assigned', 'task_updated', 'version_published', 'comment_added', 'mention'] as const;

export const notification = z
  .object({
    id,
    userId: z.string(),
    type: z.enum(notificationTypes),
    title: z.string(),
    message: z.string(),
    data: z.record(z.string(), json),
    isRead: z.boolean(),
    priority: z.enum(['low', 'medium', 'high', 'urgent']),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'Notification' });

export type Notification = z.output<typeof notification>;

const domain = 'notifications';

export const notificationOperations = {
  listNotifications: operation({
    id: 'listNotifications',
    domain,
    method: 'GET',
    path: '/notifications',
    summary: 'List your notifications, newest first',
    access: 'notification.own',
    query: z.strictObject({ ...page, isRead: z.stringbool().optional() }),
    answer: { kind: 'list', status: 200, data: notification },
  }),
  updateNotification: operation({
    id: 'updateNotification',
    domain,
    method: 'PUT',
    path: '/notifications/{notificationId}',
    summary: 'Mark a notification as read or unread',
    access: 'notification.own',
    params: z.object({ notificationId: id }),
    body: z.strictObject({ isRead: z.boolean() }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: notification },
    uses: ['tableWrite'],
  }),
} as const;
