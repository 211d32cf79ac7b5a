import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it, vi } from 'vitest';
import { dynamo } from '../../../shared/data/client.ts';
import { getItemsTogether } from '../../../shared/data/read-together.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await useTable();
});

const key = (pk: string) => ({ pk, sk: 'X' });
const read = async (...names: string[]) => (await getItemsTogether(names.map(key))).map(({ pk }) => pk);

it('reads what is asked for in one turn by one call, each key once, and gives each what they asked for', async () => {
  for (const name of ['a', 'b', 'c']) await table.put(key(name));
  const send = vi.spyOn(dynamo(), 'send');
  expect(await Promise.all([read('a', 'b'), read('b', 'none'), read('c')])).toEqual([['a', 'b'], ['b'], ['c']]);
  expect(send).toHaveBeenCalledTimes(1);
  expect(await read('a')).toEqual(['a']);
  expect(send).toHaveBeenCalledTimes(2);
  send.mockImplementation(() => Promise.reject(new Error('away')));
  const outcomes = await Promise.allSettled([read('a'), read('b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  send.mockRestore();
  // and what failed is in nobody's way
  expect(await Promise.all([read('a'), read('c')])).toEqual([['a'], ['c']]);
  const many = Array.from({ length: 150 }, (_, index) => `n${index}`);
  const calls = vi.spyOn(dynamo(), 'send');
  expect(await read(...many, 'a')).toEqual(['a']);
  expect(calls.mock.calls.map(([command]) => command instanceof BatchGetCommand)).toEqual([true, true]);
  calls.mockRestore();
});
