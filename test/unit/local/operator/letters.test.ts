import { describe, expect, it } from 'vitest';
import { readLetters } from '../../../../local/operator/letters.ts';

const place = { streamArn: 'arn:stream', shardId: 'shard-1', startSequenceNumber: '100', endSequenceNumber: '102' };
/** As Lambda sends it to the queue. */
const failure = {
  requestContext: {
    requestId: 'c9b8fa9f',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:montu-prod-notifier',
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 6,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-03-02T10:00:00.000Z',
  DDBStreamBatchInfo: { ...place, batchSize: 3, approximateArrivalOfFirstRecord: '2026-03-02T09:00:00Z' },
};
const records = [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '100' } }];
const push = { kind: 'recheck', studio: 'demo', userId: 'user_ann' };
const atPlace = { kind: 'place', consumer: 'notifier', place };
const pushed = { kind: 'message', queue: 'push', body: JSON.stringify(push) };

describe('dead letters are read', () => {
  it.each([
    ['of a stream', failure, [atPlace]],
    [
      'of the local stream, with their records',
      { ...failure, consumer: 'reader', records },
      [{ kind: 'records', consumer: 'reader', records }],
    ],
    ['of the push queue', push, [pushed]],
    [
      'of the import queue',
      { studio: 'demo', importId: 'imp_1' },
      [{ kind: 'message', queue: 'import', body: '{"studio":"demo","importId":"imp_1"}' }],
    ],
    ['of the local queues', { queue: 'push', messageId: '1', body: JSON.stringify(push) }, [pushed]],
    [
      'as the AWS CLI prints them',
      { Messages: [{ MessageId: '1', Body: JSON.stringify(failure) }, { Body: JSON.stringify(push) }] },
      [atPlace, pushed],
    ],
    ['in an array', [failure, push], [atPlace, pushed]],
  ])('%s', (_, given, letters) => {
    expect(readLetters(JSON.stringify(given))).toEqual(letters);
    expect(readLetters(JSON.stringify(given, undefined, 2))).toEqual(letters);
  });

  it('one a line', () => {
    expect(readLetters(`${JSON.stringify(failure)}\n\n${JSON.stringify(push)}\n`)).toEqual([atPlace, pushed]);
  });

  it.each([
    ['{"kind":"frame"}', 'no dead letter: {"kind":"frame"}'],
    ['[1]', 'no dead letter: 1'],
    ['{"kind":"recheck",\n', 'no JSON'],
    ['hello', 'no JSON: hello'],
  ])('and %s is refused', (text, why) => {
    expect(() => readLetters(text)).toThrow(why);
  });
});
