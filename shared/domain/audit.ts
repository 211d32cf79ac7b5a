import { invalidField } from '../contract/errors.ts';
import { eventTypes } from './events.ts';
import { nearest } from './suggest.ts';

/** Part of a list of events that is newest first, as far as it was read. */
export interface Part<T> {
  rows: readonly T[];
  /** Where reading stopped, if not at the end; everything newer is in `rows`. */
  stoppedAt?: string | undefined;
}

/** After every event, whenever it was: no time begins like that. */
export const endOfTime = '\uffff';

/** The newest events of several lists as one list, down to where one of them is not known further. */
export function mergeNewestFirst<T extends { occurred: string }>(parts: readonly Part<T>[], limit: number): Part<T> {
  const rows: T[] = [];
  const taken = parts.map(() => 0);
  for (;;) {
    let newest: { part: number; row: T | undefined; at: string } | undefined;
    for (const [part, { rows: own, stoppedAt }] of parts.entries()) {
      const row = own[taken[part] as number];
      const at = row?.occurred ?? stoppedAt;
      if (at !== undefined && (newest === undefined || at > newest.at)) newest = { part, row, at };
    }
    if (newest === undefined) return { rows };
    if (newest.row === undefined) return { rows, stoppedAt: newest.at };
    if (rows.length === limit) return { rows, stoppedAt: rows.at(-1)?.occurred };
    rows.push(newest.row);
    taken[newest.part] = (taken[newest.part] as number) + 1;
  }
}

const kindOf = (type: string) => type.split('.')[0] as string;

/** By what events are asked for: their type, or how several types begin. */
const searchable: readonly string[] = [...new Set(eventTypes.map(kindOf)), ...eventTypes];

/** @throws VALIDATION_ERROR for a type of which there are no events */
export function checkEventType(type: string | undefined): void {
  if (type === undefined || searchable.includes(type)) return;
  const ofKind = searchable.filter((known) => kindOf(known) === kindOf(type));
  const known = ofKind.length > 0 ? ofKind : searchable.filter((one) => !one.includes('.'));
  const suggestion = `${nearest(type, searchable, 'Did you mean')}One of: ${known.join(', ')}`;
  throw invalidField('type', 'INVALID_VALUE', `There are no events of "${type}"`, suggestion);
}

/** Of which kind of thing an event tells, as in `task` of `task.updated`; these belong to the studio, not a project. */
const kindsOfStudio: readonly string[] = ['user', 'apiKey', 'featureFlag', 'session', 'security', 'message'];

/** Whether events of a type are the studio's own; undefined where they may be anybody's. */
export function isOfStudio(type: string | undefined): boolean | undefined {
  return type === undefined ? undefined : kindsOfStudio.includes(kindOf(type));
}
