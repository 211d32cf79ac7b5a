import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { logger } from '../platform/logger.ts';

/** The function of a queue's consumer: what it fails at is delivered again, and nothing else of its batch. */
export function eachMessage(what: string, work: (body: string) => Promise<void>) {
  return async (batch: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.allSettled(batch.Records.map(async ({ body }) => work(body)));
    const failed = batch.Records.filter((_, index) => {
      const outcome = outcomes[index];
      if (outcome?.status === 'rejected') logger.error(`${what} failed`, { error: outcome.reason as Error });
      return outcome?.status === 'rejected';
    });
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}
