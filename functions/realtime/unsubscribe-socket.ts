import type { Unsubscribed } from '../../shared/contract/realtime.ts';
import { unsubscribe } from '../../shared/data/sockets.ts';
import { defineSocketAction } from '../../shared/http/define-socket-action.ts';

export const handler = defineSocketAction('unsubscribe', async ({ message: { channel }, socket, send }) => {
  await unsubscribe(socket, channel);
  await send({ type: 'unsubscribed', channel } satisfies Unsubscribed);
});
