import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEventType, endOfTime, isOfStudio, mergeNewestFirst, type Part } from '../../../shared/domain/audit.ts';
import { eventTypes } from '../../../shared/domain/events.ts';

interface Row {
  occurred: string;
}

const rowsAt = (...times: string[]): Row[] => times.map((occurred) => ({ occurred }));
const timesOf = (part: Part<Row>) => part.rows.map(({ occurred }) => occurred);

describe('several lists of events as one', () => {
  it('are the newest of all', () => {
    const merged = mergeNewestFirst([{ rows: rowsAt('5', '2') }, { rows: rowsAt('4', '3', '1') }, { rows: [] }], 10);
    expect(merged).toEqual({ rows: rowsAt('5', '4', '3', '2', '1') });
    expect(mergeNewestFirst([], 3)).toEqual({ rows: [] });
  });

  it('end at the limit, and say so only where there is more', () => {
    const parts = [{ rows: rowsAt('5', '2') }, { rows: rowsAt('4') }];
    expect(mergeNewestFirst(parts, 2)).toEqual({ rows: rowsAt('5', '4'), stoppedAt: '4' });
    expect(mergeNewestFirst(parts, 3)).toEqual({ rows: rowsAt('5', '4', '2') });
  });

  it('end where one of them was not read further', () => {
    const known = { rows: rowsAt('9', '5', '1') };
    expect(mergeNewestFirst([known, { rows: rowsAt('7'), stoppedAt: '6' }], 10)).toEqual({
      ...{ rows: rowsAt('9', '7'), stoppedAt: '6' },
    });
    expect(mergeNewestFirst([known, { rows: [], stoppedAt: endOfTime }], 10)).toEqual({
      ...{ rows: [], stoppedAt: endOfTime },
    });
  });

  it('lose nothing and repeat nothing, in whatever pieces they were read', () => {
    const times = fc.uniqueArray(fc.integer({ min: 100, max: 999 }).map(String), { maxLength: 40 });
    const pieces = fc.array(fc.nat({ max: 3 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(
        times,
        pieces,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        (all, of, limit, read) => {
          const sorted = all.toSorted().reverse();
          const lists = [0, 1, 2, 3].map((list) => sorted.filter((_, place) => of[place] === list));
          const seen: string[] = [];
          for (let before = endOfTime; ; ) {
            const parts = lists.map((list) => {
              const rest = list.filter((time) => time < before);
              const rows = rest.slice(0, read);
              return { rows: rowsAt(...rows), ...(rest.length > read && { stoppedAt: rows.at(-1) }) };
            });
            const page = mergeNewestFirst(parts, limit);
            seen.push(...timesOf(page));
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            if (page.stoppedAt === undefined) break;
            before = page.stoppedAt;
          }
          expect(seen).toEqual(sorted);
        },
      ),
    );
  });
});

describe('whose events there are', () => {
  it('are the studio’s or a project’s, by their type', () => {
    const kinds = Map.groupBy(eventTypes, (type) => isOfStudio(type));
    expect(new Set(kinds.get(true)?.map((type) => type.split('.')[0]))).toEqual(
      new Set(['user', 'apiKey', 'featureFlag', 'session', 'security', 'message']),
    );
    expect(new Set(kinds.get(false)?.map((type) => type.split('.')[0]))).toEqual(
      new Set([
        ...['project', 'task', 'version', 'comment', 'timeEntry', 'member'],
        ...['shot', 'asset', 'sequence', 'casting'],
      ]),
    );
    expect(isOfStudio('security')).toBe(true);
    expect(isOfStudio(undefined)).toBeUndefined();
  });
});

it('types of events are asked for whole or by their beginning; what finds nothing for ever is refused', () => {
  for (const type of [undefined, 'security', 'timeEntry', ...eventTypes]) checkEventType(type);
  const refused = (suggestion: RegExp) =>
    expect.objectContaining({ details: [expect.objectContaining({ suggestion: expect.stringMatching(suggestion) })] });
  const misspelt = /^Did you mean "task.updated"\? One of: task, task.created, /;
  expect(() => checkEventType('task.udpated')).toThrow(refused(misspelt));
  expect(() => checkEventType('nope')).toThrow(refused(/^One of: project, task, version, /));
});
