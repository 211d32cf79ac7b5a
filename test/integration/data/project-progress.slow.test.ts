import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import { numberOnFeed } from '../../../shared/data/deliver.ts';
import { keys } from '../../../shared/data/keys.ts';
import { changeProject, getProject } from '../../../shared/data/projects.ts';
import type { StoredEvent } from '../../../shared/data/stream.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived, restored } from '../../../shared/domain/archive.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await useTable();
});

const statuses = ['not_started', 'review', 'final', 'of_no_list'];
const status = fc.constantFrom(...statuses);
const what = fc.constantFrom('status' as const, 'status' as const, 'archive' as const, 'restore' as const);
const write = fc.record({ what, task: fc.nat(3), status });
const plans = fc.record({
  first: fc.array(status, { maxLength: 4 }),
  writes: fc.array(write, { maxLength: 10 }),
  /** Where each event stands in a delivery; those of a negative place are missing in it. */
  places: fc.infiniteStream(fc.integer({ min: -30, max: 70 })),
});

const types = { status: 'task.updated', archive: 'task.archived', restore: 'task.restored' } as const;

interface Plan {
  first: string[];
  writes: { what: keyof typeof types; task: number; status: string }[];
}

async function carryOut(studio: TestStudio, { first, writes }: Plan) {
  const change = studio.changeBy('user_sue');
  await addProject(change);
  for (const [index, initial] of first.entries()) await addTask(change, { id: `task-${index}`, status: initial });
  for (const { what, task, status: next } of writes) {
    if (task >= first.length) continue;
    const decide = {
      status: (now: Task) => ({ ...now, status: next }),
      archive: archived<Task>,
      restore: restored<Task>,
    };
    await changeTask(`task-${task}`, { type: types[what], expected: undefined, decide: decide[what] }, change);
  }
}

/** What the rows say themselves. */
async function recount(studio: TestStudio) {
  const rows = (await table.all()).filter((row) => row.studio === studio.id);
  const live = rows.filter(({ sk, archivedAt }) => sk === 'T' && archivedAt === null);
  const counts = Map.groupBy(live, (row) => row.status as string);
  const events = rows.filter(({ kind }) => kind === 'event') as unknown as StoredEvent[];
  const tasksByStatus = Object.fromEntries([...counts].map(([name, tasks]) => [name, tasks.length]));
  return { events, taskCount: live.length, tasksByStatus };
}

it('counts are what a recount gives, however events come', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const studio = await newStudio();
      await carryOut(studio, plan);
      const { events, taskCount, tasksByStatus } = await recount(studio);
      const delivery = () =>
        events
          .map((event) => ({ event, place: plan.places.next().value as number }))
          .filter(({ place }) => place >= 0)
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event);
      await Promise.all([delivery(), delivery()].map((some) => numberOnFeed(studio.id, 'SWA', some)));
      // half way, whatever the order, the project can be read
      await getProject(studio.id, 'SWA');
      await numberOnFeed(studio.id, 'SWA', events.toReversed());
      const project = await getProject(studio.id, 'SWA');
      expect(project).toMatchObject({ revision: 1, taskCount });
      expect(project.progress.tasksByStatus).toEqual(tasksByStatus);
    }),
    { numRuns: 15 },
  );
});

it('a project that was there before its statuses were counted goes on from what it has', async () => {
  const studio = await newStudio();
  await carryOut(studio, { first: ['review', 'review'], writes: [] });
  const before = await recount(studio);
  const key = keys.project(studio.id, 'SWA');
  const count = { UpdateExpression: 'SET taskCount = :n', ExpressionAttributeValues: { ':n': 2 } };
  await table.client.send(new UpdateCommand({ TableName: table.tableName, Key: key, ...count }));
  const change = studio.changeBy('user_sue');
  const decide = (now: Task) => ({ ...now, status: 'final' });
  await changeTask('task-0', { type: 'task.updated', expected: undefined, decide }, change);
  const { events } = await recount(studio);
  const fresh = events.filter(({ sk, pk }) => !before.events.some((known) => known.pk === pk && known.sk === sk));
  await numberOnFeed(studio.id, 'SWA', fresh);
  expect(await getProject(studio.id, 'SWA')).toMatchObject({
    taskCount: 2,
    progress: { tasksByStatus: { final: 1 }, doneTasks: 1, percentDone: 100 },
  });
});

it('a change of the project leaves its counts alone, and its events tell nothing of them', async () => {
  const studio = await newStudio();
  await carryOut(studio, { first: ['review'], writes: [] });
  const { events } = await recount(studio);
  const change = studio.changeBy('user_sue');
  const rename = changeProject(
    'SWA',
    { type: 'project.updated', expected: undefined, decide: (now) => ({ ...now, name: 'Other' }) },
    change,
  );
  await Promise.all([numberOnFeed(studio.id, 'SWA', events), rename]);
  expect(await getProject(studio.id, 'SWA')).toMatchObject({
    name: 'Other',
    progress: { tasksByStatus: { review: 1 } },
  });
  const renamed = (await recount(studio)).events.find(({ type }) => type === 'project.updated');
  expect(renamed?.changes).toEqual({ name: { from: 'Swan Lake', to: 'Other' } });
});
