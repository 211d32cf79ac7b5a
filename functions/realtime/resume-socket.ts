import { messagesAfter, requireChannel } from '../../shared/data/channels.ts';
import { subscribe } from '../../shared/data/sockets.ts';
import { allowChannel } from '../../shared/domain/channels.ts';
import { socketTexts } from '../../shared/domain/frames.ts';
import { defineSocketAction } from '../../shared/http/define-socket-action.ts';

/**
 * Registered first, replayed then, so that nothing falls between: what is pushed meanwhile the client has twice at most,
 * and drops by its number.
 */
export const handler = defineSocketAction('resume', async ({ message: { channel, after }, socket, caller, send }) => {
  allowChannel(caller, channel);
  if (!socket.channels?.has(channel)) {
    await requireChannel(caller.studio, channel);
    await subscribe(socket, channel);
  }
  const { messages, head, complete, unbroken } = await messagesAfter(caller.studio, channel, after);
  if (!unbroken || !complete) {
    await send({ type: 'resyncRequired', channel, head });
    return;
  }
  for (const text of socketTexts(channel, messages)) await send(text);
  await send({ type: 'resumed', channel, head });
});
