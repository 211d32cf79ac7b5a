import { beforeAll, expect, it } from 'vitest';
import { callCounts, resetCallCounts } from '../../../shared/data/call-counter.ts';
import { getItem, getItems, queryAll, transact } from '../../../shared/data/table.ts';
import { useTable } from '../../support/table.ts';

beforeAll(async () => {
  await useTable();
  process.env.MONTU_COUNT_CALLS = 'true';
});

it('calls and their units are counted, reads and writes apart', async () => {
  const key = { pk: 'a', sk: 'b' };
  await transact([{ Put: { Item: { ...key, text: 'x'.repeat(5_000) } } }]);
  // a write of 5 KB is 5 units, twice that in a transaction
  expect(callCounts).toEqual({ calls: 1, readUnits: 0, writeUnits: 10 });
  resetCallCounts();
  await getItem(key);
  // a strong read of 5 KB is 2 units
  expect(callCounts).toEqual({ calls: 1, readUnits: 2, writeUnits: 0 });
  await getItems([key]);
  await queryAll({ equals: { pk: 'a' } });
  expect(callCounts).toEqual({ calls: 3, readUnits: 6, writeUnits: 0 });
});
