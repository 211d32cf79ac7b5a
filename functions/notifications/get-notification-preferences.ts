import { notificationOperations } from '../../shared/contract/notifications.ts';
import { preferencesOf } from '../../shared/data/preferences.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.getNotificationPreferences,
  async ({ caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: userId, userId });
    return preferencesOf(studio, userId);
  },
);
