import { messageOperations } from '../../shared/contract/messages.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { findThread } from '../../shared/data/message-threads.ts';
import { listMessages } from '../../shared/data/messages.ts';
import { threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = messageOperations.listThreadMessages;

export const handler = defineEndpoint(operation, async ({ params: { threadId }, query, caller, allow }) => {
  const { studio, userId } = caller;
  const scope = { studio, userId, operation: operation.id, query: { ...query, threadId } };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const [thread, page] = await Promise.all([
    findThread(studio, threadId),
    listMessages(studio, threadId, { limit: query.limit, startAfter }),
  ]);
  allow(threadResource(thread));
  return { items: page.messages, nextCursor: page.next && (await sealCursor(page.next, scope)) };
});
