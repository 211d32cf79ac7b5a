import { notificationOperations } from '../../shared/contract/notifications.ts';
import { unreadOf } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.notificationStats,
  async ({ caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: userId, userId });
    return unreadOf(studio, userId);
  },
);
