import { messageOperations } from '../../shared/contract/messages.ts';
import { findThread, showThread } from '../../shared/data/message-threads.ts';
import { threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(messageOperations.getThread, async ({ params, caller, allow }) => {
  const thread = await findThread(caller.studio, params.threadId);
  allow(threadResource(thread));
  return showThread(caller.studio, caller.userId, thread);
});
