import { messageOperations } from '../../shared/contract/messages.ts';
import { markNoticeRead } from '../../shared/data/message-notices.ts';
import { findThread, markRead, showThread } from '../../shared/data/message-threads.ts';
import { threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(messageOperations.readThread, async ({ params, body, caller, allow }) => {
  const { studio, userId } = caller;
  const thread = await findThread(studio, params.threadId);
  allow(threadResource(thread));
  const read = await markRead(studio, userId, thread, body.number);
  const [shown] = await Promise.all([showThread(studio, userId, read), markNoticeRead(studio, userId, read)]);
  return shown;
});
