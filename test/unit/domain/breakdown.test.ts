import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ItemType, itemFields } from '../../../shared/contract/breakdown.ts';
import {
  castingId,
  castingParts,
  itemAction,
  itemFilter,
  itemsOf,
  listedItems,
  mergedItems,
  newItem,
  rollupOf,
  type StoredItem,
  shownItem,
  summarised,
  unrecorded,
  workByItem,
} from '../../../shared/domain/breakdown.ts';
import { makeProject, makeTask } from '../../support/production.ts';

const project = makeProject();
const { statuses } = project;
const namesOf = (fields: Parameters<typeof makeTask>[0]) => itemsOf(makeTask(fields)).map(({ type, id }) => [type, id]);

function item(name: string, fields: Partial<StoredItem> = {}): StoredItem {
  const names = { type: 'shot' as const, id: name.toLowerCase(), name, episode: null, sequence: null };
  return { ...unrecorded(names, 'SWA'), revision: 1, createdAt: 'then', updatedAt: 'then', ...fields };
}

describe('what a task is work on', () => {
  it.each([
    [
      'a shot, and the sequence it is in',
      {},
      [
        ['shot', 'ep00_sq0010_sh0020'],
        ['sequence', 'ep00_sq0010'],
      ],
    ],
    [
      'of the cleaned names',
      { sequence: 'SWA_Ep00_sq0010', shot: 'SWA_Ep00_SH0020' },
      [
        ['shot', 'ep00_sq0010_sh0020'],
        ['sequence', 'ep00_sq0010'],
      ],
    ],
    ['a shot alone', { episode: null, sequence: null }, [['shot', 'sh0020']]],
    ['an asset, which is in no sequence', { type: 'asset', episode: null, shot: 'Hero' }, [['asset', 'sq0010_hero']]],
    ['a sequence', { type: 'sequence', shot: 'all' }, [['sequence', 'ep00_sq0010']]],
    [
      'a sequence that is named as a shot',
      { type: 'sequence', sequence: null, shot: 'sq0070' },
      [['sequence', 'ep00_sq0070']],
    ],
  ] as const)('is %s', (_, fields, expected) => {
    expect(namesOf({ id: 'x', ...fields })).toEqual(expected);
  });

  it('is nothing where the names are too long for an id', () => {
    const long = 'x'.repeat(100);
    expect(itemsOf({ type: 'shot', episode: long, episodeClean: long, shot: long, shotClean: long })).toEqual([]);
  });

  it('is what a record of the same names gets as its id', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _]{0,20}$/);
    fc.assert(
      fc.property(
        name,
        fc.option(name),
        fc.option(name),
        fc.constantFrom('shot', 'asset'),
        (shot, episode, sequence, type) => {
          const fields = itemFields.parse({ name: shot, episode, sequence });
          const [own] = itemsOf(makeTask({ id: 'x', shot, episode, sequence, type }));
          expect(newItem(type as ItemType, fields, project)).toMatchObject({ ...own });
        },
      ),
    );
    const whole = itemFields.parse({ name: 'SWA_Ep00_sq0010', episode: 'Ep00' });
    expect(newItem('sequence', whole, project)).toMatchObject({ id: 'ep00_sq0010', name: 'sq0010', sequence: null });
  });
});

describe('tasks by what they are work on', () => {
  const rows = [
    makeTask({ shot: 'SH1' }),
    makeTask({ shot: 'SH1', task: 'comp' }),
    makeTask({ shot: 'all', type: 'sequence', task: 'layout' }),
  ];

  it('are a sequence’s own, and those of its shots beside them', () => {
    const [sequence] = workByItem(rows, 'sequence').values();
    expect([sequence?.own, sequence?.all]).toEqual([[rows[2]], rows]);
    expect([...workByItem(rows, 'shot').keys()]).toEqual(['ep00_sq0010_sh1']);
    expect(workByItem(rows, 'asset').size).toBe(0);
  });

  it('are told in the order of the project’s task types, the first hundred of them', () => {
    const work = { own: [...rows].reverse(), all: rows };
    const { tasks } = summarised(shownItem(item('SH1')), work, project, (stored) => stored);
    expect(tasks.map(({ task }) => task)).toEqual(['layout', 'lighting', 'comp']);
    const many = Array.from({ length: 150 }, (_, index) => makeTask({ id: `t${index}`, task: 'odd' }));
    const crowded = summarised(shownItem(item('SH1')), { own: many, all: many }, project, (stored) => stored);
    expect([crowded.tasks.length, crowded.rollup.total]).toEqual([100, 150]);
  });
});

describe('a rollup', () => {
  it.each([
    [[], 'todo', 0],
    [['not_started', 'on_hold'], 'todo', 0],
    [['not_started', 'review'], 'active', 0],
    [['not_started', 'approved', 'cancelled'], 'active', 50],
    [['approved', 'final', 'cancelled'], 'done', 100],
    [['cancelled', 'cancelled'], 'cancelled', 0],
    [['of_no_list'], 'active', 0],
  ])('of %j is %s', (names, status, progress) => {
    const rollup = rollupOf(
      names.map((name) => ({ status: name })),
      statuses,
    );
    expect(rollup).toMatchObject({ status, progress, total: names.length });
  });
});

describe('a list of items', () => {
  const collect = (recorded: string[], derived: string[], size: number) => {
    const stored = [...recorded].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const work = new Map(
      derived.map((id) => [
        id,
        { names: { type: 'shot' as const, id, name: id, episode: null, sequence: null }, own: [], all: [] },
      ]),
    );
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const rest = stored.filter(
        (id) => after === undefined || Buffer.compare(Buffer.from(id), Buffer.from(after)) > 0,
      );
      const until = rest.length > size ? rest[size - 1] : undefined;
      const items = rest.slice(0, size).map((id) => item(id, { id }));
      seen.push(...mergedItems({ items, ...(until && { until }) }, work, after, 'SWA').map(({ id }) => id));
      if (until === undefined) return seen;
      after = until;
    }
  };

  it('is every one once, in the order of the table, however it is read', () => {
    const ids = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 5 }), (recorded, derived, size) => {
        const all = [...new Set([...recorded, ...derived])];
        expect(collect(recorded, derived, size)).toEqual(
          all.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
      }),
    );
  });

  it.each([
    [{}, true],
    [{ archived: true }, false],
    [{ episode: ['ep00'] }, true],
    [{ episode: ['Ep01'] }, false],
    [{ sequence: ['SWA_Ep00_sq0010', 'sq9'] }, true],
    [{ sequence: ['sq9'] }, false],
    [{ search: 'SH1 chase' }, true],
    [{ search: 'SH1 flight' }, false],
  ])('that asks for %j has it: %s', (query, fits) => {
    const one = item('SH1', { episode: 'Ep00', sequence: 'sq0010', description: 'The chase' });
    expect(itemFilter({ limit: 50, archived: false, ...query }, project)(one)).toBe(fits);
  });
});

describe('items of a shot list', () => {
  const cut = { start: 1001, end: 1153 };
  const listed = listedItems([
    { row: 1, task: makeTask({ shot: 'SH1' }), frameRange: cut },
    { row: 2, task: makeTask({ shot: 'SH1', task: 'comp' }), frameRange: null },
    { row: 2, task: makeTask({ shot: 'Hero', type: 'asset', sequence: null }), frameRange: cut },
  ]);

  it('are named once, by the first row that does, with the cut of a shot', () => {
    expect(listed.map(({ row, names: { type, name }, told }) => [row, type, name, told])).toEqual([
      [1, 'shot', 'SH1', { cutIn: 1001, cutOut: 1153 }],
      [1, 'sequence', 'sq0010', {}],
      [2, 'asset', 'Hero', {}],
    ]);
  });

  it('are made where they are missing, and changed only where that is asked for', () => {
    const one = { row: 1, names: item('SH1'), told: { cutIn: 1, cutOut: 2 } };
    const action = (current: StoredItem | undefined, how: 'skip' | 'update' | 'fail') => itemAction(one, current, how);
    expect(action(undefined, 'skip')).toBe('create');
    expect(action(undefined, 'fail')).toBe('create');
    expect(action(item('SH1'), 'skip')).toBe('skip');
    expect(action(item('SH1'), 'update')).toBe('update');
    expect(action(item('SH1', { cutIn: 1, cutOut: 2 }), 'update')).toBe('skip');
    expect(action(item('SH1', { archivedAt: 'then' }), 'update')).toBe('skip');
  });
});

it('the id of a casting names both', () => {
  expect(castingParts(castingId('ep00_sh1', 'hero 2'))).toEqual({ shotId: 'ep00_sh1', assetId: 'hero 2' });
});
