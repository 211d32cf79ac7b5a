import { authOperations } from '../../shared/contract/auth.ts';
import { createTicket } from '../../shared/data/sockets.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(authOperations.createWebsocketTicket, ({ caller }) => createTicket(caller));
