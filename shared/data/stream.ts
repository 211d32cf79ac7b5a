import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { channelMessage } from '../contract/realtime.ts';
import { eventTypes, type MessageEvent, type ProjectEvent } from '../domain/events.ts';
import type { Key } from './keys.ts';

/** An event with where it is stored. */
export type StoredEvent = ProjectEvent & Key;

const storedEvent = z.object({
  pk: z.string(),
  sk: z.string(),
  type: z.enum(eventTypes),
  studio: z.string(),
  entity: z.enum(['project', 'task', 'version', 'comment', 'shot', 'asset', 'sequence', 'casting']),
  entityId: z.string(),
  projectId: z.string(),
  revision: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ userId: z.string(), requestId: z.string(), ip: z.string(), bulkId: z.string().optional() }),
  changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
  about: z.object({
    shot: z.string().optional(),
    task: z.string().optional(),
    artist: z.string().optional(),
    status: z.string().optional(),
    archived: z.boolean().optional(),
    name: z.string().optional(),
    taskId: z.string().optional(),
    sequence: z.string().optional(),
    version: z.string().optional(),
    author: z.string().optional(),
    thread: z.array(z.string()).optional(),
  }),
});

/** An event of a message, with where it is stored. */
export type StoredMail = MessageEvent & Key;

const storedMail = storedEvent.omit({ projectId: true }).extend({ entity: z.literal('message') });

const owner = { studio: z.string(), userId: z.string() };
const authority = z.object({ kind: z.literal('authority'), ...owner });
const session = z.object({ kind: z.literal('session'), ...owner, sessionId: z.string() });

/** What a request has put on a channel, which cannot push it by itself. */
const frame = z.object({
  kind: z.literal('frame'),
  studio: z.string(),
  channel: z.string(),
  messages: z.array(channelMessage),
});

const written = z.discriminatedUnion('kind', [
  storedEvent.extend({ kind: z.literal('event') }),
  storedMail.extend({ kind: z.literal('mail') }),
  authority,
  frame,
]);
const removed = z.discriminatedUnion('kind', [session, authority]);

/**
 * What a stream record tells: an event, a frame that is to be pushed, a session that has ended, or somebody whose
 * authority is another one now.
 */
export type Told =
  | { kind: 'event'; event: StoredEvent }
  | { kind: 'mail'; event: StoredMail }
  | z.output<typeof frame>
  | z.output<typeof session>
  | z.output<typeof authority>;

/** An event as it is stored. @throws when it is none */
export function readEvent(item: unknown): StoredEvent {
  return storedEvent.parse(item) as StoredEvent;
}

/** What a stream record tells. @throws when it is of no use */
export function readRecord({ dynamodb }: DynamoDBRecord): Told {
  const imageOf = (image: unknown) => unmarshall((image ?? {}) as Parameters<typeof unmarshall>[0]);
  if (!dynamodb?.NewImage) return removed.parse(imageOf(dynamodb?.OldImage));
  const told = written.parse(imageOf(dynamodb.NewImage));
  if (told.kind !== 'event' && told.kind !== 'mail') return told;
  const { kind, ...event } = told;
  return { kind, event } as Told;
}
