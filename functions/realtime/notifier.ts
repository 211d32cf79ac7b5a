import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type ChannelMessage, feedOf } from '../../shared/contract/realtime.ts';
import { deliverToInboxes, numberOnFeed } from '../../shared/data/deliver.ts';
import { readRecord, type StoredEvent, type Told } from '../../shared/data/stream.ts';
import { eventId } from '../../shared/domain/events.ts';
import { socketTexts } from '../../shared/domain/frames.ts';
import { logger } from '../../shared/platform/logger.ts';
import { enqueuePush, type PushMessage } from '../../shared/platform/queue.ts';

const sequenceNumberOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';

/** What an account's change means to its sockets. */
function socketMessage(told: Exclude<Told, { kind: 'event' }>): PushMessage {
  const { studio, userId } = told;
  return told.kind === 'session'
    ? { kind: 'endSession', studio, userId, sessionId: told.sessionId }
    : { kind: 'recheck', studio, userId };
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

/** The events of each project, what changed for the sockets of accounts, and the records that are neither. */
function sorted(records: readonly DynamoDBRecord[]) {
  const projects = new Map<string, Group<StoredEvent>>();
  const accounts = new Map<string, Group<PushMessage>>();
  const broken: string[] = [];
  for (const record of records) {
    try {
      const told = readRecord(record);
      if (told.kind === 'event') {
        const { event } = told;
        addTo(projects, `${event.studio}/${event.projectId}`, record, eventId(event), event);
      } else {
        const message = socketMessage(told);
        addTo(accounts, 'accounts', record, JSON.stringify(message), message);
      }
    } catch (error) {
      logger.error('stream record is of no use', { sequenceNumber: sequenceNumberOf(record), error: error as Error });
      broken.push(sequenceNumberOf(record));
    }
  }
  return { projects, accounts, broken };
}

/** Numbers the events on the project's feed, tells the people concerned, and queues what is to be pushed. */
async function deliver(events: readonly StoredEvent[]): Promise<void> {
  const [{ studio, projectId } = { studio: '', projectId: '' }] = events;
  const push = (channels: Iterable<[string, readonly ChannelMessage[]]>) =>
    enqueuePush(
      [...channels].flatMap(([channel, messages]) =>
        socketTexts(channel, messages).map((text): PushMessage => ({ kind: 'frame', studio, channel, text })),
      ),
    );
  // side by side, and each pushed as soon as it is there: what fails in one must not keep back the other
  const [feed, inboxes] = await Promise.allSettled([
    numberOnFeed(studio, projectId, events).then((messages) => push([[feedOf(projectId), messages]])),
    deliverToInboxes(studio, projectId, events).then(push),
  ]);
  for (const outcome of [feed, inboxes]) if (outcome.status === 'rejected') throw outcome.reason;
}

/**
 * Reads the table's stream. A project whose events could not be delivered is reported from its first record on, and so
 * are the accounts; what was done already is not done again, or does no harm.
 */
export async function handler(batch: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { projects, accounts, broken } = sorted(batch.Records);
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
  await Promise.all([each(accounts, enqueuePush), each(projects, deliver)]);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
