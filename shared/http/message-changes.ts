import { findThread } from '../data/message-threads.ts';
import type { MessageAddress } from '../data/messages.ts';
import { messageResource, threadResource } from '../domain/messages.ts';
import type { Asking } from './task-changes.ts';

/**
 * Whether the caller may change a message, once its author is known.
 * @throws NOT_FOUND where they are not in the thread; what it gives, FORBIDDEN for what others wrote
 */
export async function ownMessage(
  { caller, allow }: Asking,
  { threadId, number }: MessageAddress,
): Promise<(authorId: string) => void> {
  const thread = await findThread(caller.studio, threadId);
  allow(threadResource(thread), 'message.read');
  return (authorId) => allow(messageResource(thread, Number(number), authorId));
}
