import { describe, expect, it } from 'vitest';
import { deleted, edited, versionsOf, type Written } from '../../../shared/domain/comments.ts';

const at = (second: number) => new Date(Date.UTC(2025, 0, 1, 0, 0, second)).toISOString();
const first: Written = { text: 'v0', mentions: ['user_1'], editedAt: null, createdAt: at(0), edits: [] };
const afterEdits = (count: number, textOf = (n: number) => `v${n}`) =>
  Array.from({ length: count }).reduce<Written>((now, _, n) => edited(now, textOf(n + 1), [], at(n + 1)), first);

describe('a comment that is edited', () => {
  it('keeps what it said, and when', () => {
    expect(versionsOf(afterEdits(2))).toEqual([
      { text: 'v2', at: at(2) },
      { text: 'v1', at: at(1) },
      { text: 'v0', at: at(0) },
    ]);
    expect(afterEdits(1)).toMatchObject({ text: 'v1', mentions: [], editedAt: at(1) });
  });

  it('is the same, if it says the same', () => {
    expect(edited(first, 'v0', [], at(1))).toBe(first);
  });

  it('keeps the newest twenty versions, and no more than fit', () => {
    const versions = versionsOf(afterEdits(30));
    expect([versions.length, versions[0]?.text, versions.at(-1)?.text]).toEqual([20, 'v30', 'v11']);
    const long = afterEdits(20, (n) => `${n}${'ж'.repeat(5_000)}`);
    expect(Buffer.byteLength(JSON.stringify(long.edits))).toBeLessThanOrEqual(64 * 1024);
    expect(long.edits.length).toBeGreaterThan(3);
  });

  it('says nothing any more once it is deleted', () => {
    const gone = deleted(afterEdits(3), at(9));
    expect(gone).toMatchObject({ text: '', mentions: [], edits: [], editedAt: null, archivedAt: at(9) });
  });
});
