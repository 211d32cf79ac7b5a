import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { onConflict } from '../contract/primitives.ts';
import { type Changes, changesBetween } from './merge-patch.ts';

/** What becomes of a change whose client has not seen the newest revision. */
export type OnConflict = z.output<typeof onConflict>;

/** What both sides changed, each to a value of its own. */
export interface Conflict {
  /** A field, or a member as `customFields.rig`. */
  field: string;
  current: unknown;
  yours: unknown;
}

type Fields = Record<string, unknown>;
type History = readonly { changes: Changes }[];

/** Fields of which each member stands for itself; any other field is one value, whatever is inside it. */
const byMember: readonly string[] = ['customFields'];
/** Fields that follow from others: where those do not collide, nor do these. */
const derived: readonly string[] = ['sequenceClean', 'shotClean', 'episodeClean'];

/** A record by what is changed as one: its fields, and the members of those that have any of their own. */
function partsOf(record: object): Fields {
  const parts = Object.entries(record).flatMap(([field, value]) =>
    byMember.includes(field)
      ? Object.entries((value ?? {}) as Fields).map(([member, own]) => [`${field}.${member}`, own] as const)
      : [[field, value] as const],
  );
  return Object.fromEntries(parts);
}

/** Every part that some event changed. */
function touchedBy(events: History): Set<string> {
  const parts = events.flatMap(({ changes }) =>
    Object.entries(changes).flatMap(([field, { from, to }]) =>
      // of personal fields an event tells only that they changed
      byMember.includes(field)
        ? Object.keys(changesBetween(partsOf({ [field]: from }), partsOf({ [field]: to }), []))
        : [field],
    ),
  );
  return new Set(parts);
}

/** What events changed, as it was before the first of them. */
export function fieldsBefore(events: History): Fields {
  const before: Fields = {};
  for (const { changes } of events.toReversed()) {
    for (const [field, { from }] of Object.entries(changes)) before[field] = from;
  }
  return before;
}

/**
 * Where a change collides with what others did meanwhile: what it would change and they have changed. What both set to
 * the same value is none.
 * @param wanted the current record as the change would make it
 * @param since the events that the client has not seen
 * @param except what is no client's to write
 */
export function conflictsBetween(
  current: object,
  wanted: object,
  since: History,
  except: readonly string[],
): Conflict[] {
  const theirs = touchedBy(since);
  return Object.entries(changesBetween(partsOf(current), partsOf(wanted), [...except, ...derived]))
    .filter(([part]) => theirs.has(part))
    .map(([field, { from, to }]) => ({ field, current: from, yours: to }));
}

/** Makes of `current` what `yours` made of `seen`. */
function sameChange(yours: Fields, seen: Fields, current: Fields): Fields {
  const result = { ...current };
  for (const name of Object.keys(changesBetween(seen, yours, []))) {
    if (Object.hasOwn(yours, name)) result[name] = yours[name];
    else delete result[name];
  }
  return result;
}

/**
 * A whole replacement that was made of an older state, carried over to the current one: what it changed is as it wants
 * it, and all else stays as it is now.
 * @param yours the fields that are replaced
 */
export function rebased<T extends object>(yours: Partial<T>, seen: T, current: T): T {
  const [wanted, before, now] = [yours, seen, current] as [Fields, Fields, Fields];
  const result = { ...now };
  for (const name of Object.keys(wanted)) {
    if (byMember.includes(name)) {
      result[name] = sameChange(wanted[name] as Fields, before[name] as Fields, now[name] as Fields);
    } else if (!isDeepStrictEqual(before[name], wanted[name])) {
      result[name] = wanted[name];
    }
  }
  return result as T;
}
