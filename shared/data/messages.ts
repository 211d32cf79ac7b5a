import { notFound } from '../contract/errors.ts';
import type { Message } from '../contract/messages.ts';
import { type EventType, system } from '../domain/events.ts';
import { reworded, type Said, withdrawn } from '../domain/messages.ts';
import { nestedParts } from '../domain/nested-id.ts';
import { changeEntity } from './entities.ts';
import { type Change, type EntityKind, entityOf, type Versioned } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { type People, peopleAmong, personOf } from './people.ts';
import { getItem, getItems, type Item, type Paging, queryPage, type StartKey, transact } from './table.ts';

/** A message as it is stored. */
export interface StoredMessage extends Versioned, Said {
  threadId: string;
  number: number;
}

/** @param to who gets it, where it is a new one: user ids */
export const messageKind = (to: readonly string[] = []): EntityKind<StoredMessage> => ({
  name: 'message',
  onFeed: false,
  isMail: true,
  key(studio, id) {
    const { parent, own } = nestedParts(id);
    return keys.message(studio, parent, Number(own));
  },
  eventKey(studio, id, revision) {
    const { parent, own } = nestedParts(id);
    return keys.messageEvent(studio, parent, Number(own), revision);
  },
  toItem: (entity, studio) => ({ ...entity, studio }),
  personal: ['text'],
  about: () => ({ about: to.length > 0 ? { thread: [...to] } : {} }),
});

/** A message as clients see it. */
export function toMessage({ id: _, ...stored }: StoredMessage, people: People): Message {
  return { ...stored, author: personOf(stored.createdBy, people), deleted: stored.archivedAt !== null };
}

/** The same of several, with everybody who wrote them. */
export async function toMessages(studio: string, stored: readonly StoredMessage[]): Promise<Message[]> {
  const people = await peopleAmong(
    studio,
    stored.map(({ createdBy }) => createdBy),
  );
  return stored.map((one) => toMessage(one, people));
}

/** Which message, in which thread. */
export interface MessageAddress {
  threadId: string;
  number: string;
}

/** @throws NOT_FOUND */
export async function getMessage(studio: string, { threadId, number }: MessageAddress): Promise<StoredMessage> {
  const item = await getItem<Item & StoredMessage>(keys.message(studio, threadId, Number(number)));
  if (!item) throw notFound('message', number);
  return entityOf(item);
}

/** What is asked of a message that is to be changed. */
interface MessageChange {
  expected: number | undefined;
  /** Throws where the caller may not change it. */
  allow: (authorId: string) => void;
}

async function changeMessage(
  address: MessageAddress,
  { type, expected, allow }: MessageChange & { type: EventType },
  decide: (current: StoredMessage, at: string) => StoredMessage,
  change: Change,
): Promise<Message> {
  const { studio } = change;
  const message = await changeEntity(
    messageKind(),
    {
      ...{ type, expected, load: () => getMessage(studio, address) },
      decide(current) {
        allow(current.createdBy ?? '');
        return decide(current, new Date().toISOString());
      },
    },
    change,
  );
  const [answer] = await toMessages(studio, [message]);
  return answer as Message;
}

/** @throws NOT_FOUND, VERSION_CONFLICT, and CONFLICT where it was deleted */
export function updateMessage(
  address: MessageAddress,
  text: string,
  options: MessageChange,
  change: Change,
): Promise<Message> {
  const decide = (current: StoredMessage, at: string) => reworded(current, text, at);
  return changeMessage(address, { ...options, type: 'message.edited' }, decide, change);
}

/**
 * Leaves of a message only that it was there. One that is deleted stays as it is.
 * @throws NOT_FOUND, VERSION_CONFLICT
 */
export function removeMessage(address: MessageAddress, options: MessageChange, change: Change): Promise<Message> {
  return changeMessage(address, { ...options, type: 'message.deleted' }, withdrawn, change);
}

/** Takes away what somebody wrote who is erased; of a thread that they began, also what it is about. */
export async function eraseMessage(studio: string, id: string): Promise<void> {
  const { parent: threadId, own: number } = nestedParts(id);
  await removeMessage({ threadId, number }, { expected: undefined, allow() {} }, { studio, actor: system });
  if (number !== '1') return;
  const UpdateExpression = 'SET subject = :none';
  const Key = keys.thread(studio, threadId);
  await transact([{ Update: { Key, UpdateExpression, ExpressionAttributeValues: { ':none': null } } }]);
}

/** A page of the messages of a thread, newest first. */
export async function listMessages(
  studio: string,
  threadId: string,
  paging: Paging,
): Promise<{ messages: Message[]; next?: StartKey }> {
  const { items, next } = await queryPage<Item & StoredMessage>({
    equals: { pk: keys.thread(studio, threadId).pk },
    range: { attribute: 'sk', beginsWith: 'M#' },
    ...{ newestFirst: true, ...paging },
  });
  return { messages: await toMessages(studio, items.map(entityOf)), ...(next && { next }) };
}

/** Messages by id, in no order, as they are stored under these ids. */
export async function messagesById(studio: string, ids: readonly string[]): Promise<Message[]> {
  const kind = messageKind();
  const items = await getItems<Item & StoredMessage>(ids.map((id) => kind.key(studio, id)));
  return toMessages(studio, items.map(entityOf));
}
