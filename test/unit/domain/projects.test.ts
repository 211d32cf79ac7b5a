import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '../../../shared/contract/projects.ts';
import {
  checkSettings,
  listProjects,
  type ProjectListQuery,
  positionOfProject,
} from '../../../shared/domain/projects.ts';
import { makeProject } from '../../support/production.ts';

const base = makeProject();
const named = (id: string, name: string, createdAt = base.createdAt): Project => ({ ...base, id, name, createdAt });
const byName: ProjectListQuery = { sort: 'name', order: 'asc' };
const idsOf = (projects: readonly Project[]) => projects.map(({ id }) => id);

/** Reads all pages, each from where the one before ended. */
function pagesOf(projects: Project[], query: ProjectListQuery, limit: number, between = (seen: Project[]) => seen) {
  const seen: Project[] = [];
  for (let known = projects; ; known = between(known)) {
    const last = seen.at(-1);
    const page = listProjects(known, query, last && positionOfProject(last, query)).slice(0, limit);
    if (page.length === 0) return seen;
    if (seen.length > 100) throw new Error('The pages have no end');
    seen.push(...page);
  }
}

it('a project does not end before it starts', () => {
  const [startDate, endDate] = ['2025-03-01', '2025-03-02'];
  for (const projectTimeline of [null, { startDate, endDate }, { startDate, endDate: startDate }]) {
    expect(() => checkSettings({ ...base, projectTimeline })).not.toThrow();
  }
  expect(() => checkSettings({ ...base, projectTimeline: { startDate: endDate, endDate: startDate } })).toThrow(
    expect.objectContaining({ details: [expect.objectContaining({ field: 'projectTimeline.endDate' })] }),
  );
});

describe('a list of projects', () => {
  it('sorts names as people read them', () => {
    const projects = [
      named('A', 'shot 10'),
      named('B', 'Shot 9'),
      named('C', 'émile'),
      named('D', 'Zoo'),
      named('E', 'Emma'),
    ];
    expect(idsOf(listProjects(projects, byName, undefined))).toEqual(['C', 'E', 'B', 'A', 'D']);
    expect(idsOf(listProjects(projects, { ...byName, order: 'desc' }, undefined))).toEqual(['D', 'A', 'B', 'E', 'C']);
  });

  it('sorts by creation, by id where that is the same', () => {
    const [first, later] = ['2025-01-01T00:00:00.000Z', '2025-06-01T00:00:00.000Z'];
    const projects = [named('C', 'a', later), named('B', 'b', first), named('A', 'c', first)];
    expect(idsOf(listProjects(projects, { sort: 'createdAt', order: 'asc' }, undefined))).toEqual(['A', 'B', 'C']);
  });

  it('finds part of a name or code in any case, and never across the two', () => {
    const projects = [named('SWA', 'Swan Lake'), named('RGD', 'Red Giant'), named('LAK', 'Desert')];
    const found = (search: string) => idsOf(listProjects(projects, { ...byName, search }, undefined)).sort();
    expect(found('LAK')).toEqual(['LAK', 'SWA']);
    expect(found('red g')).toEqual(['RGD']);
    expect(found('SWASwan')).toEqual([]);
    expect(found('.*')).toEqual([]);
    expect(found('')).toEqual(['LAK', 'RGD', 'SWA']);
  });
});

const projects = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[A-C][a-c0-9]{0,2}$/),
    name: fc.stringMatching(/^[aAbBéE1 ]{1,3}$/),
    day: fc.integer({ min: 1, max: 4 }),
  }),
  { selector: ({ id }) => id, maxLength: 25 },
);
const queries = fc.record({
  sort: fc.constantFrom('name' as const, 'createdAt' as const),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  search: fc.option(fc.constantFrom('a', 'B', 'é', '1'), { nil: undefined }),
});
const built = projects.map((rows) => rows.map(({ id, name, day }) => named(id, name, `2025-01-0${day}T00:00:00.000Z`)));

describe('pages of a list', () => {
  it('together are what a plain sort gives', () => {
    fc.assert(
      fc.property(built, queries, fc.integer({ min: 1, max: 7 }), (all, query, limit) => {
        const { search = '', sort, order } = query;
        const matching = all.filter(({ id, name }) =>
          [id, name].some((value) => value.toLowerCase().includes(search.toLowerCase())),
        );
        const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
        const sorted = matching.toSorted((a, b) => {
          const first = sort === 'name' ? collator.compare(a.name, b.name) : a.createdAt.localeCompare(b.createdAt);
          return first || (a.id < b.id ? -1 : 1);
        });
        expect(idsOf(pagesOf(all, query, limit))).toEqual(idsOf(order === 'asc' ? sorted : sorted.reverse()));
      }),
    );
  });

  it('neither lose nor repeat a project while others come and go', () => {
    fc.assert(
      fc.property(built, queries, fc.integer({ min: 1, max: 5 }), fc.nat(), (all, query, limit, turn) => {
        const stays = all.filter((_, index) => (index + turn) % 3 > 0);
        const comesOrGoes = all.filter((_, index) => (index + turn) % 3 === 0);
        let here = true;
        const seen = pagesOf(all, query, limit, () => {
          here = !here;
          return here ? all : [...stays];
        });
        const ids = idsOf(seen);
        expect(new Set(ids).size).toBe(ids.length);
        const wanted = idsOf(listProjects(stays, query, undefined));
        expect(ids.filter((id) => !comesOrGoes.some((project) => project.id === id))).toEqual(wanted);
      }),
    );
  });
});
