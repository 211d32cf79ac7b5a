import { ApiError } from '../contract/errors.ts';
import type { Message } from '../contract/messages.ts';
import { type Destination, hears, momentAfter, participantsOf } from '../domain/messages.ts';
import { nestedId } from '../domain/nested-id.ts';
import { newSortableId } from '../platform/ids.ts';
import { commit, kept, untilWritten } from './entities.ts';
import type { Alongside, Change } from './entity-kinds.ts';
import { insertion } from './entity-plans.ts';
import { keys } from './keys.ts';
import { findThread, type StoredThread } from './message-threads.ts';
import { messageKind, type StoredMessage, toMessages } from './messages.ts';
import { peopleOf } from './people.ts';
import type { Write } from './table.ts';
import { authoritiesOf } from './users.ts';

/** @throws VALIDATION_ERROR with everybody who cannot be written to */
async function beginThread(
  studio: string,
  author: string,
  { to, subject }: Extract<Destination, { to: readonly string[] }>,
): Promise<StoredThread> {
  const people = await peopleOf(studio, to);
  // a username, and no id
  const idOf = (name: string) => (people.knows(name) && !people.has(name) ? people.toStored(name) : undefined);
  const ids = to.map(idOf).filter((id) => id !== undefined);
  const found = await authoritiesOf(studio, [...new Set(ids)]);
  const known = new Map(found.map((authority) => [authority.userId, authority]));
  const participants = participantsOf(to, author, (name) => known.get(idOf(name) ?? ''));
  return { id: newSortableId('thread'), participants, subject, count: 0, lastAt: '', read: {}, createdAt: '' };
}

/** @throws CONFLICT where nobody would hear of a reply */
async function refuseUnheard(studio: string, author: string, thread: StoredThread): Promise<void> {
  const others = await authoritiesOf(
    studio,
    thread.participants.filter((id) => id !== author),
  );
  if (others.some((person) => hears(person, thread))) return;
  throw new ApiError('CONFLICT', 'Nobody else of this thread is in the studio any more. Begin another one.');
}

/** What a message changes of its thread, and of the lists that it stands in. */
function threadWrites(studio: string, thread: StoredThread, author: string, at: string): Write[] {
  const { id, participants, count, lastAt } = thread;
  const Key = keys.thread(studio, id);
  const number = count + 1;
  const moved = participants.flatMap((userId): Write[] => [
    ...(count > 0 ? [{ Delete: { Key: keys.personThread(studio, userId, lastAt, id) } }] : []),
    { Put: { Item: { ...keys.personThread(studio, userId, at, id), threadId: id, number } } },
  ]);
  if (count === 0) {
    const begun = { ...thread, count: number, lastAt: at, read: { [author]: number }, createdAt: at };
    return [{ Put: { Item: { ...Key, ...begun }, ConditionExpression: 'attribute_not_exists(pk)' } }, ...moved];
  }
  const Update = {
    Key,
    UpdateExpression: 'SET #count = :number, lastAt = :at, #read.#author = :number',
    ConditionExpression: '#count = :count',
    ExpressionAttributeNames: { '#count': 'count', '#read': 'read', '#author': author },
    ExpressionAttributeValues: { ':number': number, ':count': count, ':at': at },
  };
  return [{ Update }, ...moved];
}

/**
 * Writes a message, with its event and all that it moves in one transaction; whoever writes has read what came before.
 * @param allow throws where the caller may not write in a thread that there is
 * @throws VALIDATION_ERROR, NOT_FOUND, and CONFLICT where nobody would hear of it
 */
export async function insertMessage(
  destination: Destination,
  text: string,
  allow: (thread: StoredThread) => void,
  change: Change,
): Promise<Message> {
  const { studio } = change;
  const author = change.actor.userId as string;
  const begun = 'to' in destination ? await beginThread(studio, author, destination) : undefined;
  return untilWritten(
    () => 'The thread is',
    async () => {
      const thread = begun ?? (await findThread(studio, (destination as { threadId: string }).threadId));
      if (!begun) {
        allow(thread);
        await refuseUnheard(studio, author, thread);
      }
      const at = momentAfter(thread.lastAt || undefined, new Date());
      const number = thread.count + 1;
      const message = { id: nestedId(thread.id, String(number)), threadId: thread.id, number, text, editedAt: null };
      const kind = messageKind(thread.participants.filter((id) => id !== author));
      const planned = insertion<StoredMessage>(kind, message, { ...change, at }, 'message.sent');
      const [answer] = (await toMessages(studio, [planned.entity])) as [Message];
      // refused together with the message itself: somebody else's came first
      const refused = () => new ApiError('CONFLICT', 'The thread was changed meanwhile.');
      const beside = threadWrites(studio, thread, author, at.toISOString()).map(
        (write): Alongside => ({ write, refused }),
      );
      await commit(planned.writes, [...beside, ...kept(change, answer)]);
      return answer;
    },
  );
}
