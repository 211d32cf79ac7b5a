import pMap from 'p-map';
import { type ChannelMessage, feedOf, inboxOf } from '../contract/realtime.ts';
import { feedMessage, peopleOfChanges } from '../domain/feed.ts';
import { framesOf } from '../domain/frames.ts';
import type { Told } from '../domain/notification-groups.ts';
import {
  type Audience,
  leavesReview,
  notificationLifeMs,
  notificationsFor,
  type Occasion,
  taskOf,
} from '../domain/notifications.ts';
import { tallyOf } from '../domain/progress.ts';
import { attentionIn } from './attention.ts';
import { append, type Entry } from './channels.ts';
import { membersOf } from './members.ts';
import { type People, peopleAmong } from './people.ts';
import { levelsOf } from './preferences.ts';
import { countTasks, findProject } from './projects.ts';
import { readersOf } from './readers.ts';
import type { StoredEvent } from './stream.ts';
import type { Write } from './table.ts';
import { tell } from './tell.ts';

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
function peopleIn(studio: string, events: readonly Pick<Occasion, 'about' | 'changes'>[]): Promise<People> {
  const named = events.flatMap(({ about, changes }) => [about.artist, about.author, ...peopleOfChanges(changes)]);
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
    const messages = await append(studio, feedOf(projectId), frame, {
      // with the numbering, so that each event counts once
      also: (remaining) => countTasks(studio, projectId, tallyOf(remaining.map(({ event }) => event))),
    });
    numbered.push(...messages);
  }
  return numbered;
}

const inboxesAtOnce = 5;

/** What the statuses of a project mean, where that is asked for. */
async function categoriesOf(studio: string, projectId: string): Promise<NonNullable<Audience['categoryOf']>> {
  const project = await findProject(studio, projectId);
  return (status) => project?.statuses.find(({ name }) => name === status)?.category;
}

/** Who is there to hear of occasions in a project. */
async function audienceOf(studio: string, projectId: string, occasions: readonly Occasion[]): Promise<Audience> {
  const [people, members, attentionTo, categoryOf] = await Promise.all([
    peopleIn(studio, occasions),
    membersOf(studio, projectId),
    attentionIn(studio, projectId, occasions.map(taskOf)),
    occasions.some(leavesReview) ? categoriesOf(studio, projectId) : undefined,
  ]);
  const supervisors = members.filter(({ role }) => role === 'supervisor').map(({ userId }) => userId);
  return { supervisors, isPerson: (stored) => people.has(stored), attentionTo, ...(categoryOf && { categoryOf }) };
}

/**
 * Puts into people's inboxes what occasions of one project mean to them, as far as they want to hear of it. What would
 * have expired already is left out.
 * @returns the messages that are new, by inbox
 */
export async function deliverToInboxes(
  studio: string,
  projectId: string,
  occasions: readonly Occasion[],
): Promise<Map<string, ChannelMessage[]>> {
  const oldest = new Date(Date.now() - notificationLifeMs).toISOString();
  const recent = occasions.filter((occasion) => occasion.at > oldest);
  const delivered = new Map<string, ChannelMessage[]>();
  if (recent.length === 0) return delivered;

  const audience = await audienceOf(studio, projectId, recent);
  const drafts = recent.flatMap((event) => notificationsFor(event, audience).map((draft) => ({ event, draft })));
  const concerned = new Set(drafts.map(({ draft }) => draft.userId));
  const [readers, levelOf] = await Promise.all([readersOf(studio, projectId, concerned), levelsOf(studio, concerned)]);
  const told = Map.groupBy(
    drafts.filter(({ draft }) => readers.has(draft.userId)),
    ({ draft }) => draft.userId,
  );
  const one = async ([userId, own]: [string, Told[]]) => {
    const messages = await tell(studio, userId, own, (type) => levelOf(userId, type));
    if (messages.length > 0) delivered.set(inboxOf(userId), messages);
  };
  // an inbox that cannot be written keeps back no other
  await pMap(told, one, { concurrency: inboxesAtOnce, stopOnError: false });
  return delivered;
}
