import { notificationOperations } from '../../shared/contract/notifications.ts';
import { markNotification } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.updateNotification,
  async ({ params, body, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: params.notificationId, userId });
    return markNotification(studio, userId, params.notificationId, body.isRead);
  },
);
