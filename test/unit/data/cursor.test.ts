import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type CursorScope, openCursor, sealCursor } from '../../../shared/data/cursor.ts';

vi.mock('../../../shared/data/key-set.ts', () => ({ cursorKey: async () => Buffer.alloc(32, 7) }));

const scope: CursorScope = {
  ...{ studio: 'demo', userId: 'user_ann', operation: 'listTasks' },
  query: { projectId: 'SWA', status: ['review'], limit: 50, cursor: undefined },
};
const position = { pk: 'S#demo#T#a', sk: 'T', studio: 'demo', createdAt: '2025-08-29T10:00:00.000Z', id: 'a' };
const refused = expect.objectContaining({
  code: 'VALIDATION_ERROR',
  details: [expect.objectContaining({ field: 'cursor', suggestion: expect.any(String) })],
});

describe('a cursor', () => {
  it('gives its position back where it was made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const cursor = await sealCursor(value, scope);
        expect(JSON.stringify(await openCursor(cursor, scope))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('tells nothing, and is another each time', async () => {
    const [one, other] = [await sealCursor(position, scope), await sealCursor(position, scope)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('demo');
  });

  it('is still good with another limit, or the parameters in another order', async () => {
    const cursor = await sealCursor(position, scope);
    const query = { cursor, limit: 7, status: ['review'], artist: undefined, projectId: 'SWA' };
    expect(await openCursor(cursor, { ...scope, query })).toEqual(position);
  });

  it('is nothing when there is none', async () => {
    expect(await openCursor(undefined, scope)).toBeUndefined();
  });
});

describe('a cursor is refused', () => {
  it.each<[string, Partial<CursorScope>]>([
    ['studio', { studio: 'rival' }],
    ['person', { userId: 'user_bob' }],
    ['operation', { operation: 'listProjects' }],
    ['project', { query: { projectId: 'RGD', status: ['review'] } }],
    ['filter', { query: { projectId: 'SWA', status: ['final'] } }],
    ['query without the filter', { query: { projectId: 'SWA' } }],
    ['query with one filter more', { query: { projectId: 'SWA', status: ['review'], artist: ['ann'] } }],
  ])('with another %s', async (_, other) => {
    await expect(openCursor(await sealCursor(position, scope), { ...scope, ...other })).rejects.toEqual(refused);
  });

  it('with any character changed, added or taken away', async () => {
    const cursor = await sealCursor(position, scope);
    for (let at = 0; at < cursor.length; at++) {
      const letter = cursor[at] === 'A' ? 'B' : 'A';
      const [before, after] = [cursor.slice(0, at), cursor.slice(at + 1)];
      await expect(openCursor(`${before}${letter}${after}`, scope)).rejects.toEqual(refused);
      await expect(openCursor(`${before}${after}`, scope)).rejects.toEqual(refused);
      await expect(openCursor(`${before}!${before ? '' : after}`, scope)).rejects.toEqual(refused);
    }
    for (const more of ['A', '=', '!', ' ', '\n']) {
      await expect(openCursor(`${cursor}${more}`, scope)).rejects.toEqual(refused);
    }
  });

  it.each(['', 'a', 'garbage', 'A'.repeat(16), 'A'.repeat(2_000), '{}', '../..'])('when it is %j', async (cursor) => {
    await expect(openCursor(cursor, scope)).rejects.toEqual(refused);
  });
});
