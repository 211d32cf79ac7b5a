import { notificationOperations } from '../../shared/contract/notifications.ts';
import { setPreferences } from '../../shared/data/preferences.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.setNotificationPreferences,
  async ({ body: { types }, ifMatch, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: userId, userId });
    return setPreferences(studio, userId, types, ifMatch);
  },
);
