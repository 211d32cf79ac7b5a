import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { ApiError } from '../contract/errors.ts';
import { channelName, type SocketAction, type SocketFailure, socketActions } from '../contract/realtime.ts';
import { getSocket, type Socket } from '../data/sockets.ts';
import type { Caller } from '../domain/access.ts';
import { newId } from '../platform/ids.ts';
import { countMetric, logger } from '../platform/logger.ts';
import { closeSocket, postToSocket } from '../platform/sockets.ts';
import { callerOf } from './authenticate.ts';
import { toApiError } from './errors.ts';
import { awaitBriefly } from './middleware/chain.ts';
import { admit, onSockets } from './rate-limits.ts';
import { validate } from './validation.ts';

/** A replay reads some megabytes at most, as much as hundreds of pings; a client asks for one after a reconnect or a gap. */
const costs: Partial<Record<SocketAction, number>> = { resume: 20 };

/** Who writes, unless their session has ended; counted to the limit of their sockets. @throws RATE_LIMITED */
async function admitted(socket: Socket, action: SocketAction): Promise<Caller | undefined> {
  const state: Parameters<typeof admit>[0] = {};
  const [caller] = await Promise.all([
    callerOf(socket),
    admit(state, onSockets(socket), { rateCost: costs[action] ?? 1 }),
  ]);
  await awaitBriefly(state.renewal);
  return caller;
}

/** What a socket's handler is given: the parsed message, the socket, whose it is, and how to answer. */
export interface SocketMessage<A extends SocketAction> {
  message: z.output<(typeof socketActions)[A]>;
  socket: Socket;
  caller: Caller;
  /** Sends an object as JSON, or a text that is JSON already. */
  send(message: object | string): Promise<void>;
}

function parse(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    throw new ApiError('MALFORMED_BODY', 'A message must be JSON.');
  }
}

/** A line and a metric: API Gateway does not count what a socket's function answers. */
export function logFailure(operation: string, requestId: string, error: unknown): void {
  countMetric('ServerErrors', 1, { operation });
  logger.error('socket failed', { requestId, operation, error: error as Error });
}

/**
 * An error as a socket hears it: the same code and details as over HTTP.
 * @param body of the message that it answers
 */
export function socketError(error: unknown, requestId: string, body?: string): SocketFailure {
  const { code, message, details } = toApiError(error);
  const channel = channelOf(body);
  return {
    type: 'error',
    ...(channel !== undefined && { channel }),
    error: { code, message, details, requestId, timestamp: new Date().toISOString() },
  };
}

/** The channel that a message is about, whatever else is wrong with it. */
function channelOf(body: string | undefined): string | undefined {
  try {
    return channelName.safeParse((JSON.parse(body ?? '') as { channel?: unknown } | null)?.channel).data;
  } catch {
    return undefined;
  }
}

/**
 * The function of a socket action. A message of a session that has ended closes the socket, saying so first; anything
 * thrown is told to the client and logged.
 */
export function defineSocketAction<A extends SocketAction>(
  action: A,
  handle: (request: SocketMessage<A>) => Promise<void>,
) {
  return async (event: APIGatewayProxyWebsocketEventV2): Promise<{ statusCode: number }> => {
    const { connectionId } = event.requestContext;
    const requestId = newId('req');
    const send = async (message: object | string) => {
      await postToSocket(connectionId, typeof message === 'string' ? message : JSON.stringify(message));
    };
    try {
      const socket = await getSocket(connectionId);
      const caller = socket && (await admitted(socket, action));
      if (!socket || !caller) {
        await closeSocket(connectionId, 'The session has ended; sign in again.');
        return { statusCode: 401 };
      }
      const message = validate(socketActions[action], parse(event.body), 'message');
      await handle({ message: message as z.output<(typeof socketActions)[A]>, socket, caller, send });
      return { statusCode: 200 };
    } catch (error) {
      const { status } = toApiError(error);
      if (status >= 500) logFailure(`${action}Socket`, requestId, error);
      await send(socketError(error, requestId, event.body));
      return { statusCode: status };
    }
  };
}
