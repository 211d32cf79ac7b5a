import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { requireSetting } from './config.ts';

const person = { studio: z.string(), userId: z.string() };

/** What the push queue carries. */
export const pushMessage = z.discriminatedUnion('kind', [
  /** A text for all who listen to a channel. */
  z.object({ kind: z.literal('frame'), studio: z.string(), channel: z.string(), text: z.string() }),
  /** A session has ended, so its sockets must; or it will, `at` a time that is known before. */
  z.object({ kind: z.literal('endSession'), ...person, sessionId: z.string(), at: z.iso.datetime().optional() }),
  /** Somebody's roles changed, or whether they are active: their sockets may have to hear less, or end. */
  z.object({ kind: z.literal('recheck'), ...person }),
]);
export type PushMessage = z.output<typeof pushMessage>;

/** What the import queue carries: that an import is to go on. */
export const importMessage = z.object({ studio: z.string(), importId: z.string() });
export type ImportMessage = z.output<typeof importMessage>;

const client = new SQSClient({});
// without a logger it still walks through all that is sent and received
client.middlewareStack.remove('loggerMiddleware');

/** SQS takes at most 10 messages a batch, and 1 MiB for all of them. */
const maxBatch = { messages: 10, bytes: 1_000_000 };
/** SQS keeps a message back for so long at most; what is for later is put back until then. */
const maxDelaySeconds = 900;

interface Entry {
  MessageBody: string;
  DelaySeconds: number;
}

function entryOf(message: PushMessage): Entry {
  const waitMs = message.kind === 'endSession' && message.at ? Date.parse(message.at) - Date.now() : 0;
  const DelaySeconds = Math.min(maxDelaySeconds, Math.max(0, Math.ceil(waitMs / 1000)));
  return { MessageBody: JSON.stringify(message), DelaySeconds };
}

function batchesOf(entries: readonly Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const batch = batches.at(-1);
    const size = Buffer.byteLength(entry.MessageBody);
    bytes += size;
    if (batch && batch.length < maxBatch.messages && bytes <= maxBatch.bytes) {
      batch.push(entry);
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}

async function send(QueueUrl: string, entries: readonly Entry[]): Promise<void> {
  for (const batch of batchesOf(entries)) {
    const Entries = batch.map((entry, index) => ({ Id: String(index), ...entry }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`The queue refused ${Failed.length} messages: ${Failed[0]?.Message}`);
  }
}

/**
 * Puts messages on the push queue.
 * @throws when the queue refused one, so that the caller's own source delivers again.
 */
export async function enqueuePush(messages: readonly PushMessage[]): Promise<void> {
  await send(requireSetting('MONTU_PUSH_QUEUE_URL'), messages.map(entryOf));
}

/**
 * Lets an import go on, after some seconds.
 * @throws when the queue refused it
 */
export async function enqueueImport(message: ImportMessage, DelaySeconds: number): Promise<void> {
  await send(requireSetting('MONTU_IMPORT_QUEUE_URL'), [{ MessageBody: JSON.stringify(message), DelaySeconds }]);
}
