import { createHash } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/realtime/notifier.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let queue: FakeAws;
let isRefusing = false;
let logs: ReturnType<typeof captureLogs>;
let records = 0;

interface Sent {
  Entries: { Id: string; MessageBody: string }[];
}
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function take({ body }: AwsRequest) {
  const { Entries } = JSON.parse(body) as Sent;
  const Successful = Entries.map(({ Id, MessageBody }) => ({
    ...{ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) },
  }));
  const Failed = Entries.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'not now' }));
  return { body: isRefusing ? { Failed } : { Successful } };
}

beforeAll(async () => {
  queue = await startFakeAws(take);
  vi.spyOn(console, 'warn').mockReturnValue();
  process.env.MONTU_PUSH_QUEUE_URL = `${queue.endpoint}/queue/push`;
  table = await useTable();
  studio = await newStudio();
});
beforeEach(() => {
  queue.requests.length = 0;
  isRefusing = false;
  logs = captureLogs();
});
afterEach(() => logs.restore());
afterAll(() => queue.stop());

const queued = () =>
  queue.requests.flatMap(({ body }) =>
    (JSON.parse(body) as Sent).Entries.map((entry) => JSON.parse(entry.MessageBody)),
  );

/** A record of the stream, numbered as they are made. */
function record(image: 'NewImage' | 'OldImage', item: object): DynamoDBRecord {
  const SequenceNumber = String(100 + records++);
  return { dynamodb: { SequenceNumber, [image]: marshall(item) as Record<string, AttributeValue> } };
}
const key = { pk: 'S#demo#U#user_ann', sk: 'AUTH' };
const endOf = (userId: string, sessionId: string) =>
  record('OldImage', { ...key, kind: 'session', studio: studio.id, userId, sessionId });
const changeOf = (userId: string) => record('NewImage', { ...key, kind: 'authority', studio: studio.id, userId });
const placeOf = (given: DynamoDBRecord) => ({ itemIdentifier: given.dynamodb?.SequenceNumber });

async function notify(...Records: DynamoDBRecord[]) {
  const { batchItemFailures } = await handler({ Records } as DynamoDBStreamEvent);
  return batchItemFailures;
}

/** The record of a project's creation, as it was written. */
async function creation(id: string): Promise<DynamoDBRecord> {
  await addProject(studio.changeBy('user_ann'), { id });
  const event = (await table.all()).find((item) => item.kind === 'event' && item.entityId === id);
  if (!event) throw new Error('There is no event');
  return record('NewImage', event);
}

it('what a request has put on a channel is pushed as it is, however often it comes', async () => {
  const channel = 'user:user_ann';
  const createdAt = '2025-08-29T10:00:00.000Z';
  const messages = [1, 2].map((seq) => ({
    ...{ type: 'notification.updated', id: `notif_${seq}`, channel, seq, createdAt, data: { isRead: true } },
  }));
  const frame = record('NewImage', { kind: 'frame', studio: studio.id, channel, messages, first: 1, last: 2 });
  expect(await notify(frame, frame)).toEqual([]);
  const text = JSON.stringify({ type: 'frame', channel, messages });
  expect(queued()).toEqual([{ kind: 'frame', studio: studio.id, channel, text }]);
});

describe('what the notifier makes of accounts', () => {
  it('is one message for each session that ended and for each person whose authority changed', async () => {
    const [first, second] = [endOf('user_ann', 'sess_1'), endOf('user_ann', 'sess_2')];
    expect(
      await notify(first, changeOf('user_ann'), second, first, changeOf('user_ann'), changeOf('user_ben')),
    ).toEqual([]);
    const of = (userId: string) => ({ studio: studio.id, userId });
    expect(queued()).toEqual([
      { kind: 'endSession', ...of('user_ann'), sessionId: 'sess_1' },
      { kind: 'recheck', ...of('user_ann') },
      { kind: 'endSession', ...of('user_ann'), sessionId: 'sess_2' },
      { kind: 'recheck', ...of('user_ben') },
    ]);
  });

  it('is asked for again, from the first of them on, where the queue refuses it', async () => {
    isRefusing = true;
    const [first, second] = [changeOf('user_ann'), changeOf('user_ben')];
    expect(await notify(first, second)).toEqual([placeOf(first)]);
    expect(logs.text()).toContain('not now');
  });

  it('does not wait for a record that nobody can read, and keeps back no project', async () => {
    const broken = record('OldImage', { ...key, kind: 'session', studio: studio.id });
    const [change, created] = [changeOf('user_ann'), await creation('NEXT')];
    expect(await notify(broken, change, created)).toEqual([placeOf(broken)]);
    const kinds = queued().map(({ kind, channel }) => channel ?? kind);
    expect(kinds.toSorted()).toEqual(['project:NEXT', 'recheck']);
  });
});
