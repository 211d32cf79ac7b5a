import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { type DomainEvent, eventTypes } from '../domain/events.ts';
import type { Key } from './keys.ts';

/** An event with where it is stored. */
export type StoredEvent = DomainEvent & Key;

const storedEvent = z.object({
  pk: z.string(),
  sk: z.string(),
  type: z.enum(eventTypes),
  studio: z.string(),
  entity: z.enum(['project', 'task']),
  entityId: z.string(),
  projectId: z.string(),
  revision: z.int(),
  at: z.iso.datetime(),
  actor: z.object({ userId: z.string(), requestId: z.string(), ip: z.string() }),
  changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
  about: z.object({
    shot: z.string().optional(),
    task: z.string().optional(),
    artist: z.string().optional(),
    name: z.string().optional(),
  }),
});

/** The event in a stream record. @throws when it is none */
export function eventOfRecord(record: DynamoDBRecord): StoredEvent {
  const image = record.dynamodb?.NewImage as Parameters<typeof unmarshall>[0] | undefined;
  return storedEvent.parse(unmarshall(image ?? {})) as StoredEvent;
}
