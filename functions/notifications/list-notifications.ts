import { notificationOperations } from '../../shared/contract/notifications.ts';
import { listNotifications } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.listNotifications,
  async ({ query, caller: { studio, userId }, allow, cursors }) => {
    allow({ kind: 'notification', id: userId, userId });
    const { cursor, ...options } = query;
    const startAfter = await cursors.open();
    const { notifications, next } = await listNotifications(studio, userId, { ...options, startAfter });
    return { items: notifications, nextCursor: await cursors.seal(next) };
  },
);
