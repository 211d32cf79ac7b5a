import pMap from 'p-map';
import { endSocket, endSocketsOf, endSubscription, isOpening, recheckSockets } from '../../shared/data/end-sockets.ts';
import { deleteSocket, type Subscriber, subscribersOf, unsubscribe } from '../../shared/data/sockets.ts';
import { mayHear } from '../../shared/domain/channels.ts';
import { callerOf } from '../../shared/http/authenticate.ts';
import { eachMessage } from '../../shared/http/each-message.ts';
import { logger } from '../../shared/platform/logger.ts';
import { enqueuePush, type PushMessage, pushMessage } from '../../shared/platform/queue.ts';
import { postToSocket } from '../../shared/platform/sockets.ts';

/** Posts under way at once; a slow socket holds up one of them. */
const concurrency = 50;

/** Sends to one socket, if its owner may still hear the channel; sessions that ended are closed, dead sockets forgotten. */
async function pushTo(subscriber: Subscriber, channel: string, text: string): Promise<void> {
  const { connectionId } = subscriber;
  const caller = await callerOf(subscriber);
  if (!caller) {
    await endSocket(connectionId, 'The session has ended; sign in again.');
  } else if (!mayHear(caller, channel)) {
    await endSubscription(subscriber, channel);
  } else if ((await postToSocket(connectionId, text)) === 'gone' && !isOpening(subscriber.subscribedAt)) {
    await deleteSocket(connectionId);
    // a subscription whose socket has no record any more
    await unsubscribe(subscriber, channel);
  }
}

async function pushToAll({ studio, channel, text }: Extract<PushMessage, { kind: 'frame' }>): Promise<void> {
  const subscribers = await subscribersOf(studio, channel);
  await pMap(
    subscribers,
    (subscriber) =>
      pushTo(subscriber, channel, text).catch((error: unknown) => {
        // a push is a hint: a client that misses it sees the gap, and asks for the rest
        logger.warn('not pushed', { connectionId: subscriber.connectionId, channel, error: error as Error });
      }),
    { concurrency },
  );
}

async function endSession(message: Extract<PushMessage, { kind: 'endSession' }>): Promise<void> {
  const { studio, userId, sessionId, at } = message;
  if (at !== undefined && Date.parse(at) > Date.now()) return enqueuePush([message]);
  return endSocketsOf(studio, userId, sessionId);
}

async function work(body: string): Promise<void> {
  const message = pushMessage.parse(JSON.parse(body));
  if (message.kind === 'frame') return pushToAll(message);
  if (message.kind === 'endSession') return endSession(message);
  return recheckSockets(message.studio, message.userId);
}

export const handler = eachMessage('push', work);
