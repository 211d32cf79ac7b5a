import { messageOperations } from '../../shared/contract/messages.ts';
import { listThreads } from '../../shared/data/message-threads.ts';
import { threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  messageOperations.listThreads,
  async ({ query, caller: { studio, userId }, eachAllowed, cursors }) => {
    // whoever may not be in a thread has none, such as a client
    if (!eachAllowed()(threadResource({ id: 'own', participants: [userId] }))) return { items: [] };
    const startAfter = await cursors.open();
    const { threads, next } = await listThreads(studio, userId, { limit: query.limit, startAfter });
    return { items: threads, nextCursor: await cursors.seal(next) };
  },
);
