import { describe, expect, it } from 'vitest';
import { passes } from '../../../local/streams/filter.ts';

const event = { eventName: 'INSERT', dynamodb: { NewImage: { kind: { S: 'event' }, size: { N: '3' } } } };

describe('an event filter', () => {
  it.each([
    ['nothing asked', {}],
    ['one value', { eventName: ['INSERT'] }],
    ['one of several values', { eventName: ['REMOVE', 'INSERT'] }],
    ['values at several depths', { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['event'] } } } }],
  ])('passes %s', (_, pattern) => {
    expect(passes(pattern, event)).toBe(true);
  });

  it.each([
    ['another value', { eventName: ['REMOVE'] }],
    ['one of two rules broken', { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['task'] } } } }],
    ['a missing member', { dynamodb: { OldImage: { kind: { S: ['event'] } } } }],
    ['another type of attribute', { dynamodb: { NewImage: { size: { S: ['3'] } } } }],
    ['a member that is no object', { eventName: { S: ['INSERT'] } }],
    ['no value at all', { eventName: [] }],
  ])('holds back %s', (_, pattern) => {
    expect(passes(pattern, event)).toBe(false);
  });

  it('refuses rules that it does not know', () => {
    expect(() => passes({ eventName: [{ prefix: 'INS' }] }, event)).toThrow('eventName');
  });
});
