import { DynamoDBStreamsClient, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';
import { type Consumer, consumers, type QueueName } from '../../shared/manifest/consumers.ts';
import { requireSetting } from '../../shared/platform/config.ts';
import { createInvoke } from '../invoke.ts';
import { createDeadLetters } from '../streams/dead-letters.ts';
import { deliver } from '../streams/delivery.ts';
import { passes } from '../streams/filter.ts';
import { eventRecord, getRecords, type SentRecord, sequenceNumber } from '../streams/records.ts';
import type { Letter, StreamPlace } from './letters.ts';
import { OperatorProblem } from './problem.ts';

/** What became of a letter. */
export interface PutBack {
  /** Changes or messages that are dealt with. */
  done: number;
  /** Changes that the stream does not have any more. */
  forgotten: boolean;
  /** Why some could not be dealt with, once more. */
  failures: string[];
}

const settingOf = { push: 'MONTU_PUSH_QUEUE_URL', import: 'MONTU_IMPORT_QUEUE_URL' } as const;

/** The errors by which a stream says that it has forgotten. */
const trimmed = ['TrimmedDataAccessException', 'ResourceNotFoundException'];

/** Reads what a letter only names; undefined where the stream has forgotten it, as it does after a day. */
async function recordsAt(place: StreamPlace): Promise<DynamoDBRecord[] | undefined> {
  const { streamArn: StreamArn, shardId: ShardId, startSequenceNumber: SequenceNumber, endSequenceNumber } = place;
  const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const client = new DynamoDBStreamsClient(endpoint ? { endpoint } : {});
  const found: SentRecord[] = [];
  try {
    const start = { StreamArn, ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber } as const;
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
    const isWithin = (record: SentRecord) => BigInt(sequenceNumber(record)) <= BigInt(endSequenceNumber);
    while (ShardIterator) {
      const { records, next } = await getRecords(client, ShardIterator);
      found.push(...records.filter(isWithin));
      // the end is there already, as it was read before: an empty page only means to go on
      ShardIterator = records.some((record) => !isWithin(record) || sequenceNumber(record) === endSequenceNumber)
        ? undefined
        : next;
    }
  } catch (error) {
    if (trimmed.includes((error as Error).name)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
  return found.map((record) => eventRecord(record, StreamArn));
}

/** Gives changes to their consumer, here in this process, by the rules of Lambda: what fails is tried apart. */
async function invokeWith(consumer: string, records: readonly DynamoDBRecord[]): Promise<PutBack> {
  const spec: Consumer | undefined = (consumers as Record<string, Consumer>)[consumer];
  if (spec?.source !== 'stream') throw new OperatorProblem(`There is no consumer "${consumer}" of the stream.`);
  const mine = records.filter((record) => passes(spec.filters, record));
  const given = createDeadLetters();
  await deliver(
    mine.map((record) => ({ record, done: () => {} })),
    {
      ...{ consumer, shardId: '', streamArn: '', retries: 1, maxAgeSeconds: Number.POSITIVE_INFINITY, backoffMs: 200 },
      ...{ invoke: createInvoke(), deadLetters: given, signal: new AbortController().signal, log: () => {} },
    },
  );
  const letters = await given.list();
  const failures = letters.flatMap(({ records: left, error }) =>
    left.map((record) => `${consumer}, change ${sequenceNumber(record)}: ${error.split('\n')[0]}`),
  );
  return { done: mine.length - failures.length, forgotten: false, failures };
}

async function send(queue: QueueName, MessageBody: string): Promise<PutBack> {
  const client = new SQSClient({});
  await client.send(new SendMessageCommand({ QueueUrl: requireSetting(settingOf[queue]), MessageBody }));
  client.destroy();
  return { done: 1, forgotten: false, failures: [] };
}

/** Puts back what was given up. Twice is harmless: consumers do nothing again. */
export async function putBack(letter: Letter): Promise<PutBack> {
  if (letter.kind === 'message') return send(letter.queue, letter.body);
  const records = letter.kind === 'records' ? letter.records : await recordsAt(letter.place);
  if (!records) return { done: 0, forgotten: true, failures: [] };
  return invokeWith(letter.consumer, records);
}
