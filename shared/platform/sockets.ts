import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { requireSetting } from './config.ts';

/**
 * A post takes some tens of milliseconds. The SDK's three attempts, when callbacks are throttled, are over after 1.5 s, so
 * what takes longer than this is the socket's own slowness.
 */
const patience = { ticks: 30, tickMs: 100 };

/**
 * Gives up after three seconds in which this process had turns to hear the answer: one that is starved itself must not
 * blame the socket.
 */
async function withPatience<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | 'slow'> {
  const controller = new AbortController();
  let left = patience.ticks;
  const timer = setInterval(() => {
    left -= 1;
    if (left === 0) controller.abort();
  }, patience.tickMs);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return 'slow';
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** More than the pusher has turns: what waited for a connection would be taken for the socket's slowness. */
const connections = { maxSockets: 100 };

let shared: ApiGatewayManagementApiClient | undefined;
function client(): ApiGatewayManagementApiClient {
  if (!shared) {
    shared = new ApiGatewayManagementApiClient({
      endpoint: requireSetting('MONTU_SOCKET_ENDPOINT'),
      requestHandler: { httpAgent: connections, httpsAgent: connections },
    });
    // without a logger it still walks through all that is sent and received
    shared.middlewareStack.remove('loggerMiddleware');
  }
  return shared;
}

/**
 * Sends JSON to one socket.
 * @returns `gone` when there is no such socket any more (410), `slow` when it was not taken within three seconds
 */
export async function postToSocket(connectionId: string, message: string): Promise<'sent' | 'gone' | 'slow'> {
  const post = new PostToConnectionCommand({ ConnectionId: connectionId, Data: message });
  try {
    return await withPatience(async (abortSignal) => {
      await client().send(post, { abortSignal });
      return 'sent' as const;
    });
  } catch (error) {
    if (error instanceof GoneException) return 'gone';
    throw error;
  }
}

/** Ends a socket; API Gateway has no close code of its own, so the reason goes first as `sessionEnded`. */
export async function closeSocket(connectionId: string, reason: string): Promise<'closed' | 'gone'> {
  if ((await postToSocket(connectionId, JSON.stringify({ type: 'sessionEnded', reason }))) === 'gone') return 'gone';
  await cutSocket(connectionId);
  return 'closed';
}

/** Ends a socket without a word. One that is gone already is fine. */
export async function cutSocket(connectionId: string): Promise<void> {
  const cut = new DeleteConnectionCommand({ ConnectionId: connectionId });
  try {
    const outcome = await withPatience((abortSignal) => client().send(cut, { abortSignal }));
    if (outcome === 'slow') throw new Error(`The gateway did not end the socket ${connectionId} in time`);
  } catch (error) {
    if (!(error instanceof GoneException)) throw error;
  }
}
