import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, mergePatch, writableFields } from '../../../shared/domain/merge-patch.ts';

describe('the test cases of RFC 7396, appendix A', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});

const leaf = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { maxLength: 2 }),
);
const key = fc.constantFrom('a', 'b', 'c', 'constructor', 'toString');
const { document } = fc.letrec<{ document: Record<string, unknown> }>((tie) => ({
  document: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, leaf, tie('document')), { noNullPrototype: true }),
}));
const { patch } = fc.letrec<{ patch: Record<string, unknown> }>((tie) => ({
  patch: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, leaf, fc.constant(null), tie('patch')), {
    noNullPrototype: true,
  }),
}));

describe('a merge patch', () => {
  it('changes nothing when it is empty, and nothing more the second time', () => {
    fc.assert(
      fc.property(document, patch, (target, change) => {
        const once = mergePatch(target, change);
        expect(mergePatch(target, {})).toEqual(target);
        expect(mergePatch(once, change)).toEqual(once);
      }),
    );
  });

  it('leaves its target and what it does not name as they were', () => {
    fc.assert(
      fc.property(document, patch, (target, change) => {
        const before = structuredClone(target);
        const result = mergePatch(target, change) as Record<string, unknown>;
        expect(target).toEqual(before);
        for (const name of Object.keys(target)) {
          if (!Object.hasOwn(change, name)) expect(result[name]).toEqual(target[name]);
        }
      }),
    );
  });

  it('leaves no null of its own behind, at any depth', () => {
    fc.assert(
      fc.property(document, patch, (target, change) => {
        expect(JSON.stringify(mergePatch(target, change))).not.toContain('null');
      }),
    );
  });

  it('reaches no prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    mergePatch({}, hostile);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('what changed', () => {
  it('leads from before to after, and is nothing between equals', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const changes = changesBetween(before, after, []);
        const { set, gone } = Object.groupBy(Object.keys(changes), (name) =>
          Object.hasOwn(after, name) ? 'set' : 'gone',
        ) as { set?: string[]; gone?: string[] };
        const moved = Object.fromEntries((set ?? []).map((name) => [name, changes[name]?.to]));
        const kept = Object.entries(before).filter(([name]) => !gone?.includes(name));
        expect({ ...Object.fromEntries(kept), ...moved }).toEqual(after);
        expect(changesBetween(after, structuredClone(after), [])).toEqual({});
      }),
    );
  });

  it('tells both values, null for none, and leaves out what it is told to', () => {
    expect(changesBetween({ a: 1, b: 2, d: 4 }, { a: 2, c: 3, d: 5 }, ['d'])).toEqual({
      a: { from: 1, to: 2 },
      b: { from: 2, to: null },
      c: { from: null, to: 3 },
    });
    expect(changesBetween(undefined, { a: [] }, [])).toEqual({ a: { from: null, to: [] } });
  });
});

it('what may be written is what the schema declares', () => {
  expect(writableFields({ id: 1, name: 'a', note: null }, { shape: { name: 0, note: 0 } })).toEqual({
    name: 'a',
    note: null,
  });
});
