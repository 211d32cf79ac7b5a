import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as getKeySet } from '../../../functions/auth/get-key-set.ts';
import { handler as getHealth } from '../../../functions/system/get-health.ts';
import { enqueuePush, type PushMessage } from '../../../shared/platform/queue.ts';
import { firstKey, openSigner } from '../../../shared/platform/signer.ts';
import { closeSocket, postToSocket } from '../../../shared/platform/sockets.ts';
import { setEnvironment } from '../../support/environment.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { send } from '../../support/requests.ts';
import { makeSigner } from '../../support/tokens.ts';

interface Batch {
  Entries: { Id: string; MessageBody: string; DelaySeconds: number }[];
}

const hardware = makeSigner();
const der = createPublicKey(hardware.privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const frame = (text: string): PushMessage => ({ kind: 'frame', studio: 'demo', channel: 'project:SWA', text });

/** SQS: takes all but messages that hold the word refused. */
function queue({ body }: AwsRequest) {
  const { Entries } = JSON.parse(body) as Batch;
  const [bad, good] = [true, false].map((which) =>
    Entries.filter((entry) => entry.MessageBody.includes('refused') === which),
  );
  return {
    body: {
      Successful: good?.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
      Failed: bad?.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'not now' })),
    },
  };
}

/** The socket API: connections whose id has gone in it are gone, and broken ones fail. */
function sockets({ path }: AwsRequest) {
  if (path.includes('broken')) return { status: 400, body: { __type: 'BadRequestException', message: 'broken' } };
  return path.includes('gone') ? { status: 410, body: { __type: 'GoneException' } } : {};
}

let dynamodb: FakeAws;
let sqs: FakeAws;
let socketApi: FakeAws;
let kms: FakeAws;
let signed: Buffer;

beforeAll(async () => {
  dynamodb = await startFakeAws(() => ({}));
  sqs = await startFakeAws(queue);
  socketApi = await startFakeAws(sockets);
  kms = await startFakeAws(({ operation }) => ({
    body: operation === 'GetPublicKey' ? { PublicKey: der } : { Signature: signed.toString('base64') },
  }));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = dynamodb.endpoint;
  process.env.AWS_ENDPOINT_URL_KMS = kms.endpoint;
  setEnvironment({
    MONTU_PUSH_QUEUE_URL: `${sqs.endpoint}/queue/push`,
    MONTU_SOCKET_ENDPOINT: socketApi.endpoint,
    MONTU_SIGNER: 'kms:key-1',
  });
});
beforeEach(() => {
  for (const { requests } of [sqs, socketApi]) requests.length = 0;
});
// the SDK warns of queues that are not where AWS has them
vi.spyOn(console, 'warn').mockReturnValue();

afterAll(() => Promise.all([dynamodb, sqs, socketApi, kms].map((service) => service.stop())));

describe('the clients of a container', () => {
  it('are one for each service, which keeps its connection, whatever function asks', async () => {
    for (const handler of [getHealth, getKeySet, getHealth]) expect((await send(handler)).status).toBe(200);
    expect(dynamodb.requests.map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem', 'GetItem']);
    for (let n = 0; n < 3; n++) {
      await enqueuePush([frame(`${n}`)]);
      await postToSocket('open', '{}');
    }
    expect([dynamodb.connections(), sqs.connections(), socketApi.connections()]).toEqual([1, 1, 1]);
  });
});

describe('the push queue', () => {
  const sent = () =>
    sqs.requests.map(({ body }) => (JSON.parse(body) as Batch).Entries.map((entry) => entry.MessageBody));

  it('takes messages in their order, ten at a time', async () => {
    const messages = Array.from({ length: 23 }, (_, n) => frame(`${n}`));
    await enqueuePush(messages);
    expect(sent().map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(
      sent()
        .flat()
        .map((body) => JSON.parse(body)),
    ).toEqual(messages);
    await enqueuePush([]);
    expect(sqs.requests).toHaveLength(3);
  });

  it('takes no more than a mebibyte at a time', async () => {
    await enqueuePush(Array.from({ length: 10 }, () => frame('影'.repeat(45_000))));
    const sizes = sent().map((batch) => batch.reduce((sum, body) => sum + Buffer.byteLength(body), 0));
    expect(sent().flat()).toHaveLength(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
  });

  it('keeps back what is for later, as long as it can', async () => {
    const seconds = [undefined, -5, 60, 7_200];
    const messages = seconds.map((wait): PushMessage => {
      const session = { studio: 'demo', userId: 'user_ann', sessionId: 'sess_1' };
      return {
        kind: 'endSession',
        ...session,
        ...(wait !== undefined && { at: new Date(Date.now() + wait * 1000).toISOString() }),
      };
    });
    await enqueuePush(messages);
    const [{ body = '' } = {}] = sqs.requests;
    const delays = (JSON.parse(body) as Batch).Entries.map(({ DelaySeconds }) => DelaySeconds);
    expect(delays).toEqual([0, 0, 60, 900]);
  });

  it('that refuses a message says so', async () => {
    await expect(enqueuePush([frame('1'), frame('refused')])).rejects.toThrow('refused 1 messages: not now');
  });
});

describe('a socket', () => {
  it('gets messages while it is there', async () => {
    expect(await postToSocket('open', '{"type":"pong"}')).toBe('sent');
    expect(await postToSocket('gone', '{}')).toBe('gone');
    expect(socketApi.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/@connections/open', '{"type":"pong"}'],
      ['POST', '/@connections/gone', '{}'],
    ]);
    await expect(postToSocket('broken', '{}')).rejects.toThrow('broken');
  });

  it('is told why before it is closed, unless it is gone', async () => {
    expect(await closeSocket('open', 'The session has ended.')).toBe('closed');
    expect(socketApi.requests.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"type":"sessionEnded","reason":"The session has ended."}'],
      ['DELETE', ''],
    ]);
    socketApi.requests.length = 0;
    expect(await closeSocket('gone', 'The session has ended.')).toBe('gone');
    expect(socketApi.requests.map(({ method }) => method)).toEqual(['POST']);
  });
});

describe('a signer in KMS', () => {
  it('gives the public key, and has what it signs signed there', async () => {
    const { publicKey, reference } = await firstKey();
    expect(publicKey).toMatchObject({ kty: 'RSA', alg: 'RS256', n: hardware.publicKey.n, e: hardware.publicKey.e });
    expect(reference).toBe('kms:key-1');
    signed = await hardware.sign('text');
    const own = await openSigner({ publicKey, reference });
    const signature = (await own?.sign('text')) ?? Buffer.of();
    expect(verify('sha256', Buffer.from('text'), createPublicKey(hardware.privateKey), signature)).toBe(true);
    expect(kms.requests.map(({ operation }) => operation)).toEqual(['GetPublicKey', 'Sign']);
    expect(JSON.parse(kms.requests[1]?.body ?? '')).toEqual({
      ...{ KeyId: 'key-1', MessageType: 'DIGEST', SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' },
      Message: createHash('sha256').update('text').digest('base64'),
    });
  });
});
