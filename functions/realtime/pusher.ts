import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import pLimit from 'p-limit';
import { endSocket, endSocketsOf, endSubscription, isOpening, recheckSockets } from '../../shared/data/end-sockets.ts';
import { deleteSocket, type Subscriber, subscribersOf, unsubscribe } from '../../shared/data/sockets.ts';
import { mayHear } from '../../shared/domain/channels.ts';
import { mergedTexts } from '../../shared/domain/frames.ts';
import { callerOf } from '../../shared/http/authenticate.ts';
import { logger } from '../../shared/platform/logger.ts';
import { enqueuePush, type PushMessage, pushMessage } from '../../shared/platform/queue.ts';
import { cutSocket, postToSocket } from '../../shared/platform/sockets.ts';

/** Sockets that are posted to at once, on all channels together; a slow one holds up one of the turns. */
const turn = pLimit(50);

/** What was begun last for each channel and each socket, where invocations share a process, as on one machine. */
const begun = new Map<string, Promise<unknown>>();

/** Does something after what was begun under the same name before: posts that overtake each other are asked for again. */
function inOrder<T>(name: string, work: () => Promise<T>): Promise<T> {
  const own = Promise.allSettled([begun.get(name)]).then(work);
  begun.set(name, own);
  return own.finally(() => {
    if (begun.get(name) === own) begun.delete(name);
  });
}

type Frame = Extract<PushMessage, { kind: 'frame' }>;

/** Sends texts one after the other, until one is not taken. */
async function postAll(connectionId: string, texts: readonly string[]): Promise<'sent' | 'gone' | 'slow'> {
  for (const text of texts) {
    const outcome = await postToSocket(connectionId, text);
    if (outcome !== 'sent') return outcome;
  }
  return 'sent';
}

/**
 * Sends to one socket, if its owner may still hear the channel; sessions that ended are closed, dead sockets forgotten,
 * and those that do not take what is sent are cut: their clients come back, and ask for what they missed.
 */
async function pushTo(subscriber: Subscriber, channel: string, texts: readonly string[]): Promise<void> {
  const { connectionId } = subscriber;
  const caller = await callerOf(subscriber);
  if (!caller) return endSocket(connectionId, 'The session has ended; sign in again.');
  if (!mayHear(caller, channel)) return endSubscription(subscriber, channel);
  const outcome = await postAll(connectionId, texts);
  if (outcome === 'sent' || (outcome === 'gone' && isOpening(subscriber.subscribedAt))) return;
  if (outcome === 'slow') await cutSocket(connectionId);
  await deleteSocket(connectionId);
  // a subscription whose socket has no record any more
  await unsubscribe(subscriber, channel);
}

/** Sends what came of one channel together: one post a socket, or as few as it fits. */
async function pushToAll(frames: readonly Frame[]): Promise<void> {
  const [{ studio, channel }] = frames as [Frame];
  const texts = mergedTexts(
    channel,
    frames.map(({ text }) => text),
  );
  const push = (subscriber: Subscriber) =>
    pushTo(subscriber, channel, texts).catch((error: unknown) => {
      // a push is a hint: a client that misses it sees the gap, and asks for the rest
      logger.warn('not pushed', { connectionId: subscriber.connectionId, channel, error: error as Error });
    });
  const { pushes } = await inOrder(`${studio} ${channel}`, async () => {
    const subscribers = await subscribersOf(studio, channel);
    // in few reads for all; each is asked for again when it is their turn, of which the cache knows for some seconds
    await Promise.allSettled(subscribers.map(callerOf));
    return {
      pushes: subscribers.map((subscriber) => inOrder(subscriber.connectionId, () => turn(() => push(subscriber)))),
    };
  });
  await Promise.all(pushes);
}

async function endSession(message: Extract<PushMessage, { kind: 'endSession' }>): Promise<void> {
  const { studio, userId, sessionId, at } = message;
  if (at !== undefined && Date.parse(at) > Date.now()) return enqueuePush([message]);
  return endSocketsOf(studio, userId, sessionId);
}

/** What is done together, and the messages that it came with. */
interface Job {
  ids: string[];
  work(): Promise<void>;
}

function jobsOf(messages: readonly { id: string; message: PushMessage }[]): Job[] {
  const frames = Map.groupBy(
    messages.flatMap(({ id, message }) => (message.kind === 'frame' ? [{ id, message }] : [])),
    ({ message: { studio, channel } }) => `${studio} ${channel}`,
  );
  const others = messages.flatMap(({ id, message }): Job[] => {
    if (message.kind === 'frame') return [];
    const { studio, userId } = message;
    const work = () => (message.kind === 'endSession' ? endSession(message) : recheckSockets(studio, userId));
    return [{ ids: [id], work }];
  });
  const pushes = [...frames.values()].map((group) => ({
    ids: group.map(({ id }) => id),
    work: () => pushToAll(group.map(({ message }) => message)),
  }));
  return [...others, ...pushes];
}

/** Reads the push queue: what it fails at is delivered again, and nothing else of its batch. */
export async function handler(batch: SQSEvent): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  const give = (ids: readonly string[]) => (error: unknown) => {
    logger.error('push failed', { error: error as Error });
    failed.push(...ids);
  };
  const messages = batch.Records.flatMap(({ messageId: id, body }) => {
    try {
      return [{ id, message: pushMessage.parse(JSON.parse(body)) }];
    } catch (error) {
      give([id])(error);
      return [];
    }
  });
  await Promise.all(jobsOf(messages).map(({ ids, work }) => work().catch(give(ids))));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
