import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../../../shared/data/stream.ts';
import { makeEvent } from '../../support/events.ts';

const key = { pk: 'S#demo#T#a', sk: 'E#0000000002' };
const stored = { ...key, kind: 'event', ...makeEvent() };
const image = (item: object) => marshall(item) as Record<string, AttributeValue>;
const written = (item: object): DynamoDBRecord => ({ dynamodb: { NewImage: image(item) } });
const removed = (item: object): DynamoDBRecord => ({ dynamodb: { OldImage: image(item) } });

const owner = { studio: 'demo', userId: 'user_ann' };
const session = { ...key, kind: 'session', ...owner, sessionId: 'sess_1', currentHash: 'hash' };
const authority = { ...key, kind: 'authority', ...owner, role: 'artist', projects: { SWA: 'artist' }, active: false };

describe('a stream record tells', () => {
  it('an event as it was written, without what belongs to the table', () => {
    const event = { ...key, ...makeEvent() };
    expect(readRecord(written({ ...stored, feedSeq: 7 }))).toEqual({ kind: 'event', event });
  });

  it('a message, which is of no project', () => {
    const { projectId: _, ...sent } = {
      ...key,
      ...makeEvent({ type: 'message.sent', about: { thread: ['user_ann'] } }),
    };
    const event = { ...sent, entity: 'message', entityId: 'thread_1/2' };
    expect(readRecord(written({ ...event, kind: 'mail' }))).toEqual({ kind: 'mail', event });
    expect(() => readRecord(written({ ...event, kind: 'event' }))).toThrow();
    expect(() => readRecord(written({ ...stored, kind: 'mail' }))).toThrow();
  });

  it('that a session has ended, and nothing of its secrets', () => {
    expect(readRecord(removed(session))).toEqual({ kind: 'session', ...owner, sessionId: 'sess_1' });
  });

  it('that somebody’s authority changed, or is gone', () => {
    expect(readRecord(written(authority))).toEqual({ kind: 'authority', ...owner });
    expect(readRecord(removed(authority))).toEqual({ kind: 'authority', ...owner });
  });

  it.each<[string, DynamoDBRecord]>([
    ['without an image', {}],
    ['of something else', written(key)],
    ['of an event of an unknown type', written({ ...stored, type: 'task.exploded' })],
    ['of an event without an actor', written({ ...stored, actor: {} })],
    ['of an event that is gone', removed(stored)],
    ['of a session that goes on', written(session)],
    ['of a session of nobody', removed({ ...session, userId: null })],
  ])('nothing when it is one %s', (_, given) => {
    expect(() => readRecord(given)).toThrow();
  });
});
