import { describe, expect, it } from 'vitest';
import { describeCall } from '../../../bench/stack/describe-call.ts';
import { keys } from '../../../shared/data/keys.ts';

const task = keys.task('demo', 'sh0010');

describe('describeCall', () => {
  it('names reads and writes of one item by its kind', () => {
    expect(describeCall('GetItemCommand', { Key: task })).toBe('GetItem T');
    expect(describeCall('PutItemCommand', { Item: { ...keys.session('demo', 'user_1', 'sess_1'), more: 1 } })).toBe(
      'PutItem SESSION',
    );
    expect(describeCall('GetItemCommand', { Key: keys.loginName('ada', 'demo') })).toBe('GetItem LOGIN');
  });

  it('names queries by their index, or by the kind they begin with', () => {
    const equals = { ':k0': 'S#demo' };
    expect(describeCall('QueryCommand', { IndexName: 'directory', ExpressionAttributeValues: equals })).toBe(
      'Query directory',
    );
    const inbox = { ':now': '2026-01-05', ':k0': 'S#demo#L#user:1', ':from': 'N#' };
    expect(describeCall('QueryCommand', { ExpressionAttributeValues: inbox })).toBe('Query N');
    expect(describeCall('QueryCommand', { ExpressionAttributeValues: { ':k0': 'LOGIN#ada' } })).toBe('Query LOGIN');
  });

  it('tells what is in batches and transactions, and how often', () => {
    const Keys = [keys.userAuth('demo', '1'), keys.session('demo', '1', '2')];
    expect(describeCall('BatchGetItemCommand', { RequestItems: { montu: { Keys } } })).toBe(
      'BatchGetItem AUTH, SESSION',
    );
    const TransactItems = [
      { Update: { Key: task } },
      { Put: { Item: keys.event(task, 1) } },
      { Put: { Item: keys.event(task, 2) } },
    ];
    expect(describeCall('TransactWriteItemsCommand', { TransactItems })).toBe('TransactWriteItems Update T, Put E ×2');
  });
});
