import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce } from '../../../local/operator/running.ts';
import { messagesAfter } from '../../../shared/data/channels.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';
import { endScripts, runScript } from './run-script.ts';

let table: TestTable;
let studio: TestStudio;
let dataDir: string;
let queue: FakeAws;
let retract: () => void;
let sequence = 0;
/** What lies in the queue of dead letters. */
const waiting: { MessageId: string; Body: string; ReceiptHandle: string }[] = [];

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function answer({ operation, body }: AwsRequest) {
  const input = JSON.parse(body);
  if (operation === 'GetQueueUrl') return { body: { QueueUrl: `${queue.endpoint}/queue/${input.QueueName}` } };
  if (operation === 'ReceiveMessage')
    return { body: { Messages: waiting.splice(0).map((one) => ({ ...one, MD5OfBody: md5(one.Body) })) } };
  if (operation === 'SendMessage') return { body: { MessageId: '1', MD5OfMessageBody: md5(input.MessageBody) } };
  if (operation !== 'SendMessageBatch') return {};
  const sent = (input as { Entries: { Id: string; MessageBody: string }[] }).Entries;
  const Successful = sent.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) }));
  return { body: { Successful } };
}

beforeAll(async () => {
  queue = await startFakeAws(answer);
  table = await useTable();
  studio = await newStudio();
  dataDir = await mkdtemp(join(tmpdir(), 'replay-'));
  await mkdir(join(dataDir, 'dead-letters', 'notifier'), { recursive: true });
  const { id } = await studio.addUser('sue', 'supervisor');
  await addProject(studio.changeBy(id));
  for (const name of ['one', 'two', 'three']) await addTask(studio.changeBy(id), { id: name });
  const environment = {
    ...{ MONTU_STAGE: 'local', MONTU_TABLE: table.tableName, MONTU_PUBLIC_URL: 'http://localhost:1' },
    ...{ MONTU_ORIGINS: '*', MONTU_ACCESS_TOKEN_SECONDS: '3600', MONTU_PUSH_QUEUE_URL: `${queue.endpoint}/queue/push` },
    ...{ AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, AWS_REGION: 'eu-central-1' },
  };
  retract = await announce(dataDir, { pid: process.pid, url: 'http://localhost:1', environment });
});
afterAll(async () => {
  endScripts();
  retract();
  await queue.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function replay(args: string[], env: NodeJS.ProcessEnv = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(MONTU|AWS)_/.test(name));
  const script = new URL('../../../local/operator/replay.ts', import.meta.url);
  const { code, lines } = await runScript(script, args, { ...Object.fromEntries(own), MONTU_DATA_DIR: dataDir, ...env })
    .ended;
  return { code, text: lines.join('\n') };
}

async function eventOf(entityId: string) {
  const all = await table.all();
  return all.find((item) => item.kind === 'event' && item.entityId === entityId) as Record<string, unknown>;
}
function recordOf(item: Record<string, unknown>) {
  sequence += 1;
  const NewImage = marshall(item);
  return { eventName: 'INSERT', dynamodb: { SequenceNumber: String(sequence), NewImage, Keys: {} } };
}
/** Where the stream has the event of something. */
async function placeOf(entityId: string) {
  const { streams, streamArn: StreamArn } = table;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId ?? '';
  const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await streams.send(new GetShardIteratorCommand(start));
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  const number = Records.find(
    ({ dynamodb }) => dynamodb?.NewImage?.kind?.S === 'event' && dynamodb.NewImage.entityId?.S === entityId,
  )?.dynamodb?.SequenceNumber;
  return { streamArn: StreamArn, shardId: ShardId, startSequenceNumber: number, endSequenceNumber: number };
}

/** As the local stack leaves it. */
const letterOf = (...records: object[]) => ({
  consumer: 'notifier',
  requestContext: { functionArn: 'arn:aws:lambda:local:000000000000:function:notifier' },
  DDBStreamBatchInfo: { streamArn: table.streamArn, shardId: 's', startSequenceNumber: '1', endSequenceNumber: '2' },
  records,
});
const leave = (name: string, letter: object) =>
  writeFile(join(dataDir, 'dead-letters', 'notifier', name), JSON.stringify(letter));
const left = () => readdir(join(dataDir, 'dead-letters', 'notifier'));
const told = async () => (await messagesAfter(studio.id, 'project:SWA', 0)).messages.map(({ id }) => id);

describe('npm run replay', () => {
  it('puts back what it can of this machine’s dead letters, tells of the rest, and does nothing a second time', async () => {
    const bad = { ...(await eventOf('two')), about: 'nothing' };
    await leave('a.json', letterOf(recordOf(await eventOf('one')), recordOf(bad), recordOf(await eventOf('three'))));
    const { records: _, ...byPlace } = letterOf();
    await leave('b.json', { ...byPlace, DDBStreamBatchInfo: await placeOf('SWA') });
    const { code, text } = await replay([]);
    expect(text).toContain('2 dead letters at the stack at http://localhost:1: 3 changes or messages are put back.');
    expect(text).toMatch(/1 could not be, and stay where they are:\n {2}notifier, change 2: /);
    expect(code).toBe(1);
    expect((await told()).toSorted()).toEqual(['project:SWA@1', 'task:one@1', 'task:three@1']);
    expect(await left()).toEqual(['a.json']);

    await leave('a.json', letterOf(recordOf(await eventOf('one')), recordOf(await eventOf('two'))));
    expect(await replay([join(dataDir, 'dead-letters', 'notifier', 'a.json')])).toMatchObject({ code: 0 });
    expect(await left()).toEqual([]);
    expect(await told()).toHaveLength(4);
  });

  it('says what is wrong with what it was given', async () => {
    expect(await replay(['nowhere.json'])).toEqual({ code: 1, text: 'There is no file or folder nowhere.json.' });
    const { code, text } = await replay(['notifyer', '--stage', 'dev']);
    expect([code, text]).toEqual([1, expect.stringContaining('Did you mean "notifier"?')]);
  });

  it('puts back those of a stage’s queue, and takes them out of it', async () => {
    const letters = [{ kind: 'nothing' }, { kind: 'recheck', studio: studio.id, userId: 'user_1' }];
    waiting.push(
      ...letters.map((letter, index) => ({
        ...{ MessageId: `m${index}`, ReceiptHandle: `r${index}`, Body: JSON.stringify(letter) },
      })),
    );
    queue.requests.length = 0;
    const env = { AWS_ENDPOINT_URL_SQS: queue.endpoint, AWS_ENDPOINT_URL_DYNAMODB: table.endpoint };
    const { code, text } = await replay(['push', '--stage', 'dev'], {
      ...env,
      ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    });
    expect(text).toContain('2 dead letters at dev');
    expect(code, text).toBe(1);
    const of = (operation: string) =>
      queue.requests.filter((request) => request.operation === operation).map(({ body }) => JSON.parse(body));
    expect(of('SendMessage').map(({ QueueUrl }) => QueueUrl)).toEqual([`${queue.endpoint}/queue/montu-dev-push`]);
    expect(of('DeleteMessage').map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(['r1']);
    expect(of('ReceiveMessage')[0].QueueUrl).toContain('montu-dev-push-dead-letters');
  });
});
