import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import pMap from 'p-map';
import * as z from 'zod';
import { deleteSocket, type Subscriber, subscribersOf, unsubscribe } from '../../shared/data/sockets.ts';
import { mayHear } from '../../shared/domain/channels.ts';
import { callerOf } from '../../shared/http/authenticate.ts';
import { logger } from '../../shared/platform/logger.ts';
import { closeSocket, postToSocket } from '../../shared/platform/sockets.ts';

const push = z.object({ studio: z.string(), channel: z.string(), text: z.string() });

/** Posts under way at once; a slow socket holds up one of them. */
const concurrency = 50;

/** A socket is registered before the gateway opens it, and until then a post to it is answered as to a dead one. */
const openingMs = 10_000;
const isOpening = ({ subscribedAt }: Subscriber) => Date.now() - Date.parse(subscribedAt) < openingMs;

/** Sends to one socket, if its owner may still hear the channel; sessions that ended are closed, dead sockets forgotten. */
async function pushTo(subscriber: Subscriber, channel: string, text: string): Promise<void> {
  const { connectionId } = subscriber;
  const caller = await callerOf(subscriber);
  if (!caller) {
    await closeSocket(connectionId, 'The session has ended; sign in again.');
    await deleteSocket(connectionId);
  } else if (!mayHear(caller, channel)) {
    await unsubscribe(subscriber, channel);
  } else if ((await postToSocket(connectionId, text)) === 'gone' && !isOpening(subscriber)) {
    await deleteSocket(connectionId);
    // a subscription whose socket has no record any more
    await unsubscribe(subscriber, channel);
  }
}

async function pushToAll(body: string): Promise<void> {
  const { studio, channel, text } = push.parse(JSON.parse(body));
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

export async function handler(batch: SQSEvent): Promise<SQSBatchResponse> {
  const outcomes = await Promise.allSettled(batch.Records.map(({ body }) => pushToAll(body)));
  const failed = batch.Records.filter((_, index) => {
    const outcome = outcomes[index];
    if (outcome?.status === 'rejected') logger.error('push failed', { error: outcome.reason as Error });
    return outcome?.status === 'rejected';
  });
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
