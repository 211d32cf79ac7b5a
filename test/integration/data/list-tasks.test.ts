import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Task, TaskListQuery } from '../../../shared/contract/tasks.ts';
import { peopleOf } from '../../../shared/data/people.ts';
import { indexFor } from '../../../shared/data/task-indexes.ts';
import { countTasks, findTasks } from '../../../shared/data/task-list.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived } from '../../../shared/domain/archive.ts';
import { orderOf, type TaskPosition, type TaskRow } from '../../../shared/domain/task-list.ts';
import { listTasks } from '../../support/lists.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { useTable } from '../../support/table.ts';
import {
  type Asked,
  artists,
  expectedOf,
  filters,
  limits,
  moments,
  orders,
  type Row,
  rows,
  statuses,
} from '../../support/task-model.ts';

let studio: TestStudio;
beforeAll(async () => {
  await useTable();
  studio = await newStudio();
  for (const name of ['ann', 'bob']) await studio.addUser(name);
});

let projects = 0;
/** A project with these tasks, and the same as a plain list. */
async function projectOf(rows: (Row & { at: string; gone: boolean })[]) {
  const projectId = `P${projects++}`;
  await addProject(studio.changeBy('user_sue'), { id: projectId, name: projectId });
  const tasks = await Promise.all(
    rows.map(async ({ at, gone, ...fields }, index) => {
      const change = studio.changeBy('user_sue', new Date(at));
      const task = await addTask(change, { id: `${projectId}-${index}`, projectId, ...fields });
      return gone ? changeTask(task.id, { type: 'task.archived', expected: 1, decide: archived }, change) : task;
    }),
  );
  return { projectId, tasks: new Map(tasks.map((task) => [task.id, task])) };
}

const writes = fc.array(
  fc.record({
    at: fc.nat(20),
    what: fc.constantFrom('status' as const, 'artist' as const, 'archivedAt' as const, 'new' as const),
    status: fc.constantFrom(...statuses),
    artist: fc.constantFrom(...artists),
  }),
  { maxLength: 3 },
);

const places = fc.constantFrom('an index', 'an index, then the table');

/** All pages, with writes between them. */
async function walk(projectId: string, asked: Asked, limit: number, between: (page: number) => Promise<string[]>) {
  const seen: Task[] = [];
  let after: TaskPosition | undefined;
  let mustSee: string[] = [];
  for (let page = 0; ; page++) {
    const { tasks, next } = await listTasks(studio.id, { projectId, ...asked }, { limit, after, mustSee });
    expect(tasks.length).toBeLessThanOrEqual(limit);
    seen.push(...tasks);
    if (!next) return seen;
    expect(tasks.length).toBeGreaterThan(0);
    after = next;
    mustSee = [...mustSee, ...(await between(page))];
  }
}

describe('pages of tasks', () => {
  it('are what looking at every task gives, whatever is asked and however it is sorted', async () => {
    await fc.assert(
      fc.asyncProperty(rows, filters, orders, limits, async (given, asked, order, limit) => {
        const { projectId, tasks } = await projectOf(given);
        const query = { ...asked, ...order };
        const expected = expectedOf(tasks.values(), query);
        expect(await walk(projectId, query, limit, async () => [])).toEqual(expected);
        const total = { projectId, ...query, include: ['total' as const] };
        expect(await listTasks(studio.id, total, { limit: 100 })).toEqual({ tasks: expected, total: expected.length });
        // now from the table in memory, also where an index has them
        expect(await walk(projectId, query, limit, async () => [])).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it('neither lose nor repeat a row that did not change, while others do', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        filters,
        orders,
        limits,
        writes,
        places,
        async (given, asked, order, limit, planned, place) => {
          const { projectId, tasks } = await projectOf(given);
          const query = { ...asked, ...order };
          const before = new Map(tasks);
          const touched = new Set<string>();
          const seen = await walk(projectId, query, limit, async (page) => {
            if (place === 'an index, then the table') await listTasks(studio.id, { projectId, include: ['total'] });
            const write = planned[page];
            if (!write) return [];
            const change = studio.changeBy('user_sue');
            const target = [...tasks.values()][write.at];
            if (write.what === 'new') {
              const id = `${projectId}-new${page}`;
              touched.add(id);
              tasks.set(id, await addTask(change, { id, projectId, status: write.status, artist: write.artist }));
              return [id];
            }
            if (!target) return [];
            const value = write.what === 'archivedAt' ? new Date().toISOString() : write[write.what];
            const decide = (current: Task) => ({ ...current, [write.what]: value });
            touched.add(target.id);
            tasks.set(
              target.id,
              await changeTask(target.id, { type: 'task.updated', expected: undefined, decide }, change),
            );
            return [target.id];
          });
          const unchanged = ({ id }: Task) => !touched.has(id);
          expect(seen.filter(unchanged)).toEqual(expectedOf(before.values(), query).filter(unchanged));
          for (const task of seen) expect([before.get(task.id), tasks.get(task.id)]).toContainEqual(task);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('come from an index where one fits, and from the table else: both were tried', async () => {
    const people = await peopleOf(studio.id);
    const indexOf = (query: Partial<TaskListQuery>) => {
      const whole: TaskListQuery = { projectId: 'P', archived: false, sort: 'createdAt', limit: 50, ...query };
      return indexFor(studio.id, whole, orderOf(whole), people)?.index;
    };
    expect(indexOf({})).toBe('tasksByCreation');
    expect(indexOf({ order: 'asc', createdAfter: '2025' })).toBe('tasksByCreation');
    expect(indexOf({ status: ['review'] })).toBe('tasksByStatus');
    expect(indexOf({ artist: ['ANN'] })).toBe('tasksByAssignee');
    expect(indexOf({ sort: 'updatedAt', updatedAfter: '2025' })).toBe('tasksByUpdate');
    expect(indexOf({ sort: 'deadline', order: 'asc', deadlineBefore: '2026' })).toBe('tasksByDeadline');
    for (const left of [
      { status: ['review', 'final'] },
      { status: ['review'], artist: ['ann'] },
      { sort: 'deadline', order: 'desc' },
      { sort: 'priority' },
      { search: 'x' },
      { customFields: ['rig:biped'] },
      { artist: ['A Free Name'] },
    ] as Partial<TaskListQuery>[]) {
      expect(indexOf(left)).toBeUndefined();
    }
  });

  it('have only what may be read', async () => {
    const { projectId } = await projectOf(
      statuses.map((status) => ({ ...plain, status, at: moments[0] as string, gone: false })),
    );
    const options = { limit: 10 };
    const view = (row: TaskRow) => (row.status === 'review' ? { ...row, artist: 'Unassigned' } : undefined);
    const query = { projectId, archived: false, sort: 'createdAt' as const, ...options };
    const page = await findTasks({ studio: studio.id, query, mustSee: [], view }, undefined);
    expect(page.tasks.map(({ status }) => status)).toEqual(['review']);
    const facets = await countTasks({ studio: studio.id, query, mustSee: [], view });
    expect(facets).toMatchObject({ total: 1, artist: [{ value: 'Unassigned', count: 1 }] });
    // nor can what is hidden be found out by asking for it
    const asked = { ...query, artist: ['ann'] };
    expect((await findTasks({ studio: studio.id, query: asked, mustSee: [], view }, undefined)).tasks).toEqual([]);
  });

  it('have nothing of another project or another studio', async () => {
    const { projectId } = await projectOf([{ ...plain, at: moments[0] as string, gone: false }]);
    const other = await newStudio();
    await addProject(other.changeBy('user_sue'), { id: projectId, name: projectId });
    const elsewhere = await addTask(other.changeBy('user_sue'), { projectId, id: 'elsewhere' });
    const mustSee = [elsewhere.id, `${projectId}-0`];
    for (const query of [{ status: ['review'] }, { search: 'P', sort: 'priority' as const }]) {
      expect((await listTasks(other.id, { projectId, ...query }, { mustSee: [`${projectId}-0`] })).tasks).toEqual([]);
      const { tasks } = await listTasks(studio.id, { projectId, ...query }, { mustSee });
      expect(tasks.map(({ id }) => id)).toEqual([`${projectId}-0`]);
    }
  });

  it('are somebody’s of all projects where none is named', async () => {
    const two = await Promise.all([0, 1].map(() => projectOf([{ ...plain, at: moments[1] as string, gone: false }])));
    const { tasks } = await listTasks(studio.id, { artist: ['ANN'], status: ['review'] }, { limit: 100 });
    const ids = tasks.map(({ id }) => id);
    for (const { projectId } of two) expect(ids).toContain(`${projectId}-0`);
    expect(tasks.every(({ artist }) => artist === 'ann')).toBe(true);
  });
});

const plain: Row = {
  ...{ status: 'review', artist: 'ann', priority: 'low', deadline: null, shot: 'SH0010', task: 'comp', labels: [] },
  customFields: {},
};

describe('counts of tasks', () => {
  it('are those of the rows that the filter fits', async () => {
    await fc.assert(
      fc.asyncProperty(rows, filters, async (given, asked) => {
        const { projectId, tasks } = await projectOf(given);
        const expected = expectedOf(tasks.values(), { ...asked, sort: 'createdAt', order: 'asc' });
        const query = { archived: false, ...asked, projectId };
        const facets = await countTasks({ studio: studio.id, query, mustSee: [] });
        expect(facets.total).toBe(expected.length);
        for (const field of ['status', 'artist', 'task'] as const) {
          const counts = facets[field].map(({ value, count }) => [value, count]);
          const byHand = Map.groupBy(expected, (task) => task[field]);
          expect(new Map(counts as [string, number][])).toEqual(
            new Map([...byHand].map(([value, found]) => [value, found.length])),
          );
        }
      }),
      { numRuns: 8 },
    );
  });
});
