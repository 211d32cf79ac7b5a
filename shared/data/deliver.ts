import { type ChannelMessage, feedOf, inboxOf } from '../contract/realtime.ts';
import { feedMessage, peopleOfChanges } from '../domain/feed.ts';
import { framesOf } from '../domain/frames.ts';
import { notificationLifeMs, notificationsFor } from '../domain/notifications.ts';
import { tallyOf } from '../domain/progress.ts';
import { append, type Entry } from './channels.ts';
import { membersOf } from './members.ts';
import { inboxEntry, type Told, tellOfBulk } from './notifications.ts';
import { type People, peopleAmong } from './people.ts';
import { countTasks } from './projects.ts';
import { readersOf } from './readers.ts';
import type { StoredEvent } from './stream.ts';
import type { Write } from './table.ts';

interface FeedEntry extends Entry {
  event: StoredEvent;
}

/** Marks the event with its number, if it has none. */
function markOnce(event: StoredEvent, seq: number): Write {
  return {
    Update: {
      Key: { pk: event.pk, sk: event.sk },
      UpdateExpression: 'SET feedSeq = :seq',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(feedSeq)',
      ExpressionAttributeValues: { ':seq': seq },
    },
  };
}

/** The people of a studio, including everybody whom the events name, before or after. */
function peopleIn(studio: string, events: readonly StoredEvent[]): Promise<People> {
  const named = events.flatMap(({ about, changes }) => [about.artist, ...peopleOfChanges(changes)]);
  return peopleAmong(studio, named);
}

/**
 * Numbers events of one project on its feed, in their order. Those that have a number keep it.
 * @returns the messages that were numbered now
 */
export async function numberOnFeed(
  studio: string,
  projectId: string,
  events: readonly StoredEvent[],
): Promise<ChannelMessage[]> {
  const people = await peopleIn(studio, events);
  const entries = events.map(
    (event): FeedEntry => ({
      message: feedMessage(event, (stored) => people.toShown(stored)),
      once: (seq) => markOnce(event, seq),
      event,
    }),
  );
  const numbered: ChannelMessage[] = [];
  for (const frame of framesOf(entries)) {
    numbered.push(
      ...(await append(studio, feedOf(projectId), frame, (remaining) =>
        // with the numbering, so that each event counts once
        countTasks(studio, projectId, tallyOf(remaining.map(({ event }) => event))),
      )),
    );
  }
  return numbered;
}

/**
 * Puts into people's inboxes what events of one project mean to them. What would have expired already is left out.
 * @returns the messages that are new, by inbox
 */
export async function deliverToInboxes(
  studio: string,
  projectId: string,
  events: readonly StoredEvent[],
): Promise<Map<string, ChannelMessage[]>> {
  const oldest = new Date(Date.now() - notificationLifeMs).toISOString();
  const recent = events.filter((event) => event.at > oldest);
  const delivered = new Map<string, ChannelMessage[]>();
  if (recent.length === 0) return delivered;

  const [people, members] = await Promise.all([peopleIn(studio, recent), membersOf(studio, projectId)]);
  const supervisors = members.filter(({ role }) => role === 'supervisor').map(({ userId }) => userId);
  const drafts = recent.flatMap((event) =>
    notificationsFor(event, supervisors, (artist) => people.has(artist)).map((draft) => ({ event, draft })),
  );
  const readers = await readersOf(studio, projectId, new Set(drafts.map(({ draft }) => draft.userId)));
  const told = Map.groupBy(
    drafts.filter(({ draft }) => readers.has(draft.userId)),
    ({ draft }) => draft.userId,
  );
  for (const [userId, own] of told) {
    const messages = await tell(studio, userId, own);
    if (messages.length > 0) delivered.set(inboxOf(userId), messages);
  }
  return delivered;
}

/** Tells one person: of each event by itself, and of those of one bulk together. */
async function tell(studio: string, userId: string, told: readonly Told[]): Promise<ChannelMessage[]> {
  const messages: ChannelMessage[] = [];
  const alone = told.filter(({ event }) => event.actor.bulkId === undefined);
  for (const frame of framesOf(alone.map(({ event, draft }) => inboxEntry(event, draft)))) {
    messages.push(...(await append(studio, inboxOf(userId), frame)));
  }
  const together = Map.groupBy(
    told.filter(({ event }) => event.actor.bulkId !== undefined),
    ({ event, draft }) => `${event.actor.bulkId} ${draft.type}`,
  );
  for (const group of together.values()) messages.push(...(await tellOfBulk(group)));
  return messages;
}
