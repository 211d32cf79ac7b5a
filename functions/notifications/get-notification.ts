import { notificationOperations } from '../../shared/contract/notifications.ts';
import { getNotification } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.getNotification,
  async ({ params: { notificationId }, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: notificationId, userId });
    return getNotification(studio, userId, notificationId);
  },
);
