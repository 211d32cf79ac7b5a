import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { requireSetting } from './config.ts';

const client = new SQSClient({});

/** SQS takes at most 10 messages a batch, and 1 MiB for all of them. */
const maxBatch = { messages: 10, bytes: 1_000_000 };

function batchesOf(bodies: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const body of bodies) {
    const batch = batches.at(-1);
    bytes += Buffer.byteLength(body);
    if (batch && batch.length < maxBatch.messages && bytes <= maxBatch.bytes) {
      batch.push(body);
    } else {
      batches.push([body]);
      bytes = Buffer.byteLength(body);
    }
  }
  return batches;
}

/**
 * Puts messages on the push queue.
 * @throws when the queue refused one, so that the caller's own source delivers again.
 */
export async function enqueuePush(messages: readonly unknown[]): Promise<void> {
  const queue = requireSetting('MONTU_PUSH_QUEUE_URL');
  for (const batch of batchesOf(messages.map((message) => JSON.stringify(message)))) {
    const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    if (Failed.length > 0) throw new Error(`The push queue refused ${Failed.length} messages: ${Failed[0]?.Message}`);
  }
}
