import { type ChannelMessage, feedOf } from '../contract/realtime.ts';
import { socketTexts } from '../domain/frames.ts';
import type { Occasion } from '../domain/notifications.ts';
import { enqueuePush, type PushMessage } from '../platform/queue.ts';
import { deliverToInboxes, numberOnFeed } from './deliver.ts';
import { deliverMail } from './message-notices.ts';
import type { StoredEvent, StoredMail } from './stream.ts';

const pushIn = (studio: string) => (channels: Iterable<[string, readonly ChannelMessage[]]>) =>
  enqueuePush(
    [...channels].flatMap(([channel, messages]) =>
      socketTexts(channel, messages).map((text): PushMessage => ({ kind: 'frame', studio, channel, text })),
    ),
  );

/** Tells the people concerned of what is no event, and queues what is to be pushed. */
export async function tellOccasions(studio: string, projectId: string, occasions: readonly Occasion[]): Promise<void> {
  await deliverToInboxes(studio, projectId, occasions).then(pushIn(studio));
}

/** Tells people of messages of one thread to them, and queues what is to be pushed. */
export async function deliverMessages(events: readonly StoredMail[]): Promise<void> {
  const [first] = events;
  if (first) await deliverMail(events).then(pushIn(first.studio));
}

/**
 * Numbers events of one project on its feed, tells the people concerned, and queues what is to be pushed. What was done
 * before is not done again.
 * @throws the first of what went wrong, once the rest is done
 */
export async function deliverEvents(events: readonly StoredEvent[]): Promise<void> {
  const [first] = events;
  if (!first) return;
  const { studio, projectId } = first;
  const push = pushIn(studio);
  // side by side, and each pushed as soon as it is there: what fails in one must not keep back the other
  const [feed, inboxes] = await Promise.allSettled([
    numberOnFeed(studio, projectId, events).then((messages) => push([[feedOf(projectId), messages]])),
    deliverToInboxes(studio, projectId, events).then(push),
  ]);
  for (const outcome of [feed, inboxes]) if (outcome.status === 'rejected') throw outcome.reason;
}
