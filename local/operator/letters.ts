import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import type { QueueName } from '../../shared/manifest/consumers.ts';
import { importMessage, pushMessage } from '../../shared/platform/queue.ts';
import { OperatorProblem } from './problem.ts';

/** Where the records of a stream are. */
export interface StreamPlace {
  streamArn: string;
  shardId: string;
  startSequenceNumber: string;
  endSequenceNumber: string;
}

/** What was given up: changes, with the records or with where they are in the stream, or a message of a queue. */
export type Letter =
  | { kind: 'records'; consumer: string; records: DynamoDBRecord[] }
  | { kind: 'place'; consumer: string; place: StreamPlace }
  | { kind: 'message'; queue: QueueName; body: string };

/** What Lambda sends where a stream's consumer gave up; the local stack adds the consumer and the records. */
const streamFailure = z.object({
  consumer: z.string().optional(),
  requestContext: z.object({ functionArn: z.string() }),
  DDBStreamBatchInfo: z.object({
    ...{ streamArn: z.string(), shardId: z.string() },
    ...{ startSequenceNumber: z.string(), endSequenceNumber: z.string() },
  }),
  records: z.array(z.custom<DynamoDBRecord>((value) => typeof value === 'object' && value !== null)).optional(),
});

/** As `aws sqs receive-message` prints messages, and as the local queues keep them. */
const received = z.object({ Messages: z.array(z.unknown()) });
const sqsMessage = z.object({ Body: z.string() }).transform(({ Body }) => Body);
const keptMessage = z.object({ queue: z.string(), body: z.string() }).transform(({ body }) => body);

/** `montu-dev-notifier` of its ARN, with or without a version, is the function `notifier`. */
const functionOf = (arn: string): string => (arn.split(':')[6] ?? '').split('-').at(-1) ?? '';

function lettersOf(value: unknown): Letter[] {
  if (Array.isArray(value)) return value.flatMap(lettersOf);
  const list = received.safeParse(value);
  if (list.success) return list.data.Messages.flatMap(lettersOf);
  const body = z.union([sqsMessage, keptMessage]).safeParse(value);
  if (body.success) return readLetters(body.data);
  const failure = streamFailure.safeParse(value);
  if (failure.success) {
    const { consumer: named, requestContext, DDBStreamBatchInfo: place, records } = failure.data;
    const consumer = named ?? functionOf(requestContext.functionArn);
    return [records ? { kind: 'records', consumer, records } : { kind: 'place', consumer, place }];
  }
  if (pushMessage.safeParse(value).success) return [{ kind: 'message', queue: 'push', body: JSON.stringify(value) }];
  if (importMessage.safeParse(value).success)
    return [{ kind: 'message', queue: 'import', body: JSON.stringify(value) }];
  throw new OperatorProblem(`This is no dead letter: ${JSON.stringify(value)?.slice(0, 200)}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OperatorProblem(`This is no JSON: ${text.trim().slice(0, 100)}`);
  }
}

/**
 * The dead letters in a text: one, an array, what `aws sqs receive-message` prints, or one a line.
 * @throws OperatorProblem where it is anything else
 */
export function readLetters(text: string): Letter[] {
  try {
    return lettersOf(JSON.parse(text));
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (!(error instanceof SyntaxError)) throw error;
    return lines.flatMap((line) => lettersOf(jsonOf(line)));
  }
}
