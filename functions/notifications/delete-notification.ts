import { notificationOperations } from '../../shared/contract/notifications.ts';
import { changeNotification } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.deleteNotification,
  async ({ params: { notificationId }, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: notificationId, userId });
    await changeNotification(studio, userId, notificationId, 'delete');
    return undefined;
  },
);
