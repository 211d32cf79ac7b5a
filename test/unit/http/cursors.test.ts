import { expect, it, vi } from 'vitest';
import { commentOperations } from '../../../shared/contract/comments.ts';
import type { Caller } from '../../../shared/domain/access.ts';
import { cursorsOf } from '../../../shared/http/cursors.ts';
import type { RequestState } from '../../../shared/http/middleware/chain.ts';

vi.mock('../../../shared/data/key-set.ts', () => ({ cursorKey: async () => Buffer.alloc(32, 7) }));

const caller = { studio: 'demo', userId: 'user_ann' } as Caller;
const position = { pk: 'S#demo#T#a', sk: 'C#1' };

function cursorsFor(params: object, query: object) {
  return cursorsOf(commentOperations.listComments, { input: { params, query } } as RequestState, caller);
}

it('opens the cursor of the query, for the same path alone', async () => {
  const cursor = await cursorsFor({ taskId: 'a' }, { limit: 1 }).seal(position);
  expect(await cursorsFor({ taskId: 'a' }, { limit: 7, cursor }).open()).toEqual(position);
  await expect(cursorsFor({ taskId: 'b' }, { limit: 7, cursor }).open()).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
  });
});

it('has nothing at the beginning, and gives nothing at the end', async () => {
  expect(await cursorsFor({ taskId: 'a' }, {}).open()).toBeUndefined();
  expect(await cursorsFor({ taskId: 'a' }, {}).seal(undefined)).toBeUndefined();
});
