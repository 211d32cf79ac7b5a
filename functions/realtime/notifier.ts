import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { deliverEvents, deliverMessages } from '../../shared/data/deliver-events.ts';
import { readRecord, type StoredEvent, type StoredMail, type Told } from '../../shared/data/stream.ts';
import { eventId } from '../../shared/domain/events.ts';
import { socketTexts } from '../../shared/domain/frames.ts';
import { nestedParts } from '../../shared/domain/nested-id.ts';
import { logger } from '../../shared/platform/logger.ts';
import { enqueuePush, type PushMessage } from '../../shared/platform/queue.ts';

const sequenceNumberOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';

/** What an account's change, or a frame that a request has written, means to sockets. */
function socketMessages(told: Exclude<Told, { kind: 'event' | 'mail' }>): PushMessage[] {
  const { studio } = told;
  if (told.kind === 'frame') {
    const { channel, messages } = told;
    return socketTexts(channel, messages).map((text) => ({ kind: 'frame', studio, channel, text }));
  }
  const { userId } = told;
  return told.kind === 'session'
    ? [{ kind: 'endSession', studio, userId, sessionId: told.sessionId }]
    : [{ kind: 'recheck', studio, userId }];
}

/** Things to be done together, each once and in stream order, and the record that the first of them came with. */
interface Group<T> {
  first: string;
  things: Map<string, T>;
}

function addTo<T>(groups: Map<string, Group<T>>, name: string, record: DynamoDBRecord, id: string, thing: T): void {
  const group = groups.get(name) ?? { first: sequenceNumberOf(record), things: new Map<string, T>() };
  if (!group.things.has(id)) group.things.set(id, thing);
  groups.set(name, group);
}

/** The events of each project and thread, what changed for the sockets of accounts, and the records that are neither. */
function sorted(records: readonly DynamoDBRecord[]) {
  const projects = new Map<string, Group<StoredEvent>>();
  const threads = new Map<string, Group<StoredMail>>();
  const accounts = new Map<string, Group<PushMessage>>();
  const broken: string[] = [];
  for (const record of records) {
    try {
      const told = readRecord(record);
      if (told.kind === 'event') {
        const { event } = told;
        addTo(projects, `${event.studio}/${event.projectId}`, record, eventId(event), event);
      } else if (told.kind === 'mail') {
        const { event } = told;
        addTo(threads, `${event.studio}/${nestedParts(event.entityId).parent}`, record, eventId(event), event);
      } else {
        for (const message of socketMessages(told)) {
          addTo(accounts, 'accounts', record, JSON.stringify(message), message);
        }
      }
    } catch (error) {
      logger.error('stream record is of no use', { sequenceNumber: sequenceNumberOf(record), error: error as Error });
      broken.push(sequenceNumberOf(record));
    }
  }
  return { projects, threads, accounts, broken };
}

/**
 * Reads the table's stream. A project or thread whose events could not be delivered is reported from its first record
 * on, and so are the accounts; what was done already is not done again, or does no harm.
 */
export async function handler(batch: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { projects, threads, accounts, broken } = sorted(batch.Records);
  const failed = [...broken];
  async function each<T>(groups: Map<string, Group<T>>, tell: (things: T[]) => Promise<void>): Promise<void> {
    const telling = [...groups].map(([name, { first, things }]) =>
      tell([...things.values()]).catch((error: unknown) => {
        logger.error('not delivered', { name, error: error as Error });
        failed.push(first);
      }),
    );
    await Promise.all(telling);
  }
  await Promise.all([each(accounts, enqueuePush), each(projects, deliverEvents), each(threads, deliverMessages)]);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
