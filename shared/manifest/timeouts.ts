import { type Consumer, queues } from './consumers.ts';

/** Seconds that a function may take to answer: less than the 30 for which a gateway waits. */
export const answerSeconds = 20;
const streamSeconds = 60;
const scheduleSeconds = 120;

/** Seconds that a consumer may take. SQS wants its messages hidden for six times as long. */
export function timeoutOf(consumer: Consumer): number {
  if (consumer.source === 'queue') return queues[consumer.queue].visibilitySeconds / 6;
  if (consumer.source === 'schedule') return scheduleSeconds;
  return consumer.source === 'stream' ? streamSeconds : answerSeconds;
}
