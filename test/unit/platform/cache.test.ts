import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cache } from '../../../shared/platform/cache.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A cache with a loader that counts, and gives `key#n` at the nth load of a key. */
function counted(options: { max: number; maxAgeMs: number }) {
  const cache = new Cache<string>(options);
  const loads: string[] = [];
  const load = (key: string) => async () => {
    loads.push(key);
    return `${key}#${loads.filter((loaded) => loaded === key).length}`;
  };
  return { cache, loads, get: (key: string, maxAgeMs?: number) => cache.get(key, load(key), maxAgeMs) };
}

describe('the age of what is cached', () => {
  it('has an end', async () => {
    const { get } = counted({ max: 5, maxAgeMs: 1_000 });
    await get('a');
    vi.advanceTimersByTime(999);
    expect(await get('a')).toBe('a#1');
    vi.advanceTimersByTime(1);
    expect(await get('a')).toBe('a#2');
  });

  it('does not grow younger by being read', async () => {
    const { get } = counted({ max: 5, maxAgeMs: 1_000 });
    for (let n = 0; n < 4; n++) {
      await get('a');
      vi.advanceTimersByTime(400);
    }
    expect(await get('a')).toBe('a#2');
  });

  it('may be less for a reader who asks for that', async () => {
    const { get } = counted({ max: 5, maxAgeMs: 1_000 });
    await get('a');
    vi.advanceTimersByTime(100);
    expect(await get('a', 100)).toBe('a#2');
    expect(await get('a', 100)).toBe('a#2');
  });
});

describe('a load', () => {
  it('serves everyone who waits for it', async () => {
    const { get, loads } = counted({ max: 5, maxAgeMs: 1_000 });
    expect(await Promise.all([get('a'), get('a'), get('b'), get('a')])).toEqual(['a#1', 'a#1', 'b#1', 'a#1']);
    expect(loads).toEqual(['a', 'b']);
  });

  it('that fails is told to all who wait, and not kept', async () => {
    const cache = new Cache<string>({ max: 5, maxAgeMs: 1_000 });
    const failing = vi.fn(() => Promise.reject(new Error('away')));
    const both = await Promise.allSettled([cache.get('a', failing), cache.get('a', failing)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(failing).toHaveBeenCalledTimes(1);
    expect(await cache.get('a', async () => 'back')).toBe('back');
  });

  it('that fails late does not drop what was loaded after it', async () => {
    const cache = new Cache<string>({ max: 5, maxAgeMs: 1_000 });
    let fail = () => {};
    const late = cache.get('a', () => new Promise((_, reject) => (fail = () => reject(new Error('late')))));
    cache.delete('a');
    await cache.get('a', async () => 'new');
    fail();
    await expect(late).rejects.toThrow('late');
    expect(await cache.get('a', async () => 'newer')).toBe('new');
  });
});

describe('the number of entries', () => {
  it('is bounded, and the least recently used goes first', async () => {
    const { get, loads } = counted({ max: 2, maxAgeMs: 1_000 });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('never passes the bound, and loads as a plain model does', async () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 4 }), async (reads, max) => {
        const { get, loads } = counted({ max, maxAgeMs: 1_000 });
        const kept: string[] = [];
        const expected: string[] = [];
        for (const key of reads) {
          await get(key);
          const at = kept.indexOf(key);
          if (at >= 0) kept.splice(at, 1);
          else expected.push(key);
          kept.push(key);
          if (kept.length > max) kept.shift();
        }
        expect(loads).toEqual(expected);
      }),
    );
  });

  it('is none after clearing', async () => {
    const { cache, get } = counted({ max: 2, maxAgeMs: 1_000 });
    await get('a');
    cache.clear();
    expect(await get('a')).toBe('a#2');
  });
});
