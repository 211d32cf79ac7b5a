import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUnkind, type Unkind } from '../../../local/unkind/unkind.ts';
import type { Task, TaskListQuery } from '../../../shared/contract/tasks.ts';
import { keys } from '../../../shared/data/keys.ts';
import { People } from '../../../shared/data/people.ts';
import { changeTask, taskKind } from '../../../shared/data/tasks.ts';
import type { TaskPosition } from '../../../shared/domain/task-list.ts';
import { listTasks } from '../../support/lists.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask, makeTask } from '../../support/production.ts';
import { useTable } from '../../support/table.ts';

let unkind: Unkind;
let studio: TestStudio;
const lagMs = 600_000;
const old = Array.from({ length: 8 }, (_, n) =>
  makeTask({ id: `old-${n}`, projectId: 'OLD', status: 'review', createdAt: `2025-08-0${8 - n}T00:00:00.000Z` }),
);

beforeAll(async () => {
  const table = await useTable();
  // what the indexes know when they begin to lag, for longer than the tests take
  for (const task of old)
    await table.put({ ...keys.task('old', task.id), ...taskKind(new People([])).toItem(task, 'old') });
  unkind = await startUnkind(table, { indexLagMs: lagMs, transactionMs: 0, writeUnits: 1e9, readUnits: 1e9 });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = unkind.endpoint;
  studio = await newStudio();
});
afterAll(() => unkind.stop());

const filters = fc.constantFrom<Partial<TaskListQuery>[]>(
  {},
  // from the project's table, which has its rows from an index too
  { sort: 'shot' },
  { sort: 'createdAt', search: 'sh' },
  { status: ['review'] },
  { artist: ['A Free Name'] },
  { status: ['review', 'final'] },
);
const rows = fc.array(
  fc.record({ status: fc.constantFrom('review', 'final'), artist: fc.constantFrom('A Free Name', 'Unassigned') }),
  { minLength: 1, maxLength: 6 },
);

let projects = 0;
describe('a list that must show writes which its index has not seen', () => {
  it('shows all of them, new ones and changed ones, over pages of any size', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(rows, filters, fc.integer({ min: 1, max: 7 }), async (given, filter, limit) => {
        const projectId = `P${projects++}`;
        const change = studio.changeBy('user_sue');
        const tasks: Task[] = [];
        await addProject(change, { id: projectId, name: projectId });
        for (const [index, fields] of given.entries()) {
          tasks.push(await addTask(change, { id: `${projectId}-${index}`, projectId, ...fields }));
        }
        const decide = (task: Task) => ({ ...task, status: task.status === 'review' ? 'final' : 'review' });
        tasks[0] = await changeTask(`${projectId}-0`, { type: 'task.updated', expected: 1, decide }, change);

        const mustSee = tasks.map(({ id }) => id);
        const seen: Task[] = [];
        let after: TaskPosition | undefined;
        do {
          const page = await listTasks(studio.id, { projectId, ...filter }, { limit, after, mustSee });
          expect(page.tasks.length).toBeLessThanOrEqual(limit);
          seen.push(...page.tasks);
          after = page.next;
        } while (after);

        const { status, artist, sort } = filter;
        const wanted = tasks
          .filter((task) => (status?.includes(task.status) ?? true) && (artist?.includes(task.artist) ?? true))
          .sort((a, b) => (b.createdAt === a.createdAt ? (b.id < a.id ? -1 : 1) : b.createdAt < a.createdAt ? -1 : 1));
        expect(sort === 'shot' ? new Set(seen) : seen).toEqual(sort === 'shot' ? new Set(wanted) : wanted);
      }),
      { numRuns: 15 },
    );
  });

  it('neither fills the place of a row that left with one from further down, nor shows one twice', async () => {
    const change = { studio: 'old', actor: { userId: 'user_sue', requestId: 'req_1', ip: '127.0.0.1' } };
    const update = (id: string, fields: Partial<Task>) =>
      changeTask(id, { type: 'task.updated', expected: 1, decide: (task) => ({ ...task, ...fields }) }, change);
    await update('old-0', { status: 'final' });
    await update('old-7', { labels: ['changed'] });
    const pages: string[][] = [];
    let after: TaskPosition | undefined;
    do {
      const options = { limit: 3, after, mustSee: ['old-0', 'old-7'] };
      const { tasks, next } = await listTasks('old', { projectId: 'OLD', status: ['review'] }, options);
      pages.push(tasks.map(({ id }) => id));
      after = next;
    } while (after);
    expect(pages).toEqual([
      ['old-1', 'old-2'],
      ['old-3', 'old-4', 'old-5'],
      ['old-6', 'old-7'],
    ]);
  });

  it('shows nothing of them to whoever does not ask, so that this test means something', async () => {
    const { projectId } = await addTask(studio.changeBy('user_sue'), { projectId: 'LAG', id: 'unseen' });
    expect((await listTasks(studio.id, { projectId }, { limit: 10 })).tasks).toEqual([]);
    expect((await listTasks(studio.id, { projectId }, { limit: 10, mustSee: ['unseen'] })).tasks).toHaveLength(1);
  });
});
