import { headsOf } from '../../shared/data/channels.ts';
import { defineSocketAction } from '../../shared/http/define-socket-action.ts';

export const handler = defineSocketAction('ping', async ({ socket, caller, send }) => {
  await send({ type: 'pong', heads: await headsOf(caller.studio, [...(socket.channels ?? [])]) });
});
