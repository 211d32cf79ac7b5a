import { messageOperations } from '../../shared/contract/messages.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listThreads } from '../../shared/data/message-threads.ts';
import { threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = messageOperations.listThreads;

export const handler = defineEndpoint(operation, async ({ query, caller: { studio, userId }, eachAllowed }) => {
  // whoever may not be in a thread has none, such as a client
  if (!eachAllowed()(threadResource({ id: 'own', participants: [userId] }))) return { items: [] };
  const scope = { studio, userId, operation: operation.id, query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { threads, next } = await listThreads(studio, userId, { limit: query.limit, startAfter });
  return { items: threads, nextCursor: next && (await sealCursor(next, scope)) };
});
