import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type ChannelMessage, feedOf } from '../../shared/contract/realtime.ts';
import { deliverToInboxes, numberOnFeed } from '../../shared/data/deliver.ts';
import { eventOfRecord, type StoredEvent } from '../../shared/data/stream.ts';
import { eventId } from '../../shared/domain/events.ts';
import { socketTexts } from '../../shared/domain/frames.ts';
import { logger } from '../../shared/platform/logger.ts';
import { enqueuePush } from '../../shared/platform/queue.ts';

interface Received {
  event: StoredEvent;
  sequenceNumber: string;
}

const sequenceNumberOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';

/** The records of each project, in stream order and each event once; and the records that are no events. */
function byProject(records: readonly DynamoDBRecord[]) {
  const projects = new Map<string, Map<string, Received>>();
  const broken: string[] = [];
  for (const record of records) {
    try {
      const event = eventOfRecord(record);
      const name = `${event.studio}/${event.projectId}`;
      const received = projects.get(name) ?? new Map<string, Received>();
      if (!received.has(eventId(event)))
        received.set(eventId(event), { event, sequenceNumber: sequenceNumberOf(record) });
      projects.set(name, received);
    } catch (error) {
      logger.error('stream record is no event', { sequenceNumber: sequenceNumberOf(record), error: error as Error });
      broken.push(sequenceNumberOf(record));
    }
  }
  return { projects: [...projects.values()].map((received) => [...received.values()]), broken };
}

/** Numbers the events on the project's feed, tells the people concerned, and queues what is to be pushed. */
async function deliver(events: readonly StoredEvent[]): Promise<void> {
  const [{ studio, projectId } = { studio: '', projectId: '' }] = events;
  const push = (channels: Iterable<[string, readonly ChannelMessage[]]>) =>
    enqueuePush(
      [...channels].flatMap(([channel, messages]) =>
        socketTexts(channel, messages).map((text) => ({ studio, channel, text })),
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
 * Reads the table's stream. A project whose events could not be delivered is reported from its first record on; what of
 * it was done already is not done again.
 */
export async function handler(batch: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const { projects, broken } = byProject(batch.Records);
  const failed = [...broken];
  await Promise.all(
    projects.map(async (received) => {
      try {
        await deliver(received.map(({ event }) => event));
      } catch (error) {
        logger.error('events not delivered', { projectId: received[0]?.event.projectId, error: error as Error });
        failed.push(received[0]?.sequenceNumber ?? '');
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
