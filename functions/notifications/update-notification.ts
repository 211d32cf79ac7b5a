import { notificationOperations } from '../../shared/contract/notifications.ts';
import { changeNotification } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.updateNotification,
  async ({ params: { notificationId }, body: { isRead }, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: notificationId, userId });
    return changeNotification(studio, userId, notificationId, isRead ? 'read' : 'unread');
  },
);
