import { describe, expect, it } from 'vitest';
import { createConflicts } from '../../../local/unkind/conflicts.ts';
import { createRandom } from '../../../local/unkind/profile.ts';
import { type DynamoRequest, keysOf, partitionsOf, unitsOf } from '../../../local/unkind/request.ts';

const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
const name = (pk: string, sk: string) => JSON.stringify([{ S: pk }, { S: sk }]);

describe('a request', () => {
  it.each<[string, DynamoRequest, string[]]>([
    ['a single item', { Item: { ...key('a', '1'), more: { S: 'x' } } }, [name('a', '1')]],
    ['a key', { Key: key('a', '1') }, [name('a', '1')]],
    [
      'a transaction',
      { TransactItems: [{ Put: { Item: key('a', '1') } }, { ConditionCheck: { Key: key('b', '2') } }] },
      [name('a', '1'), name('b', '2')],
    ],
    [
      'a batch of writes',
      {
        RequestItems: {
          table: [{ PutRequest: { Item: key('a', '1') } }, { DeleteRequest: { Key: key('b', '2') } as object }],
        },
      },
      [name('a', '1'), name('b', '2')],
    ],
    ['a batch of reads', { RequestItems: { table: { Keys: [key('a', '1')] } } }, [name('a', '1')]],
    ['a query', { KeyConditionExpression: 'pk = :pk' }, []],
  ])('names the keys of %s', (_, request, keys) => {
    expect(keysOf(request)).toEqual(keys);
  });

  it('goes to the partition that its key condition names, of the table or an index', () => {
    const names = { '#a': 'pk', '#b': 'studio', '#c': 'taskOf' };
    const values = { ':a': { S: 'A' }, ':b': { S: 'B' }, ':c': { S: 'C' }, ':d': { S: 'D' } };
    const common = { ExpressionAttributeNames: names, ExpressionAttributeValues: values };
    expect(partitionsOf({ ...common, KeyConditionExpression: '#a = :a AND begins_with(sk, :d)' })).toEqual([
      '[{"S":"A"}]',
    ]);
    const IndexName = 'tasksByCreation';
    const query = { ...common, IndexName, KeyConditionExpression: '#c=:c AND #b = :b AND createdAt >= :d' };
    expect(partitionsOf(query)).toEqual([`${IndexName}[{"S":"B"},{"S":"C"}]`]);
  });

  it('costs read or write units, or is none of ours', () => {
    expect(['Query', 'TransactWriteItems', 'DescribeTable'].map(unitsOf)).toEqual(['read', 'write', undefined]);
  });
});

describe('conflicts', () => {
  it('are told by the place of each key, and end with what they were with', () => {
    const conflicts = createConflicts();
    expect(conflicts.enter('TransactWriteItems', ['a', 'b'])).toEqual([]);
    expect(conflicts.enter('TransactWriteItems', ['c', 'b'])).toEqual([1]);
    expect(conflicts.enter('UpdateItem', ['a'])).toEqual([0]);
    expect(conflicts.enter('GetItem', ['a'])).toEqual([]);
    conflicts.leave('TransactWriteItems', ['a', 'b']);
    expect(conflicts.enter('TransactWriteItems', ['c', 'b'])).toEqual([]);
  });

  it('leave single writes of one item alone, but not a reading transaction', () => {
    const conflicts = createConflicts();
    expect(conflicts.enter('PutItem', ['a'])).toEqual([]);
    expect(conflicts.enter('UpdateItem', ['a'])).toEqual([]);
    conflicts.leave('PutItem', ['a']);
    expect(conflicts.enter('TransactGetItems', ['a'])).toEqual([0]);
    conflicts.leave('UpdateItem', ['a']);
    expect(conflicts.enter('TransactGetItems', ['a'])).toEqual([]);
  });
});

describe('random numbers', () => {
  it('are the same for the same seed, others for another, and spread over 0 to 1', () => {
    const numbers = (seed: number) => Array.from({ length: 1_000 }, createRandom(seed));
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    const sorted = numbers(1).sort((one, other) => one - other);
    expect(sorted[0]).toBeGreaterThanOrEqual(0);
    expect(sorted.at(-1)).toBeLessThan(1);
    expect(sorted[500]).toBeCloseTo(0.5, 1);
  });
});
