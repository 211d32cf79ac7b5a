import type { Conflict } from './errors.ts';
import { valueAt, withAt } from './field-paths.ts';
import { isEqual, joined, patched } from './merge-patch.ts';
import { type CallName, type CallParts, partsOf } from './outbox-calls.ts';

type Fields = Record<string, unknown>;

/** A field that two people changed, with what it was when this person saw it. */
export interface FieldConflict extends Conflict {
  /** The value that the person saw. */
  base: unknown;
}

/** A write that waits. */
export interface OutboxEntry {
  id: string;
  /** In milliseconds since 1970; of what was added later it is greater. */
  addedAt: number;
  /** The operation, as `tasks.update`. */
  call: CallName;
  /** What the operation is called with. */
  args: readonly unknown[];
  /** Of the entity as the person saw it: what is needed to see a conflict. */
  base: { id?: string | undefined; revision: number; fields: Fields } | undefined;
  /** What tries may have written whose answer got lost. */
  tried?: readonly Fields[] | undefined;
  /** How a conflict is decided; as the outbox does it, where it is undefined. */
  onConflict: 'fail' | 'merge' | 'overwrite' | undefined;
  /** `conflict`: it waits for `resolve` or `discard`. */
  state: 'waiting' | 'sending' | 'conflict';
  /** What is to be decided. */
  conflicts: readonly FieldConflict[];
}

/** Writes of one key are on one entity. */
export const keyOf = ({ call, args }: Pick<OutboxEntry, 'call' | 'args'>) =>
  [call, ...partsOf(call, args).ids].join(' ');

const asArgs = ({ ids, body, options }: CallParts) => [...ids, ...(body === undefined ? [] : [body]), options];

/** The entry with another body. */
export const withBody = (entry: OutboxEntry, body: Fields): OutboxEntry => ({
  ...entry,
  args: asArgs({ ...partsOf(entry.call, entry.args), body }),
});

/** The entry after its person knows what the others have written. */
export function rebased(entry: OutboxEntry, revision: number, conflicts: readonly Conflict[]): OutboxEntry {
  const seen = conflicts.reduce(
    (fields, { field, current }) => withAt(fields, field, current),
    entry.base?.fields ?? {},
  );
  const base = { ...entry.base, revision, fields: seen };
  return { ...entry, state: 'waiting', conflicts: [], tried: undefined, base };
}

/** Whether what stands there is what this person has seen, or has perhaps written: nobody else's then. */
export const isOwn = ({ base, tried }: OutboxEntry, { field, current }: Conflict) =>
  current !== undefined && [base?.fields, ...(tried ?? [])].some((fields) => isEqual(valueAt(fields, field), current));

/**
 * One write that does what two do, one after the other.
 * @returns undefined where they have to stay two
 */
export function joinedWith(first: OutboxEntry, second: OutboxEntry): OutboxEntry | undefined {
  const [before, after] = [first, second].map(({ call, args }) => partsOf(call, args).body);
  const isSame = keyOf(first) === keyOf(second) && first.onConflict === second.onConflict;
  const isPatch = first.call.endsWith('.update') && first.state === 'waiting';
  if (!isSame || !isPatch || !first.base || !second.base || !before || !after) return undefined;
  const fields = { ...second.base.fields, ...first.base.fields };
  return { ...withBody(first, joined(before, after)), base: { ...first.base, fields } };
}

/** What of a base a patch could collide with. */
export const baseOf = (base: { id?: string; revision: number }, body: Fields | undefined): OutboxEntry['base'] => ({
  id: base.id,
  revision: base.revision,
  fields: Object.fromEntries(Object.keys(body ?? {}).map((name) => [name, (base as Fields)[name]])),
});

/** What this person has written of an entity, and what the API has answered last. */
export interface Done {
  key: string;
  body: Fields;
  answer: Fields & { revision: number };
}

/** After a write: what was done of the entity until now. @returns undefined where the answer is no entity */
export function doneWith(entry: OutboxEntry, answer: unknown, before: Done | undefined): Done | undefined {
  const revision = (answer as Fields | undefined)?.revision;
  if (typeof revision !== 'number') return undefined;
  const key = keyOf(entry);
  const own = partsOf(entry.call, entry.args).body ?? {};
  return {
    key,
    body: joined(before?.key === key ? before.body : {}, own),
    answer: { ...(answer as Fields), revision },
  };
}

/** A later write on an entity as its person saw it: with what they have written before it. */
export function carriedOn(entry: OutboxEntry, { key, body, answer }: Done): OutboxEntry {
  const { base } = entry;
  if (!base || keyOf(entry) !== key || base.revision >= answer.revision) return entry;
  const names = Object.keys(base.fields);
  const expected = patched(base.fields, body);
  const fields = Object.fromEntries(names.map((name) => [name, expected[name]]));
  // where somebody else came between, the API is to say so
  const isExpected = names.every((name) => isEqual(expected[name], answer[name]));
  return { ...entry, base: { ...base, fields, ...(isExpected && { revision: answer.revision }) } };
}
