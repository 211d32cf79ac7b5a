import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { requireSetting } from './config.ts';

const client = new SQSClient({});

/** SQS takes at most 10 messages a batch and 1 MiB for all of them; frames are far smaller. */
const batchSize = 10;

/**
 * Puts messages on the push queue.
 * @throws when the queue refused one, so that the caller's own source delivers again.
 */
export async function enqueuePush(messages: readonly unknown[]): Promise<void> {
  const queue = requireSetting('MONTU_PUSH_QUEUE_URL');
  for (let start = 0; start < messages.length; start += batchSize) {
    const entries = messages
      .slice(start, start + batchSize)
      .map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries: entries }));
    if (Failed.length > 0) throw new Error(`The push queue refused ${Failed.length} messages: ${Failed[0]?.Message}`);
  }
}
