import { notificationOperations } from '../../shared/contract/notifications.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listNotifications } from '../../shared/data/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = notificationOperations.listNotifications;

export const handler = defineEndpoint(operation, async ({ query, caller: { studio, userId }, allow }) => {
  allow({ kind: 'notification', id: userId, userId });
  const scope = { studio, userId, operation: operation.id, query };
  const { cursor, ...options } = query;
  const startAfter = await openCursor<Record<string, unknown>>(cursor, scope);
  const { notifications, next } = await listNotifications(studio, userId, { ...options, startAfter });
  return { items: notifications, nextCursor: next && (await sealCursor(next, scope)) };
});
