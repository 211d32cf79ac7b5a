import { ApiError } from '../../shared/contract/errors.ts';
import { headOf } from '../../shared/data/channels.ts';
import { maxChannelsPerSocket, subscribe } from '../../shared/data/sockets.ts';
import { allowChannel } from '../../shared/domain/channels.ts';
import { defineSocketAction } from '../../shared/http/define-socket-action.ts';

export const handler = defineSocketAction('subscribe', async ({ message, socket, caller, send }) => {
  const { channel } = message;
  allowChannel(caller, channel);
  if ((socket.channels?.size ?? 0) >= maxChannelsPerSocket) {
    throw new ApiError(
      'CONFLICT',
      `A socket has at most ${maxChannelsPerSocket} channels; unsubscribe from one first.`,
    );
  }
  await subscribe(socket, channel);
  await send({ type: 'subscribed', channel, head: await headOf(caller.studio, channel) });
});
