import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Watch } from '../contract/notifications.ts';
import { inboxOf } from '../contract/realtime.ts';
import type { PersonalData, User } from '../contract/users.ts';
import type { DomainEvent, EventType } from '../domain/events.ts';
import { fittingPage } from '../domain/pages.ts';
import { daysOf } from '../domain/time-entries.ts';
import { endAttention } from './attention.ts';
import { dynamo, tableName } from './client.ts';
import { commentsById, eraseComment } from './comments.ts';
import { type Key, keys } from './keys.ts';
import { eraseMessage, messagesById } from './messages.ts';
import { listNotifications } from './notifications.ts';
import { listSessions } from './sessions.ts';
import { type Item, queryPage, type StartKey, unlessRefused } from './table.ts';
import { listTimeEntries } from './time-entries.ts';
import { authoritiesOf, getUser } from './users.ts';

const mostExported = 1_000;
/** Of what may be long. */
const mostHours = { limit: 500, startAfter: undefined };
const mostWritten = 200;
/** An answer has at most 6 MB; of each of four kinds of text as much as this. */
const mostBytes = 1.25 * 1024 * 1024;

/** The first of what may be long, as many as there is room for. */
const fitting = <T>(entries: readonly T[]): T[] => fittingPage(entries, entries.length, mostBytes);

const newestFirst = <T extends { createdAt: string }>(entries: readonly T[]): T[] =>
  entries.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));

type Query = Omit<Parameters<typeof queryPage>[0], 'limit' | 'startAfter'>;

/** What somebody did: an index, so it may lag. */
const eventsBy = (studio: string, userId: string) =>
  ({ index: 'eventsByActor', equals: { studio, actorId: userId } }) as const;

async function activityOf(studio: string, userId: string): Promise<PersonalData['activity']> {
  const options = { ...eventsBy(studio, userId), newestFirst: true, limit: mostExported };
  const { items } = await queryPage<DomainEvent & { occurred: string }>(options);
  return items.map(({ type, at, actor, occurred }) => ({ id: occurred.slice(at.length + 1), type, at, ip: actor.ip }));
}

/** That somebody wrote a comment, or a message. */
const wrote = (type: EventType, otherType = type) =>
  ({
    expression: '#type IN (:type, :otherType)',
    names: { '#type': 'type' },
    values: { ':type': type, ':otherType': otherType },
  }) satisfies Query['filter'];

/** The ids of the newest of what somebody wrote. */
async function writtenBy(studio: string, userId: string, type: EventType): Promise<string[]> {
  const options = { ...eventsBy(studio, userId), filter: wrote(type), newestFirst: true, limit: mostWritten };
  const { items } = await queryPage<DomainEvent>(options);
  return items.map(({ entityId }) => entityId);
}

async function commentsOf(studio: string, userId: string): Promise<PersonalData['comments']> {
  const comments = await commentsById(studio, await writtenBy(studio, userId, 'comment.added'));
  return comments.map(({ id, taskId, text, createdAt }) => ({ id, taskId, text, createdAt }));
}

async function messagesOf(studio: string, userId: string): Promise<PersonalData['messages']> {
  const messages = await messagesById(studio, await writtenBy(studio, userId, 'message.sent'));
  return messages.map(({ threadId, number, text, createdAt }) => ({ threadId, number, text, createdAt }));
}

/**
 * What is kept of a person beside their work.
 * @throws NOT_FOUND
 */
export async function personalDataOf(studio: string, userId: string): Promise<PersonalData> {
  const [user, [authority], { sessions }, { notifications }, { entries }, comments, messages, activity] =
    await Promise.all([
      getUser(studio, userId),
      authoritiesOf(studio, [userId]),
      listSessions(studio, userId, { limit: mostExported }),
      listNotifications(studio, userId, { limit: mostExported }),
      listTimeEntries(studio, { userId, projectId: undefined, days: daysOf({}) }, mostHours),
      commentsOf(studio, userId),
      messagesOf(studio, userId),
      activityOf(studio, userId),
    ]);
  return {
    user,
    projects: authority?.projects ?? {},
    sessions: sessions.map(({ sessionId, clientType, createdAt, expiresAt }) => ({
      ...{ id: sessionId, clientType, createdAt, expiresAt },
    })),
    notifications: fitting(notifications.map(({ id, type, message, createdAt }) => ({ id, type, message, createdAt }))),
    timeEntries: fitting(entries.map(({ id, taskId, date, hours, note }) => ({ id, taskId, date, hours, note }))),
    comments: fitting(newestFirst(comments)),
    messages: fitting(newestFirst(messages)),
    activity,
  };
}

/** Does something to each item of a query, some at a time. */
async function forEachItem(query: Query, act: (item: Item) => Promise<void>): Promise<void> {
  let startAfter: StartKey | undefined;
  do {
    const page = await queryPage<Item>({ ...query, limit: 500, startAfter });
    await pMap(page.items, act, { concurrency: 50 });
    startAfter = page.next;
  } while (startAfter);
}

async function remove({ pk, sk }: Key): Promise<void> {
  await dynamo().send(new DeleteCommand({ TableName: tableName(), Key: { pk, sk } }));
}

async function blankAddress({ pk, sk }: Key): Promise<void> {
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: { pk, sk },
    UpdateExpression: 'SET #actor.#ip = :none',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#actor': 'actor', '#ip': 'ip' },
    ExpressionAttributeValues: { ':none': '' },
  });
  // it may have expired meanwhile
  await unlessRefused(dynamo().send(update));
}

const hasAddress = {
  expression: '#actor.#ip <> :none',
  names: { '#actor': 'actor', '#ip': 'ip' },
  values: { ':none': '' },
} satisfies Query['filter'];

const inPartition = ({ pk }: Key, beginsWith: string) => ({ equals: { pk }, range: { attribute: 'sk', beginsWith } });

/** The subscriptions of sockets stay until these are closed: they are found by them, and hold ids only. */
async function eraseInbox(studio: string, userId: string): Promise<void> {
  const head = keys.channelHead(studio, inboxOf(userId));
  await forEachItem(inPartition(head, 'W#'), (item) => endAttention(studio, userId, item as unknown as Watch));
  await forEachItem(inPartition(head, 'G#'), remove);
  await remove(keys.preferences(studio, inboxOf(userId)));
  await forEachItem(inPartition(head, 'F#'), remove);
  await forEachItem(inPartition(head, 'N#'), remove);
  await remove(head);
}

/** A request that was let in before somebody was deactivated (authority is kept 4 s) has ended, and the index knows. */
const settledMs = 8_000;

/**
 * Erases what is kept of somebody beside their profile: password, inbox, what their comments and messages said, and the network
 * addresses in events by them and about them. Hours stay, by id. What an interrupted call left, the next one finishes.
 * @param person deactivated, and without sessions
 */
export async function eraseTraces(studio: string, person: Pick<User, 'id' | 'archivedAt'>): Promise<void> {
  const { id, archivedAt } = person;
  const sinceDeactivated = Date.now() - Date.parse(archivedAt ?? '');
  const aboutThem = keys.securityEvent(studio, id, '');
  await Promise.all([
    remove(keys.password(studio, id)),
    eraseInbox(studio, id),
    sleep(Math.max(0, settledMs - sinceDeactivated)),
  ]);
  await Promise.all([
    forEachItem({ ...inPartition(aboutThem, aboutThem.sk), filter: hasAddress }, blankAddress),
    forEachItem({ ...eventsBy(studio, id), filter: hasAddress }, blankAddress),
    forEachItem({ ...eventsBy(studio, id), filter: wrote('comment.added', 'message.sent') }, (item) => {
      const erase = item.entity === 'message' ? eraseMessage : eraseComment;
      return erase(studio, item.entityId as string);
    }),
  ]);
}
