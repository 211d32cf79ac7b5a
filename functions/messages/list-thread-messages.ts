import { messageOperations } from '../../shared/contract/messages.ts';
import { findThread } from '../../shared/data/message-threads.ts';
import { listMessages } from '../../shared/data/messages.ts';
import { threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  messageOperations.listThreadMessages,
  async ({ params: { threadId }, query, caller, allow, cursors }) => {
    const { studio } = caller;
    const startAfter = await cursors.open();
    const [thread, page] = await Promise.all([
      findThread(studio, threadId),
      listMessages(studio, threadId, { limit: query.limit, startAfter }),
    ]);
    allow(threadResource(thread));
    return { items: page.messages, nextCursor: await cursors.seal(page.next) };
  },
);
