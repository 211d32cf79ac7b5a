import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import { changeTask, listTasks, type TaskFilter } from '../../../shared/data/tasks.ts';
import { archived } from '../../../shared/domain/archive.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask } from '../../support/production.ts';
import { useTable } from '../../support/table.ts';

let studio: TestStudio;
beforeAll(async () => {
  await useTable();
  studio = await newStudio();
  for (const name of ['ann', 'bob']) await studio.addUser(name);
});

const statuses = ['not_started', 'review', 'final'];
const artists = ['ann', 'bob', 'A Free Name', 'Unassigned'];
const moments = ['2025-08-01T00:00:00.000Z', '2025-08-02T00:00:00.000Z', '2025-08-03T00:00:00.000Z'];
/** Later than any task that a list begins with. */
const later = new Date('2025-09-01T00:00:00.000Z');

let projects = 0;
/** A project with these tasks, and the same as a plain list. */
async function projectOf(rows: { status: string; artist: string; at: string; gone?: boolean }[]) {
  const projectId = `P${projects++}`;
  const tasks = await Promise.all(
    rows.map(async ({ status, artist, at, gone = false }, index) => {
      const change = studio.changeBy('user_sue', new Date(at));
      const task = await addTask(change, { id: `${projectId}-${index}`, projectId, status, artist });
      return gone ? changeTask(task.id, { type: 'task.archived', expected: 1, decide: archived }, change) : task;
    }),
  );
  return { projectId, tasks: new Map(tasks.map((task) => [task.id, task])) };
}

const place = (task: Task) => `${task.createdAt} ${task.id}`;
const newestFirst = (a: Task, b: Task) => (place(a) < place(b) ? 1 : -1);

/** What a list should have, by looking at every task. */
function expectedOf(tasks: Iterable<Task>, filter: Omit<TaskFilter, 'projectId'>, after?: Task): string[] {
  const { status, artist, archived = false } = filter;
  return [...tasks]
    .filter((task) => (task.archivedAt !== null) === archived)
    .filter((task) => status === undefined || status.includes(task.status))
    .filter((task) => artist === undefined || artist.includes(task.artist))
    .filter((task) => after === undefined || place(task) < place(after))
    .sort(newestFirst)
    .map(({ id }) => id);
}

const rows = fc.array(
  fc.record({
    status: fc.constantFrom(...statuses),
    artist: fc.constantFrom(...artists),
    at: fc.constantFrom(...moments),
    gone: fc.boolean(),
  }),
  { maxLength: 14 },
);
const some = (values: string[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
const filters = fc.record({
  ...{ status: some(statuses), artist: some(artists) },
  archived: fc.constantFrom(false, false, false, true),
});
/** Tasks whose last write must be seen, by their places; here the index has seen it too. */
const mustSeeAt = fc.uniqueArray(fc.nat(13), { maxLength: 6 });
const limits = fc.integer({ min: 1, max: 6 });
const writes = fc.array(
  fc.record({
    at: fc.nat(20),
    what: fc.constantFrom('status' as const, 'artist' as const, 'archivedAt' as const, 'new' as const),
    status: fc.constantFrom(...statuses),
    artist: fc.constantFrom(...artists),
  }),
  { maxLength: 4 },
);

describe('pages of tasks', () => {
  it('are what looking at every task gives, also while tasks change', async () => {
    await fc.assert(
      fc.asyncProperty(rows, filters, limits, mustSeeAt, writes, async (given, filter, limit, places, planned) => {
        const { projectId, tasks } = await projectOf(given);
        const mustSee = places.flatMap((at) => [...tasks.keys()][at] ?? []);
        const change = studio.changeBy('user_sue', later);
        const pending = [...planned];
        const seen: string[] = [];
        let startAfter: Record<string, unknown> | undefined;
        let last: Task | undefined;
        do {
          const page = await listTasks(studio.id, { projectId, ...filter }, { limit, startAfter, mustSee });
          const ids = page.tasks.map(({ id }) => id);
          const expected = expectedOf(tasks.values(), filter, last);
          expect(ids).toEqual(expected.slice(0, limit));
          expect(page.next === undefined).toBe(expected.length <= limit);
          for (const task of page.tasks) expect(task).toEqual(tasks.get(task.id));
          seen.push(...ids);
          last = page.tasks.at(-1) ?? last;
          startAfter = page.next;

          const write = pending.shift();
          if (write?.what === 'new') {
            const id = `${projectId}-new${pending.length}`;
            tasks.set(id, await addTask(change, { id, projectId, status: write.status, artist: write.artist }));
          } else if (write) {
            const task = [...tasks.values()][write.at];
            if (!task) continue;
            const value = write.what === 'archivedAt' ? later.toISOString() : write[write.what];
            const decide = (current: Task) => ({ ...current, [write.what]: value });
            tasks.set(
              task.id,
              await changeTask(task.id, { type: 'task.updated', expected: undefined, decide }, change),
            );
          }
        } while (startAfter);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 40 },
    );
  });

  it('have only what was submitted, for those who may see no more', async () => {
    const { projectId, tasks } = await projectOf(moments.map((at) => ({ status: 'review', artist: 'ann', at })));
    const [id = ''] = tasks.keys();
    const decide = (current: Task) => ({ ...current, clientSubmissionHistory: [{ version: 'v001' }] });
    await changeTask(id, { type: 'task.updated', expected: 1, decide }, studio.changeBy('user_sue'));
    for (const filter of [{}, { status: ['review'] }, { artist: ['ann'] }]) {
      const options = { limit: 10, mustSee: [...tasks.keys()] };
      const { tasks: found } = await listTasks(studio.id, { projectId, ...filter, submittedOnly: true }, options);
      expect(found.map((task) => task.id)).toEqual([id]);
    }
  });

  it('have nothing of another project or another studio', async () => {
    const { projectId } = await projectOf([{ status: 'review', artist: 'ann', at: later.toISOString() }]);
    const other = await newStudio();
    const elsewhere = await addTask(other.changeBy('user_sue'), { projectId, id: 'elsewhere' });
    const filter = { projectId, status: ['review'] };
    expect((await listTasks(other.id, filter, { limit: 10, mustSee: [] })).tasks).toEqual([]);
    const mustSee = [elsewhere.id, `${projectId}-0`];
    expect((await listTasks(studio.id, filter, { limit: 10, mustSee })).tasks.map(({ id }) => id)).toEqual([
      `${projectId}-0`,
    ]);
    expect((await listTasks(studio.id, { projectId: 'P' }, { limit: 10, mustSee })).tasks).toEqual([]);
  });

  it('take a name in any letters', async () => {
    const { projectId } = await projectOf([{ status: 'review', artist: 'ann', at: later.toISOString() }]);
    for (const artist of [['ANN'], ['Ann', 'A Free Name']]) {
      expect((await listTasks(studio.id, { projectId, artist }, { limit: 10, mustSee: [] })).tasks).toHaveLength(1);
    }
  });
});
