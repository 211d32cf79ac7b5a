import type { Conflict } from './errors.ts';
import { withAt } from './field-paths.ts';
import { type CallName, type CallParts, partsOf } from './outbox-calls.ts';

type Fields = Record<string, unknown>;

/** A field that two people changed, with what it was when this person saw it. */
export interface FieldConflict extends Conflict {
  base: unknown;
}

/** A write that waits. */
export interface OutboxEntry {
  id: string;
  call: CallName;
  args: readonly unknown[];
  /** Of the entity as the person saw it: what is needed to see a conflict. */
  base: { id?: string | undefined; revision: number; fields: Fields } | undefined;
  onConflict: 'fail' | 'merge' | 'overwrite' | undefined;
  state: 'waiting' | 'sending' | 'conflict';
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
  return { ...entry, state: 'waiting', conflicts: [], base: { ...entry.base, revision, fields: seen } };
}

/** What of a base a patch could collide with. */
export const baseOf = (base: { id?: string; revision: number }, body: Fields | undefined): OutboxEntry['base'] => ({
  id: base.id,
  revision: base.revision,
  fields: Object.fromEntries(Object.keys(body ?? {}).map((name) => [name, (base as Fields)[name]])),
});
