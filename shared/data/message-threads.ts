import { invalidField, notFound } from '../contract/errors.ts';
import type { Thread } from '../contract/messages.ts';
import type { Participants } from '../domain/messages.ts';
import { entityOf } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { getMessage, type StoredMessage, toMessage } from './messages.ts';
import { peopleAmong, personOf } from './people.ts';
import {
  getItem,
  getItems,
  type Item,
  type Paging,
  queryPage,
  type StartKey,
  TransactionRefused,
  transact,
} from './table.ts';

/** A thread as it is stored: how many messages it has, when the last one came, and up to which each has read. */
export interface StoredThread extends Participants {
  subject: string | null;
  count: number;
  lastAt: string;
  read: Record<string, number>;
  createdAt: string;
}

/** @throws NOT_FOUND, in the words for a thread that somebody is not in */
export async function findThread(studio: string, threadId: string): Promise<StoredThread> {
  const item = await getItem<Item & StoredThread>(keys.thread(studio, threadId));
  if (!item) throw notFound('message', threadId);
  return item;
}

/** Threads as somebody sees them. */
async function toThreads(
  studio: string,
  userId: string,
  rows: readonly { thread: StoredThread; last: StoredMessage }[],
): Promise<Thread[]> {
  const people = await peopleAmong(
    studio,
    rows.flatMap(({ thread }) => thread.participants),
  );
  return rows.map(({ thread, last }) => ({
    ...{ id: thread.id, subject: thread.subject, createdAt: thread.createdAt },
    participants: thread.participants.map((id) => personOf(id, people)),
    unread: thread.count - (thread.read[userId] ?? 0),
    lastMessage: toMessage(last, people),
  }));
}

/** A page of somebody's threads, the last active first. */
export async function listThreads(
  studio: string,
  userId: string,
  paging: Paging,
): Promise<{ threads: Thread[]; next?: StartKey }> {
  const { items, next } = await queryPage<Item & { threadId: string; number: number }>({
    equals: { pk: keys.personThread(studio, userId, '', '').pk },
    range: { attribute: 'sk', beginsWith: 'THREAD#' },
    ...{ newestFirst: true, ...paging },
  });
  // a query may meet a thread twice that moves meanwhile
  const listed = [...new Map(items.toReversed().map((item) => [item.threadId, item])).values()].toReversed();
  const found = await getItems<Item>(
    listed.flatMap(({ threadId, number }) => [keys.thread(studio, threadId), keys.message(studio, threadId, number)]),
  );
  const byKey = new Map(found.map((item) => [`${item.pk} ${item.sk}`, item]));
  const rows = listed.map(({ threadId, number }) => {
    const [thread, last] = [keys.thread(studio, threadId), keys.message(studio, threadId, number)].map(({ pk, sk }) =>
      byKey.get(`${pk} ${sk}`),
    );
    return { thread: thread as Item & StoredThread, last: entityOf(last as Item & StoredMessage) };
  });
  return { threads: await toThreads(studio, userId, rows), ...(next && { next }) };
}

/** A thread as somebody sees it. */
export async function showThread(studio: string, userId: string, thread: StoredThread): Promise<Thread> {
  const last = await getMessage(studio, { threadId: thread.id, number: String(thread.count) });
  const [shown] = await toThreads(studio, userId, [{ thread, last }]);
  return shown as Thread;
}

/**
 * Puts down that somebody has read a thread, up to a message or to its end. It never goes back.
 * @returns the thread, with that
 * @throws VALIDATION_ERROR for a message that there is not
 */
export async function markRead(
  studio: string,
  userId: string,
  thread: StoredThread,
  number = thread.count,
): Promise<StoredThread> {
  if (number > thread.count) {
    throw invalidField('number', 'OUT_OF_RANGE', `The last message is ${thread.count}`, `1 to ${thread.count}`);
  }
  if (number <= (thread.read[userId] ?? 0)) return thread;
  const Update = {
    Key: keys.thread(studio, thread.id),
    UpdateExpression: 'SET #read.#user = :number',
    ConditionExpression: 'attribute_not_exists(#read.#user) OR #read.#user < :number',
    ExpressionAttributeNames: { '#read': 'read', '#user': userId },
    ExpressionAttributeValues: { ':number': number },
  };
  try {
    await transact([{ Update }]);
  } catch (error) {
    if (!(error instanceof TransactionRefused && error.failedAt(0))) throw error;
  }
  return { ...thread, read: { ...thread.read, [userId]: number } };
}
