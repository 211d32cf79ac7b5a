import { describe, expect, it } from 'vitest';
import { passes } from '../../../local/streams/filter.ts';
import { consumers } from '../../../shared/manifest/consumers.ts';

const event = { eventName: 'INSERT', dynamodb: { NewImage: { kind: { S: 'event' }, size: { N: '3' } } } };

describe('an event filter', () => {
  it.each([
    ['nothing asked', {}],
    ['one value', { eventName: ['INSERT'] }],
    ['one of several values', { eventName: ['REMOVE', 'INSERT'] }],
    ['values at several depths', { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['event'] } } } }],
  ])('passes %s', (_, pattern) => {
    expect(passes([pattern], event)).toBe(true);
  });

  it.each([
    ['another value', { eventName: ['REMOVE'] }],
    ['one of two rules broken', { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['task'] } } } }],
    ['a missing member', { dynamodb: { OldImage: { kind: { S: ['event'] } } } }],
    ['another type of attribute', { dynamodb: { NewImage: { size: { S: ['3'] } } } }],
    ['a member that is no object', { eventName: { S: ['INSERT'] } }],
    ['no value at all', { eventName: [] }],
  ])('holds back %s', (_, pattern) => {
    expect(passes([pattern], event)).toBe(false);
  });

  it('is one of several, of which any lets a record through', () => {
    const [removed, inserted] = [{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }];
    expect(passes([removed, inserted], event)).toBe(true);
    expect(passes([removed, { eventName: ['MODIFY'] }], event)).toBe(false);
    expect(passes([], event)).toBe(false);
  });

  it('refuses rules that it does not know', () => {
    expect(() => passes([{ eventName: [{ prefix: 'INS' }] }], event)).toThrow('eventName');
  });
});

describe('the filters of the notifier', () => {
  const record = (eventName: string, image: 'NewImage' | 'OldImage', kind?: string) => ({
    eventName,
    dynamodb: { NewImage: {}, OldImage: {}, [image]: kind === undefined ? {} : { kind: { S: kind } } },
  });

  it.each([
    ['an event that was written', record('INSERT', 'NewImage', 'event')],
    ['a frame that a request has written', record('INSERT', 'NewImage', 'frame')],
    ['somebody whose roles changed', record('MODIFY', 'NewImage', 'authority')],
    ['somebody who is gone', record('REMOVE', 'OldImage', 'authority')],
    ['a session that ended', record('REMOVE', 'OldImage', 'session')],
  ])('pass %s', (_, given) => {
    expect(passes(consumers.notifier.filters, given)).toBe(true);
  });

  it.each([
    ['an event that got its number', record('MODIFY', 'NewImage', 'event')],
    ['what is for the audit log alone', record('INSERT', 'NewImage', 'audit')],
    ['a frame that has expired', record('REMOVE', 'OldImage', 'frame')],
    ['somebody new', record('INSERT', 'NewImage', 'authority')],
    ['a session that starts', record('INSERT', 'NewImage', 'session')],
    ['a session whose token was rotated', record('MODIFY', 'NewImage', 'session')],
    ['an item of no kind', record('REMOVE', 'OldImage')],
  ])('hold back %s', (_, given) => {
    expect(passes(consumers.notifier.filters, given)).toBe(false);
  });

  it('are no more than Lambda takes', () => {
    expect(consumers.notifier.filters.length).toBeLessThanOrEqual(5);
  });
});
