import { headOf, requireChannel } from '../../shared/data/channels.ts';
import { subscribe } from '../../shared/data/sockets.ts';
import { allowChannel } from '../../shared/domain/channels.ts';
import { defineSocketAction } from '../../shared/http/define-socket-action.ts';

export const handler = defineSocketAction('subscribe', async ({ message: { channel }, socket, caller, send }) => {
  allowChannel(caller, channel);
  await requireChannel(caller.studio, channel);
  await subscribe(socket, channel);
  await send({ type: 'subscribed', channel, head: await headOf(caller.studio, channel) });
});
