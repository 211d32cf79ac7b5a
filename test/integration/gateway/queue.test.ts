import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { consumers, queues } from '../../../shared/manifest/consumers.ts';
import { type FakeFunction, fakeGateway, sdkSettings } from './fake-gateway.ts';
import { turnstile } from './turnstile.ts';

const limits = { redeliverAfterMs: 10 };

async function withQueue(pusher: FakeFunction = () => undefined) {
  const gateway = await fakeGateway({ functions: { pusher }, limits });
  const client = new SQSClient({ ...sdkSettings, endpoint: gateway.queueEndpoint });
  onTestFinished(() => client.destroy());
  const QueueUrl = gateway.queueUrl('push');
  const sendAll = async (bodies: string[]) => {
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  const bodies = () => gateway.queueCalls().map(({ Records }) => Records.map(({ body }) => body));
  return { gateway, client, QueueUrl, sendAll, bodies };
}

describe('delivery', () => {
  it('gives a message to the function as SQS does', async () => {
    const { gateway, client, QueueUrl } = await withQueue();
    const { MessageId, MD5OfMessageBody } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'é' }));
    expect(MD5OfMessageBody).toBe(createHash('md5').update('é').digest('hex'));
    await expect.poll(() => gateway.queueCalls().length).toBe(1);
    expect(gateway.queueCalls()[0]?.Records).toEqual([
      {
        messageId: MessageId,
        receiptHandle: expect.any(String),
        body: 'é',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        },
        messageAttributes: {},
        md5OfBody: MD5OfMessageBody,
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:push',
        awsRegion: 'eu-central-1',
      },
    ]);
  });

  it('comes in batches, several at once, no more than allowed', async () => {
    const { pass, most } = turnstile(consumers.pusher.maxConcurrency);
    const { gateway, sendAll, bodies } = await withQueue(pass);
    const sent = Array.from({ length: 300 }, (_, index) => `m${index}`);
    await Promise.all(Array.from({ length: 30 }, (_, index) => sendAll(sent.slice(index * 10, index * 10 + 10))));
    await expect.poll(() => bodies().flat().length, { timeout: 3_000 }).toBe(300);
    expect(bodies().flat().sort()).toEqual([...sent].sort());
    expect(Math.max(...bodies().map(({ length }) => length))).toBe(consumers.pusher.batchSize);
    expect(most()).toBe(consumers.pusher.maxConcurrency);
    expect(gateway.deadLetters).toEqual([]);
  });

  it('waits as long as a message asks', async () => {
    const { gateway, client, QueueUrl } = await withQueue();
    const start = Date.now();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
    await expect.poll(() => gateway.queueCalls().length, { timeout: 2_000 }).toBe(1);
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('keeps an event below 6 MB', async () => {
    const gate = Promise.withResolvers<void>();
    const { gateway, client, QueueUrl, bodies } = await withQueue(() => gate.promise);
    const post = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    for (let busy = 1; busy <= consumers.pusher.maxConcurrency; busy += 1) {
      await post('blocks a reader');
      await expect.poll(() => bodies().length).toBe(busy);
    }
    const big = 'x'.repeat(1024 * 1024);
    await Promise.all(Array.from({ length: 8 }, () => post(big)));
    expect(bodies().flat()).not.toContain(big);
    gate.resolve();
    await expect
      .poll(
        () =>
          bodies()
            .flat()
            .filter((body) => body === big).length,
      )
      .toBe(8);
    const lengths = bodies().map(({ length }) => length);
    expect(lengths.slice(-2)).toEqual([5, 3]);
    for (const event of gateway.queueCalls()) {
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(6 * 1024 * 1024);
    }
  });
});

describe('failure', () => {
  it('delivers again what the function reports, and only that', async () => {
    const { gateway, sendAll, bodies } = await withQueue((event) => {
      const failed = (event as SQSEvent).Records.filter(
        ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount === '1',
      );
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await sendAll(['good', 'bad', 'fine']);
    await expect.poll(bodies).toEqual([['good', 'bad', 'fine'], ['bad']]);
    const [first, second] = gateway.queueCalls().map(({ Records }) => Records.find(({ body }) => body === 'bad'));
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
    expect(second?.attributes).toEqual({ ...first?.attributes, ApproximateReceiveCount: '2' });
    expect(gateway.deadLetters).toEqual([]);
  });

  it('gives up after the receives of the queue, and keeps the message', async () => {
    const { gateway, sendAll, bodies } = await withQueue(() => Promise.reject(new Error('broken')));
    await sendAll(['a', 'b']);
    await expect.poll(() => gateway.deadLetters.length).toBe(2);
    expect(bodies().flat()).toHaveLength(2 * queues.push.maxReceives);
    expect(gateway.deadLetters[0]).toMatchObject({ queue: 'push', body: 'a', receiveCount: 3, reason: 'broken' });
  });

  it('fails the whole batch when the report names a stranger', async () => {
    const { sendAll, bodies } = await withQueue((event) => {
      const isFirst = (event as SQSEvent).Records[0]?.attributes.ApproximateReceiveCount === '1';
      return isFirst ? { batchItemFailures: [{ itemIdentifier: 'unknown' }] } : { batchItemFailures: [] };
    });
    await sendAll(['a', 'b']);
    await expect.poll(() => bodies().flat()).toHaveLength(4);
  });
});

describe('what SQS refuses', () => {
  it.each([
    ['no messages', [], 'EmptyBatchRequest'],
    ['11 messages', Array.from({ length: 11 }, (_, id) => ({ Id: `${id}`, MessageBody: 'a' })), 'TooManyEntries'],
    ['one id twice', ['a', 'a'].map((Id) => ({ Id, MessageBody: 'a' })), 'BatchEntryIdsNotDistinct'],
    ['1 MB together', ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) })), 'BatchRequestTooLong'],
    ['an empty message', [{ Id: 'a', MessageBody: '' }], 'InvalidParameterValue'],
  ])('a batch with %s', async (_, Entries, name) => {
    const { gateway, client, QueueUrl } = await withQueue();
    const sending = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await expect(sending).rejects.toMatchObject({ name: expect.stringContaining(name) });
    expect(gateway.calls).toEqual([]);
  });

  it('a message above 1 MB', async () => {
    const { client, QueueUrl } = await withQueue();
    const MessageBody = 'x'.repeat(1024 * 1024 + 1);
    const sending = client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await expect(sending).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('a queue that does not exist, an unsigned call, an unknown action and what is no JSON', async () => {
    const { gateway, client, QueueUrl } = await withQueue();
    const lost = new SendMessageCommand({ QueueUrl: QueueUrl.replace('push', 'pull'), MessageBody: 'a' });
    await expect(client.send(lost)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    const post = async (headers: Record<string, string>, body: string) => {
      const response = await fetch(gateway.queueEndpoint, { method: 'POST', headers, body });
      return [response.status, ((await response.json()) as { __type: string }).__type];
    };
    const authorization = 'AWS4-HMAC-SHA256 Credential=x';
    const target = 'AmazonSQS.SendMessage';
    expect(await post({ 'x-amz-target': target }, '{}')).toEqual([403, 'com.amazonaws.sqs#MissingAuthenticationToken']);
    expect(await post({ authorization, 'x-amz-target': 'AmazonSQS.PurgeQueue' }, '{}')).toEqual([
      400,
      'com.amazonaws.sqs#UnsupportedOperation',
    ]);
    expect(await post({ authorization, 'x-amz-target': target }, '{')).toEqual([
      400,
      'com.amazonaws.sqs#SerializationException',
    ]);
  });
});
