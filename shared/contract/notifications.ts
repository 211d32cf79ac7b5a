import * as z from 'zod';
import { etagOf } from './etag.ts';
import { operation } from './operation.ts';
import { id, instant, json, line, page, readOnly, several, text } from './primitives.ts';
import { projectId } from './projects.ts';
import { taskId } from './tasks.ts';

export const notificationTypes = [
  'task_assigned',
  'task_updated',
  'comment_added',
  'mention',
  'review_result',
  'deadline_near',
  'deadline_passed',
  'version_published',
  'submission',
  'announcement',
  'message',
] as const;
export type NotificationType = (typeof notificationTypes)[number];

const type = z.enum(notificationTypes);
const priority = z.enum(['low', 'medium', 'high', 'urgent']);
/** What it is about, as ids; clients may add what they need. */
const data = z.record(line(100).min(1), json);

export const notification = z
  .object({
    id,
    userId: z.string(),
    type,
    title: z.string(),
    message: z.string(),
    data: z.record(z.string(), json),
    isRead: z.boolean(),
    priority,
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'Notification' });

export type Notification = z.output<typeof notification>;

const maxDataLength = 4_000;

const newNotification = z
  .strictObject({
    userId: z.string().min(1).max(100).meta({ description: 'Who hears of it' }),
    type,
    title: line(200).min(1),
    message: text(2_000).min(1),
    data: data
      .refine((value) => JSON.stringify(value).length <= maxDataLength, {
        error: `Must have at most ${maxDataLength} characters as JSON`,
        params: { code: 'TOO_LONG' },
      })
      .default({})
      .meta({ description: 'With a `projectId` or `taskId`, it is only for who may see that' }),
    priority: priority.default('medium'),
    expiresAt: instant.optional().meta({ description: 'In seven days, if nothing is said; in ninety at most' }),
  })
  .meta({
    examples: [
      {
        userId: 'user_01JC9Q3V7RZK4M2N8W5T6X0Y1A',
        type: 'announcement',
        title: 'Render farm',
        message: 'The farm is down for an hour from six.',
        data: { projectId: 'SWA' },
        priority: 'high',
      },
    ],
  });
export type NewNotification = z.output<typeof newNotification>;

const filters = {
  isRead: z.stringbool().optional(),
  type: several(type).optional(),
  project: several(projectId).optional(),
  priority: several(priority).optional(),
  since: instant.optional().meta({ description: 'Those only that were created then or later' }),
};

/** What is asked for; of several values of one name any, of several names all. */
export interface NotificationFilter {
  isRead?: boolean | undefined;
  type?: readonly NotificationType[] | undefined;
  project?: readonly string[] | undefined;
  priority?: readonly Notification['priority'][] | undefined;
  since?: string | undefined;
}

const stats = z
  .object({
    unread: z.int(),
    byType: z.record(z.string(), z.int()),
    byProject: z.record(z.string(), z.int()),
  })
  .meta({ id: 'NotificationStats', description: 'Unread ones, in all, by type and by project.' });
export type NotificationStats = z.output<typeof stats>;

/** So many are changed by one request at most. */
export const mostInBulk = 500;

const bulkAction = z.enum(['read', 'unread', 'delete']);
export type BulkAction = z.output<typeof bulkAction>;

const bulkFilters = z.strictObject({
  isRead: z.boolean().optional(),
  type: z.array(type).min(1).max(50).optional(),
  project: z.array(projectId).min(1).max(50).optional(),
  priority: z.array(priority).min(1).max(50).optional(),
  since: instant.optional(),
});

const bulk = z
  .strictObject({
    action: bulkAction,
    ids: z.array(id).min(1).max(mostInBulk).optional(),
    all: z.literal(true).optional(),
    filters: bulkFilters.optional().meta({ description: 'Of `all`' }),
  })
  .refine(({ ids, all, filters }) => (ids === undefined) !== (all === undefined) && !(ids && filters), {
    error: 'Send `ids`, or `all` with or without `filters`',
    path: ['ids'],
    params: { code: 'REQUIRED_FIELD' },
  });

const bulkResult = z
  .object({
    changed: z.int(),
    unchanged: z.int().meta({ description: 'Were so already' }),
    notFound: z.array(z.string()).meta({ description: 'Of the ids that were sent' }),
    hasMore: z.boolean().meta({ description: `Of \`all\` there are more than ${mostInBulk}: send it again` }),
  })
  .meta({ id: 'NotificationBulkResult' });
export type NotificationBulkResult = z.output<typeof bulkResult>;

/** How somebody hears of a type: not at all, in the inbox when they look, or there and at once. */
const level = z.enum(['off', 'inbox', 'live']);
export type NotificationLevel = z.output<typeof level>;

const levels = z
  .strictObject(
    Object.fromEntries(notificationTypes.map((name) => [name, level.default('live')])) as Record<
      NotificationType,
      z.ZodDefault<typeof level>
    >,
  )
  .meta({ description: '`off`: not at all; `inbox`: when you look; `live`: on your sockets too, as it is by default' });

export const preferences = z
  .object({ types: levels, revision: z.int().min(1) })
  .meta({ id: 'NotificationPreferences', description: 'How somebody hears of each type.' });
export type NotificationPreferences = z.output<typeof preferences>;

const attention = z.enum(['watch', 'mute']);
export type Attention = z.output<typeof attention>;

const watch = z
  .object({ kind: z.enum(['project', 'task']), id: z.string(), level: attention, since: instant })
  .meta({ id: 'Watch', description: 'A task or project that somebody watches, or has muted.' });
export type Watch = z.output<typeof watch>;

const domain = 'notifications';
const params = z.object({ notificationId: id });
const preferencesEtag = ({ revision }: Pick<NotificationPreferences, 'revision'>) => etagOf(revision);
const watching = {
  domain,
  access: 'notification.own',
  errors: ['NOT_FOUND'],
  answer: { kind: 'item', status: 200, data: watch },
  uses: ['tableWrite'],
} as const;
const ending = {
  domain,
  access: 'notification.own',
  answer: { kind: 'empty', status: 204 },
  uses: ['tableWrite'],
} as const;
const whoHears =
  'Who watches hears of it as its artist does; who has muted it, only of what is assigned to them or mentions them. ' +
  'What is said of a task counts before what is said of its project.';

export const notificationOperations = {
  listNotifications: operation({
    id: 'listNotifications',
    domain,
    method: 'GET',
    path: '/notifications',
    summary: 'List your notifications, newest first',
    description:
      'Of several values of one filter any fits, of several filters all have to. Each is kept for seven days, ' +
      'unless it was sent with another end.',
    access: 'notification.own',
    query: z.strictObject({ ...page, ...filters }),
    answer: { kind: 'list', status: 200, data: notification },
  }),
  createNotification: operation({
    id: 'createNotification',
    domain,
    method: 'POST',
    path: '/notifications',
    summary: 'Notify somebody',
    description:
      'It is in their inbox whatever they prefer, and on their sockets unless they do not want this type live. ' +
      '`data.senderId` says who sent it.',
    access: 'notification.create',
    body: newNotification,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 201, data: notification },
    uses: ['tableWrite'],
  }),
  notificationStats: operation({
    id: 'notificationStats',
    domain,
    method: 'GET',
    path: '/notifications/stats',
    summary: 'Count your unread notifications',
    description: 'In all, by type and by project; without those that have expired.',
    access: 'notification.own',
    answer: { kind: 'item', status: 200, data: stats },
  }),
  bulkNotifications: operation({
    id: 'bulkNotifications',
    domain,
    method: 'POST',
    path: '/notifications/bulk',
    summary: 'Mark many as read or unread, or delete them',
    description: `By their ids, or \`all\` that fit \`filters\`; ${mostInBulk} at most.`,
    access: 'notification.own',
    body: bulk,
    answer: { kind: 'item', status: 200, data: bulkResult },
    uses: ['tableWrite'],
  }),
  getNotification: operation({
    id: 'getNotification',
    domain,
    method: 'GET',
    path: '/notifications/{notificationId}',
    summary: 'Get one of your notifications',
    description: 'Reading it does not mark it as read. One that has expired is not found.',
    access: 'notification.own',
    params,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: notification },
  }),
  updateNotification: operation({
    id: 'updateNotification',
    domain,
    method: 'PUT',
    path: '/notifications/{notificationId}',
    summary: 'Mark a notification as read or unread',
    description:
      'Your other sockets hear of it. Nothing else of a notification can be changed; what is so already stays so.',
    access: 'notification.own',
    params,
    body: z.strictObject({ isRead: z.boolean() }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: notification },
    uses: ['tableWrite'],
  }),
  deleteNotification: operation({
    id: 'deleteNotification',
    method: 'DELETE',
    path: '/notifications/{notificationId}',
    summary: 'Delete one of your notifications',
    description: 'From your inbox alone: others who were told keep theirs. Your other sockets hear of it.',
    params,
    errors: ['NOT_FOUND'],
    ...ending,
  }),
  getNotificationPreferences: operation({
    id: 'getNotificationPreferences',
    domain,
    method: 'GET',
    path: '/notification-preferences',
    summary: 'Get how you hear of each type of notification',
    description: 'Every type is named: `live`, where you have said nothing.',
    access: 'notification.own',
    answer: { kind: 'item', status: 200, data: preferences, etag: preferencesEtag },
  }),
  setNotificationPreferences: operation({
    id: 'setNotificationPreferences',
    domain,
    method: 'PUT',
    path: '/notification-preferences',
    summary: 'Set how you hear of each type of notification',
    description: 'A type that is left out is `live`. They hold for what happens from now on.',
    access: 'notification.own',
    body: z.strictObject({ types: levels, revision: readOnly }),
    errors: ['VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: preferences, etag: preferencesEtag },
    uses: ['tableWrite'],
  }),
  listWatches: operation({
    id: 'listWatches',
    domain,
    method: 'GET',
    path: '/watches',
    summary: 'List what you watch and what you have muted',
    description: 'What you may not see any more stands among them until you take it off.',
    access: 'notification.own',
    query: z.strictObject({ ...page }),
    answer: { kind: 'list', status: 200, data: watch },
  }),
  watchTask: operation({
    ...watching,
    id: 'watchTask',
    method: 'PUT',
    path: '/tasks/{taskId}/watch',
    summary: 'Watch a task, or mute it',
    description: whoHears,
    params: z.object({ taskId }),
    body: z.strictObject({ level: attention }),
  }),
  unwatchTask: operation({
    ...ending,
    id: 'unwatchTask',
    method: 'DELETE',
    path: '/tasks/{taskId}/watch',
    summary: 'Neither watch nor mute a task any more',
    description:
      'You hear of it again as its artist, as somebody in its threads, or by its project. Also of what you may not ' +
      'see any more, or never watched.',
    params: z.object({ taskId }),
  }),
  watchProject: operation({
    ...watching,
    id: 'watchProject',
    method: 'PUT',
    path: '/projects/{projectId}/watch',
    summary: 'Watch a project, or mute it',
    description: whoHears,
    params: z.object({ projectId }),
    body: z.strictObject({ level: attention }),
  }),
  unwatchProject: operation({
    ...ending,
    id: 'unwatchProject',
    method: 'DELETE',
    path: '/projects/{projectId}/watch',
    summary: 'Neither watch nor mute a project any more',
    description: 'What you have said of single tasks stays. Also of what you may not see any more, or never watched.',
    params: z.object({ projectId }),
  }),
} as const;
