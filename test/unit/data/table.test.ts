import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it, vi } from 'vitest';
import { getItems } from '../../../shared/data/table.ts';

let underWay = 0;
let most = 0;

vi.mock('../../../shared/data/client.ts', () => ({
  tableName: () => 'any',
  dynamo: () => ({
    async send({ input }: BatchGetCommand) {
      underWay += 1;
      most = Math.max(most, underWay);
      await sleep(1);
      underWay -= 1;
      return { Responses: { any: input.RequestItems?.any?.Keys } };
    },
  }),
}));

it('thousands of items are read a few batches at a time', async () => {
  const wanted = Array.from({ length: 10_050 }, (_, index) => ({ pk: `p${index}`, sk: 's' }));
  expect(await getItems(wanted)).toEqual(wanted);
  expect(most).toBe(20);
});
