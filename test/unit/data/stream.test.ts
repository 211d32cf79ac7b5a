import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventOfRecord } from '../../../shared/data/stream.ts';
import { makeEvent } from '../../support/events.ts';

const stored = { pk: 'S#demo#T#a', sk: 'E#0000000002', ...makeEvent() };
const record = (image: object): DynamoDBRecord => ({
  dynamodb: { NewImage: marshall(image) as Record<string, AttributeValue> },
});

describe('the event in a stream record', () => {
  it('is what was written, without what belongs to the table', () => {
    expect(eventOfRecord(record({ ...stored, kind: 'event', feedSeq: 7 }))).toEqual(stored);
  });

  it.each<[string, DynamoDBRecord]>([
    ['a record without an image', {}],
    ['something else than an event', record({ pk: 'a', sk: 'b' })],
    ['an event of an unknown type', record({ ...stored, type: 'task.exploded' })],
    ['an event without an actor', record({ ...stored, actor: {} })],
  ])('is not in %s', (_, given) => {
    expect(() => eventOfRecord(given)).toThrow();
  });
});
