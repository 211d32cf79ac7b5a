import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictsBetween, fieldsBefore, rebased } from '../../../shared/domain/conflicts.ts';
import { changesBetween } from '../../../shared/domain/merge-patch.ts';

const value = fc.oneof(fc.constantFrom('a', 'b', null), fc.integer({ min: 0, max: 2 }), fc.constantFrom(['x'], ['y']));
const range = fc.option(fc.record({ start: fc.constantFrom(1, 2), end: fc.constantFrom(8, 9) }));
const members = fc.dictionary(fc.constantFrom('rig', 'lens', 'constructor'), value, { noNullPrototype: true });
const state = fc.record({ status: value, note: value, labels: value, frameRange: range, customFields: members });
type State = typeof state extends fc.Arbitrary<infer S> ? S : never;

/** A record and what becomes of it when somebody writes: mostly, some of its fields stay as they are. */
const edited = (before: State): fc.Arbitrary<State> =>
  fc.tuple(state, fc.subarray(Object.keys(before) as (keyof State)[])).map(([other, written]) => ({
    ...before,
    ...Object.fromEntries(written.map((field) => [field, other[field]])),
  }));

/** What a client saw, what it made of that, and what others made of it in some steps. */
const divergence = state.chain((seen) =>
  fc.record({
    seen: fc.constant(seen),
    yours: edited(seen),
    theirs: edited(seen).chain((first) => edited(first).map((second) => [first, second] as const)),
  }),
);

const eventsOf = (states: readonly State[]) =>
  states.slice(1).map((after, index) => ({ changes: changesBetween(states[index], after, []) }));
const conflictsOf = (seen: State, yours: State, theirs: readonly State[]) => {
  const current = theirs.at(-1) ?? seen;
  return conflictsBetween(current, rebased(yours, seen, current), eventsOf([seen, ...theirs]), []);
};

/** By what is changed as one. */
function parts({ customFields, ...fields }: State): Map<string, unknown> {
  const own = Object.entries(customFields).map(([name, member]) => [`customFields.${name}`, member] as const);
  return new Map<string, unknown>([...Object.entries(fields), ...own]);
}
function changedParts(before: State, after: State): string[] {
  const [from, to] = [parts(before), parts(after)];
  const names = [...new Set([...from.keys(), ...to.keys()])];
  return names.filter((name) => from.has(name) !== to.has(name) || !isDeepStrictEqual(from.get(name), to.get(name)));
}

describe('a merge of what two sides made of the same', () => {
  it('has everything that either changed, and all else as it was, where nothing collides', () => {
    fc.assert(
      fc.property(divergence, ({ seen, yours, theirs }) => {
        fc.pre(conflictsOf(seen, yours, theirs).length === 0);
        const [current] = theirs.slice(-1) as [State];
        const merged = parts(rebased(yours, seen, current));
        for (const part of changedParts(seen, yours)) expect(merged.get(part)).toEqual(parts(yours).get(part));
        for (const part of changedParts(seen, current)) expect(merged.get(part)).toEqual(parts(current).get(part));
        const changed = new Set([...changedParts(seen, yours), ...changedParts(seen, current)]);
        for (const [part, was] of parts(seen)) if (!changed.has(part)) expect(merged.get(part)).toEqual(was);
        expect([...merged.keys()].every((part) => changed.has(part) || parts(seen).has(part))).toBe(true);
      }),
    );
  });

  it('is the same whoever came first', () => {
    fc.assert(
      fc.property(divergence, ({ seen, yours, theirs: [theirs] }) => {
        fc.pre(conflictsOf(seen, yours, [theirs]).length === 0);
        expect(conflictsOf(seen, theirs, [yours])).toEqual([]);
        expect(rebased(yours, seen, theirs)).toEqual(rebased(theirs, seen, yours));
      }),
    );
  });

  it('is one side where the other did nothing', () => {
    fc.assert(
      fc.property(divergence, ({ seen, yours, theirs: [theirs] }) => {
        expect(rebased(yours, seen, seen)).toEqual(yours);
        expect(rebased(seen, seen, theirs)).toEqual(theirs);
        expect(conflictsOf(seen, seen, [theirs])).toEqual([]);
        expect(conflictsOf(seen, yours, [])).toEqual([]);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(divergence, ({ seen, yours, theirs: [theirs] }) => {
        const once = rebased(yours, seen, theirs);
        expect(rebased(once, once, once)).toEqual(once);
        expect(rebased(yours, seen, once)).toEqual(once);
      }),
    );
  });

  it('leaves alone what a replacement does not speak of', () => {
    fc.assert(
      fc.property(divergence, ({ seen, yours: { note: _, ...yours }, theirs: [theirs] }) => {
        expect(rebased<State>(yours, seen, theirs).note).toEqual(theirs.note);
      }),
    );
  });
});

describe('a conflict', () => {
  it('is where both changed the same to different values, with both of them, and nowhere else', () => {
    fc.assert(
      fc.property(divergence, ({ seen, yours, theirs: [theirs] }) => {
        const both = changedParts(seen, yours).filter((part) => changedParts(seen, theirs).includes(part));
        const different = both.filter((part) => changedParts(yours, theirs).includes(part));
        const found = conflictsOf(seen, yours, [theirs]);
        expect(found.map(({ field }) => field).sort()).toEqual(different.sort());
        for (const { field, current, yours: mine } of found) {
          expect(current).toEqual(parts(theirs).get(field) ?? null);
          expect(mine).toEqual(parts(yours).get(field) ?? null);
        }
      }),
    );
  });

  it('is also with a value that was changed there and back', () => {
    const seen = { status: 'a' };
    const events = [{ changes: { status: { from: 'a', to: 'b' } } }, { changes: { status: { from: 'b', to: 'a' } } }];
    expect(conflictsBetween(seen, { status: 'c' }, events, [])).toEqual([
      { field: 'status', current: 'a', yours: 'c' },
    ]);
  });

  it('is with a whole range, and with a custom field alone', () => {
    const current = { frameRange: { start: 1, end: 9 }, customFields: { rig: 'their', lens: 35 } };
    const events = [
      {
        changes: {
          frameRange: { from: { start: 1, end: 8 }, to: { start: 1, end: 9 } },
          customFields: { from: { rig: 'first' }, to: { rig: 'their', lens: 35 } },
        },
      },
    ];
    const mine = { frameRange: { start: 5, end: 9 }, customFields: { rig: 'mine', lens: 35, crew: 'b' } };
    expect(conflictsBetween(current, mine, events, [])).toEqual([
      { field: 'frameRange', current: { start: 1, end: 9 }, yours: { start: 5, end: 9 } },
      { field: 'customFields.rig', current: 'their', yours: 'mine' },
    ]);
  });

  it('is not with what follows from other fields, nor with what is no client’s to write', () => {
    const events = [
      { changes: { shotClean: { from: 'a', to: 'b' }, revision: { from: 1, to: 2 }, shot: { from: 'A', to: 'B' } } },
    ];
    const current = { shot: 'B', shotClean: 'b', revision: 2 };
    expect(conflictsBetween(current, { shot: 'C', shotClean: 'c', revision: 3 }, events, ['revision'])).toEqual([
      { field: 'shot', current: 'B', yours: 'C' },
    ]);
  });
});

it('what events changed is known as it was before them', () => {
  fc.assert(
    fc.property(divergence, ({ seen, yours, theirs }) => {
      const states = [seen, ...theirs, yours];
      for (const [index, past] of states.entries()) {
        const since = eventsOf(states.slice(index));
        expect({ ...yours, ...fieldsBefore(since) }).toEqual(past);
      }
    }),
  );
});
