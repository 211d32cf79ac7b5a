import { notificationOperations } from '../../shared/contract/notifications.ts';
import { changeFittingNotifications, changeNotifications } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.bulkNotifications,
  async ({ body: { action, ids, filters }, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: userId, userId });
    return ids
      ? changeNotifications(studio, userId, action, ids)
      : changeFittingNotifications(studio, userId, action, filters ?? {});
  },
);
