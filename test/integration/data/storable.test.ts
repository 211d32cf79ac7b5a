import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiError } from '../../../shared/contract/errors.ts';
import { json } from '../../../shared/contract/primitives.ts';
import { projectFields } from '../../../shared/contract/projects.ts';
import { type Task, taskFields } from '../../../shared/contract/tasks.ts';
import { messagesAfter } from '../../../shared/data/channels.ts';
import { numberOnFeed } from '../../../shared/data/deliver.ts';
import { getProject, insertProject } from '../../../shared/data/projects.ts';
import type { StoredEvent } from '../../../shared/data/stream.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { checkExtent } from '../../../shared/http/validation.ts';
import { storedTask } from '../../support/history.ts';
import { listTasks } from '../../support/lists.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask, makeProject } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
  studio = await newStudio();
  await addProject(studio.changeBy('user_sue'));
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const number = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(1e-300, 1e300, -0, 5e-324, 2 ** 53, 1e16, 0.1),
);
const anyJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    ...[text, number, fc.boolean(), fc.constant(null)],
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const year = fc
  .integer({ min: 0, max: 9_999 })
  .map((value) => `${String(value).padStart(4, '0')}-12-31T23:30:00-01:00`);

const anything = {
  shot: text,
  milestoneNote: text,
  labels: fc.array(text, { maxLength: 3 }),
  actualTimeLogged: number,
  deadline: year,
  frameRange: fc.record({ start: fc.integer(), end: fc.integer() }),
  clientSubmissionHistory: fc.array(anyJson, { maxLength: 2 }),
  importedFrom: fc.record({ extra: fc.dictionary(text, anyJson, { maxKeys: 2, noNullPrototype: true }) }),
};

/** Whatever may be in the fields of a body, as far as the contract accepts it. */
const bodies = fc.record(
  Object.fromEntries(
    Object.entries(anything).map(([name, values]) => [
      name,
      (values as fc.Arbitrary<unknown>).filter(
        (value) => taskFields.shape[name as keyof typeof anything].safeParse(value).success,
      ),
    ]),
  ),
  { requiredKeys: [] },
);

let count = 0;
const update = (id: string, decide: (task: Task) => Task) =>
  changeTask(id, { type: 'task.updated', expected: undefined, decide }, studio.changeBy('user_sue'));

describe('what the contract accepts, the table keeps', () => {
  it('of tasks, as it came', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const fields = taskFields.parse({ projectId: 'ANY', shot: 'SH0020', task: 'comp', ...body });
        const task = await addTask(studio.changeBy('user_sue'), { ...fields, id: `any-${count++}` });
        expect(await getTask(studio.id, task.id)).toEqual(JSON.parse(JSON.stringify(task)));
      }),
      { numRuns: 100 },
    );
    expect((await listTasks(studio.id, { projectId: 'ANY' }, { limit: 100 })).tasks).toHaveLength(100);
  });

  it('of JSON at any place', async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, async (value) => {
        if (!json.safeParse(value).success) return;
        const id = `json-${count++}`;
        await addTask(studio.changeBy('user_sue'), { id, clientSubmissionHistory: [value as never] });
        const task = await getTask(studio.id, id);
        expect(task.clientSubmissionHistory).toEqual(JSON.parse(JSON.stringify([value])));
      }),
      { numRuns: 60 },
    );
  });

  it('of projects, to the largest numbers', async () => {
    const fields = projectFields.parse({
      name: 'Numbers',
      projectBudget: { totalMandays: 1e9, allocatedMandays: 1e-200, remainingMandays: -1e9 },
    });
    await insertProject({ ...makeProject(), ...fields, id: 'NUM' }, studio.changeBy('user_sue'));
    expect((await getProject(studio.id, 'NUM')).projectBudget).toEqual({
      ...{ totalMandays: 1e9, allocatedMandays: 0, remainingMandays: -1e9 },
    });
    const tooMuch = { totalMandays: 1e17, allocatedMandays: 0, remainingMandays: 0 };
    expect(projectFields.safeParse({ name: 'a', projectBudget: tooMuch }).success).toBe(false);
  });

  it('as deep as a body may be, in the entity, its events and the feed', async () => {
    // the list itself, in the body, is the first two levels
    const deepest = JSON.parse(`${'['.repeat(18)}1${']'.repeat(18)}`);
    checkExtent({ clientSubmissionHistory: [deepest] });
    expect(() => checkExtent({ clientSubmissionHistory: [[deepest]] })).toThrow();
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'deep', clientSubmissionHistory: [deepest] });
    await update(id, (task) => ({ ...task, clientSubmissionHistory: [deepest, deepest] }));
    const { events } = await storedTask(table, studio.id, id);
    await numberOnFeed(studio.id, 'SWA', events as StoredEvent[]);
    const { messages } = await messagesAfter(studio.id, 'project:SWA', 0);
    expect(messages.at(-1)?.data.changes).toMatchObject({ clientSubmissionHistory: { new: [deepest, deepest] } });
  });

  it('as large as an entity may be, also when all of it changes', async () => {
    const half = (letter: string) => [letter.repeat(120_000)];
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'large', clientSubmissionHistory: half('a') });
    await update(id, (task) => ({ ...task, clientSubmissionHistory: half('b') }));
    const { events } = await storedTask(table, studio.id, id);
    const numbered = await numberOnFeed(studio.id, 'SWA', events as StoredEvent[]);
    expect(numbered.map(({ data }) => data.tooLarge)).toEqual([undefined, true]);
  });

  it('and refuses to make an entity larger than that', async () => {
    const tooLarge = ['影'.repeat(50_000)];
    const refused = (error: ApiError) => error.code;
    const create = addTask(studio.changeBy('user_sue'), { id: 'huge', clientSubmissionHistory: tooLarge });
    expect(await create.catch(refused)).toBe('PAYLOAD_TOO_LARGE');
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'grows' });
    const grow = update(id, (task) => ({ ...task, clientSubmissionHistory: tooLarge }));
    expect(await grow.catch(refused)).toBe('PAYLOAD_TOO_LARGE');
    expect((await getTask(studio.id, id)).revision).toBe(1);
  });
});
