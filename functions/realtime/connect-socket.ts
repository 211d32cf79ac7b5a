import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { ApiError, invalidField } from '../../shared/contract/errors.ts';
import { channelName } from '../../shared/contract/realtime.ts';
import { requireChannel } from '../../shared/data/channels.ts';
import { endWhileOpen, insertSocket, redeemTicket, refuseSocket, type SocketOwner } from '../../shared/data/sockets.ts';
import { allowChannel } from '../../shared/domain/channels.ts';
import { authenticate, callerOf } from '../../shared/http/authenticate.ts';
import { logFailure } from '../../shared/http/define-socket-action.ts';
import { checkEdge, isAllowedOrigin } from '../../shared/http/edge.ts';
import { toApiError } from '../../shared/http/errors.ts';
import { header } from '../../shared/http/request.ts';
import { newId } from '../../shared/platform/ids.ts';
import { logger } from '../../shared/platform/logger.ts';
import { enqueuePush } from '../../shared/platform/queue.ts';

/** $connect events carry headers and the query; the types know of neither. */
interface ConnectEvent extends APIGatewayProxyWebsocketEventV2 {
  headers?: Record<string, string>;
  queryStringParameters?: Record<string, string>;
}

/** Browsers say where a page is from; a page from elsewhere must not use somebody's sign-in. */
function checkOrigin(origin: string | undefined): void {
  if (origin === undefined || isAllowedOrigin(origin)) return;
  throw new ApiError('FORBIDDEN', 'Sockets are not open to pages of this origin.');
}

async function signIn(event: ConnectEvent) {
  const ticket = event.queryStringParameters?.ticket;
  if (ticket === undefined) return authenticate(header(event, 'authorization'));
  const owner = await redeemTicket(ticket);
  const caller = owner && (await callerOf(owner));
  if (!caller) throw new ApiError('UNAUTHENTICATED', 'This ticket is not valid, or no longer.');
  return caller;
}

/** Nothing tells of a session whose time is over: what ends its sockets then is put on the queue beforehand. */
async function endInTime(owner: SocketOwner): Promise<void> {
  const { studio, userId, sessionId } = owner;
  const at = await endWhileOpen(owner);
  if (at) await enqueuePush([{ kind: 'endSession', studio, userId, sessionId, at }]);
}

export async function handler(event: ConnectEvent): Promise<{ statusCode: number }> {
  const requestId = newId('req');
  const { connectionId } = event.requestContext;
  try {
    checkEdge(event);
    checkOrigin(header(event, 'origin'));
    const caller = await signIn(event);
    const channel = event.queryStringParameters?.channel;
    if (channel !== undefined) {
      if (!channelName.safeParse(channel).success) throw invalidField('channel', 'INVALID_FORMAT', 'No such channel');
      allowChannel(caller, channel);
      await requireChannel(caller.studio, channel);
    }
    await Promise.all([refuseSocket(caller), endInTime(caller)]);
    await insertSocket(connectionId, caller, channel);
    logger.info('socket opened', { requestId, connectionId, studio: caller.studio, userId: caller.userId, channel });
    return { statusCode: 200 };
  } catch (error) {
    const { status, code } = toApiError(error);
    if (status >= 500) logFailure('connectSocket', requestId, error);
    else logger.warn('security: socket refused', { requestId, connectionId, code });
    return { statusCode: status };
  }
}
