import { beforeAll, describe, expect, it } from 'vitest';
import { getItems, queryAll, queryPage } from '../../../shared/data/table.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
const pk = 'rows';
const name = (number: number) => `R#${String(number).padStart(4, '0')}`;

beforeAll(async () => {
  table = await useTable();
  const rows = Array.from({ length: 150 }, (_, number) => ({
    pk,
    sk: name(number),
    third: number % 3 === 0,
    rare: number === 149,
  }));
  await Promise.all(rows.map((row) => table.put(row)));
});

const only = (attribute: string) => ({
  ...{ expression: '#a = :true', names: { '#a': attribute }, values: { ':true': true } },
});

async function pagesOf(options: Omit<Parameters<typeof queryPage>[0], 'equals' | 'startAfter'>) {
  const pages: string[][] = [];
  let startAfter: Record<string, unknown> | undefined;
  do {
    const { items, next } = await queryPage({ ...options, equals: { pk }, startAfter });
    pages.push(items.map(({ sk }) => sk));
    startAfter = next;
  } while (startAfter);
  return pages;
}

const all = Array.from({ length: 150 }, (_, number) => name(number));

describe('a page of a query', () => {
  it('is full until the last, and none is empty', async () => {
    expect((await pagesOf({ limit: 50 })).map((page) => page.length)).toEqual([50, 50, 50]);
    expect((await pagesOf({ limit: 49 })).map((page) => page.length)).toEqual([49, 49, 49, 3]);
    expect((await pagesOf({ limit: 50, newestFirst: true })).flat()).toEqual(all.toReversed());
  });

  it('is filled where a filter leaves gaps', async () => {
    const pages = await pagesOf({ limit: 20, filter: only('third') });
    expect(pages.map((page) => page.length)).toEqual([20, 20, 10]);
    expect(pages.flat()).toEqual(all.filter((_, number) => number % 3 === 0));
  });

  it('finds what is rare', async () => {
    expect((await pagesOf({ limit: 1, filter: only('rare') })).flat()).toEqual([name(149)]);
  });

  it('ends early, and loses nothing, where its rows are very large', async () => {
    const rows = Array.from({ length: 14 }, (_, number) => name(number));
    await Promise.all(rows.map((sk) => table.put({ pk: 'large', sk, text: 'x'.repeat(300_000) })));
    const first = await queryPage({ equals: { pk: 'large' }, limit: 50 });
    const rest = await queryPage({ equals: { pk: 'large' }, limit: 50, startAfter: first.next });
    expect(first.items.length).toBeLessThan(14);
    expect([...first.items, ...rest.items].map(({ sk }) => sk)).toEqual(rows);
    expect(rest.next).toBeUndefined();
  });

  it('is empty where there is nothing', async () => {
    expect(await queryPage({ equals: { pk: 'nothing' }, limit: 5 })).toEqual({ items: [] });
    expect(await pagesOf({ limit: 5, filter: only('nothing') })).toEqual(expect.arrayContaining([[]]));
  });

  it('keeps to its range, bounds left out as they are said to be', async () => {
    const between = { attribute: 'sk', after: name(10), before: name(13) };
    expect((await pagesOf({ limit: 50, range: between })).flat()).toEqual([name(11), name(12), name(13)]);
    expect((await pagesOf({ limit: 50, range: { attribute: 'sk', beginsWith: 'R#014' } })).flat()).toHaveLength(10);
  });
});

describe('reading many', () => {
  it('reads all of a query', async () => {
    expect((await queryAll({ equals: { pk } })).map(({ sk }) => sk)).toEqual(all);
  });

  it('reads up to a hundred keys, and leaves out what is not there', async () => {
    const keys = [...Array.from({ length: 99 }, (_, number) => ({ pk, sk: name(number) })), { pk, sk: 'nowhere' }];
    expect((await getItems(keys)).length).toBe(99);
    expect(await getItems([])).toEqual([]);
  });
});
