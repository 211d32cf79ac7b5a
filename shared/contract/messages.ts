import * as z from 'zod';
import { person } from './comments.ts';
import { etagOf } from './etag.ts';
import { operation } from './operation.ts';
import { entity, id, instant, line, page, text } from './primitives.ts';

/** In a thread, with whoever began it. */
const maxParticipants = 20;

const number = z.int().min(1).meta({ description: 'Counted from 1 in its thread' });

export const message = z
  .object({
    threadId: id,
    number,
    author: person,
    text: z.string().meta({ description: 'Empty, where it was deleted' }),
    editedAt: instant.nullable().meta({ description: 'When its text was changed last' }),
    deleted: z.boolean(),
    ...entity,
  })
  .meta({ id: 'Message', description: 'What somebody says to the others of a thread, and to nobody else.' });

export type Message = z.output<typeof message>;

const thread = z
  .object({
    id,
    subject: z.string().nullable(),
    participants: z.array(person).meta({ description: 'Whoever began it comes first' }),
    unread: z.int().meta({ description: 'How many messages came after the last one that you have read' }),
    lastMessage: message,
    createdAt: instant,
  })
  .meta({ id: 'MessageThread', description: 'What a few people of the studio say to each other.' });

export type Thread = z.output<typeof thread>;

const messageText = text(10_000).min(1);

const newMessage = z
  .strictObject({
    to: z
      .array(line(60).min(1))
      .min(1)
      .max(maxParticipants - 1)
      .optional()
      .meta({ description: 'Usernames: begins a thread with these people' }),
    subject: line(200).min(1).optional().meta({ description: 'Of a thread that begins' }),
    threadId: id.optional().meta({ description: 'Instead of `to` and `subject`: the thread that it belongs to' }),
    text: messageText,
  })
  .meta({ examples: [{ to: ['mika', 'sana'], subject: 'Sequence 10', text: 'Can we look at it at four?' }] });

export type NewMessage = z.output<typeof newMessage>;

const domain = 'messages';
const ofThread = z.object({ threadId: id });
const params = z.object({
  threadId: id,
  number: z.string().regex(/^[1-9]\d{0,8}$/, { error: 'Must be the number of a message, such as 3' }),
});
const etag = (data: Pick<Message, 'revision'>) => etagOf(data.revision);

export const messageOperations = {
  listThreads: operation({
    id: 'listThreads',
    domain,
    method: 'GET',
    path: '/messages',
    summary: 'List your threads of messages, the last active first',
    description: 'Each with its last message and how many you have not read. Clients have none.',
    access: 'message.read',
    query: z.strictObject({ ...page }),
    answer: { kind: 'list', status: 200, data: thread },
  }),
  sendMessage: operation({
    id: 'sendMessage',
    domain,
    method: 'POST',
    path: '/messages',
    summary: 'Write to people of the studio, in a new thread or in one of yours',
    description:
      'Either `to`, which begins a thread with up to 19 others, or `threadId`. The others are notified once a thread, ' +
      'until they have read it. Clients neither write nor get messages.',
    access: 'message.create',
    body: newMessage,
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 201, data: message, etag },
    uses: ['tableWrite'],
  }),
  getThread: operation({
    id: 'getThread',
    domain,
    method: 'GET',
    path: '/messages/{threadId}',
    summary: 'Get a thread of yours: who is in it, and what you have not read',
    description: 'With its last message. A thread that you are not in is not found, whatever your role.',
    access: 'message.read',
    params: ofThread,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: thread },
  }),
  listThreadMessages: operation({
    id: 'listThreadMessages',
    domain,
    method: 'GET',
    path: '/messages/{threadId}/messages',
    summary: 'List the messages of a thread, newest first',
    description: 'Deleted ones keep their place, without text. Listing does not mark them as read: `PUT …/read` does.',
    access: 'message.read',
    params: ofThread,
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: message },
  }),
  readThread: operation({
    id: 'readThread',
    domain,
    method: 'PUT',
    path: '/messages/{threadId}/read',
    summary: 'Mark a thread as read',
    description: 'To the end, or up to a `number`; its notification with it, where nothing is left. Never goes back.',
    access: 'message.read',
    params: ofThread,
    body: z.strictObject({ number: number.optional() }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: thread },
    uses: ['tableWrite'],
  }),
  updateMessage: operation({
    id: 'updateMessage',
    domain,
    method: 'PATCH',
    path: '/messages/{threadId}/messages/{number}',
    summary: 'Change the text of your own message',
    description: 'What it said before is not kept, and nobody is notified.',
    access: 'message.change',
    params,
    body: z.strictObject({ text: messageText }),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: message, etag },
    uses: ['tableWrite'],
  }),
  deleteMessage: operation({
    id: 'deleteMessage',
    domain,
    method: 'DELETE',
    path: '/messages/{threadId}/messages/{number}',
    summary: 'Delete your own message',
    description: 'It stays in the thread as deleted; what it said is gone.',
    access: 'message.change',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: message, etag },
    uses: ['tableWrite'],
  }),
} as const;
