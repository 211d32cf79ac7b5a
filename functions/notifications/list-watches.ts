import { notificationOperations } from '../../shared/contract/notifications.ts';
import { listWatches } from '../../shared/data/attention.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.listWatches,
  async ({ query, caller: { studio, userId }, allow, cursors }) => {
    allow({ kind: 'notification', id: userId, userId });
    const startAfter = await cursors.open();
    const { watches, next } = await listWatches(studio, userId, { limit: query.limit, startAfter });
    return { items: watches, nextCursor: await cursors.seal(next) };
  },
);
