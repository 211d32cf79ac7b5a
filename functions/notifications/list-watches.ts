import { notificationOperations } from '../../shared/contract/notifications.ts';
import { listWatches } from '../../shared/data/attention.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = notificationOperations.listWatches;

export const handler = defineEndpoint(operation, async ({ query, caller: { studio, userId }, allow }) => {
  allow({ kind: 'notification', id: userId, userId });
  const scope = { studio, userId, operation: operation.id, query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { watches, next } = await listWatches(studio, userId, { limit: query.limit, startAfter });
  return { items: watches, nextCursor: next && (await sealCursor(next, scope)) };
});
