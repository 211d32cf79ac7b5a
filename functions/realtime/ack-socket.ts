import { acknowledge } from '../../shared/data/sockets.ts';
import { defineSocketAction } from '../../shared/http/define-socket-action.ts';

export const handler = defineSocketAction('ack', ({ message: { channel, seq }, socket }) =>
  acknowledge(socket, channel, seq),
);
