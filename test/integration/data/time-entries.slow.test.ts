import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TimeEntryFields } from '../../../shared/contract/time-entries.ts';
import { keys } from '../../../shared/data/keys.ts';
import { getTask } from '../../../shared/data/tasks.ts';
import {
  countedEntries,
  insertTimeEntry,
  listTaskTimeEntries,
  removeTimeEntry,
  updateTimeEntry,
} from '../../../shared/data/time-entries.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let taskId: string;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  taskId = (await addTask(studio.changeBy('user_boss'), { actualTimeLogged: 100 })).id;
});

const by = (userId: string) => studio.changeBy(userId);
const fieldsOf = (hours: number, date = '2025-08-29'): TimeEntryFields => ({ date, hours, note: '' });
const enter = (hours: number, userId = 'user_ann', date?: string) =>
  insertTimeEntry(taskId, fieldsOf(hours, date), async () => userId, by(userId));
const change = (entryId: string, hours: number, date?: string) =>
  updateTimeEntry({ taskId, entryId }, undefined, async () => fieldsOf(hours, date), by('user_ann'));
const remove = (entryId: string) => removeTimeEntry({ taskId, entryId }, undefined, async () => {}, by('user_ann'));
const logged = async () => (await getTask(studio.id, taskId)).actualTimeLogged;
const page = { limit: 100, startAfter: undefined };
const days = { from: '2025-01-01', to: '2025-12-31' };
const listed = async () => (await listTaskTimeEntries(studio.id, { taskId, userId: undefined }, page)).entries;
/** The same hours by task, by person and by project, as far as totals read them. */
const counted = async (userIds: readonly string[]) => {
  const sum = async (of: { taskId?: string; projectId?: string; userId?: string }) =>
    (await countedEntries(studio.id, { ...of, days })).map(({ id, date, hours }) => `${id} ${date} ${hours}`);
  const people = await Promise.all(userIds.map((userId) => sum({ userId })));
  return [await sum({ taskId }), people.flat(), await sum({ projectId: 'SWA' })].map((ids) => ids.sort());
};
const hundredths = (hours: number) => Math.round(hours * 100) / 100;

describe('hours of many at once', () => {
  it('are all added to the task, and each change is an event of its own', async () => {
    const people = Array.from({ length: 12 }, (_, index) => `user_${index}`);
    await Promise.all(people.map((userId, index) => enter(0.1 + index / 4, userId)));
    expect(await logged()).toBe(117.7);
    const [ofTask, ofPeople, ofProject] = await counted(people);
    expect(ofTask).toHaveLength(12);
    expect([ofPeople, ofProject]).toEqual([ofTask, ofTask]);
    const events = (await table.all()).filter(({ studio: id, entity }) => id === studio.id && entity !== undefined);
    const counts = Map.groupBy(events, ({ type }) => type as string);
    expect([...counts].map(([type, all]) => `${type} ${all.length}`).sort()).toEqual([
      ...['task.created 1', 'task.updated 12', 'timeEntry.created 12'],
    ]);
  });

  it('that are changed by two at once count as the last says', async () => {
    const { id } = await enter(1);
    await Promise.all([change(id, 5), change(id, 7), enter(2)]);
    const [newest] = (await listed()).filter((entry) => entry.id === id);
    expect(await logged()).toBe(100 + 2 + (newest?.hours ?? 0));
    await Promise.allSettled([remove(id), remove(id), change(id, 9)]);
    expect(await logged()).toBe(102);
  });
});

it('whatever is entered, changed and taken back, the task has what it had and the sum of it', async () => {
  const hours = fc.integer({ min: 1, max: 2_400 }).map((value) => value / 100);
  const date = fc.constantFrom('2025-08-29', '2025-08-30');
  const person = fc.constantFrom('user_ann', 'user_bob');
  const step = fc.oneof(
    fc.record({ op: fc.constant('enter' as const), hours, date, person }),
    fc.record({ op: fc.constant('change' as const), which: fc.nat(9), hours, date }),
    fc.record({ op: fc.constant('remove' as const), which: fc.nat(9) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      const base = await logged();
      const before = new Set((await listed()).map(({ id }) => id));
      const model = new Map<string, number>();
      for (const one of steps) {
        if (one.op === 'enter') {
          model.set((await enter(one.hours, one.person, one.date)).id, one.hours);
          continue;
        }
        const id = [...model.keys()][one.which % Math.max(1, model.size)];
        if (id === undefined) continue;
        if (one.op === 'change') {
          await change(id, one.hours, one.date);
          model.set(id, one.hours);
        } else {
          await remove(id);
          model.delete(id);
        }
      }
      const sum = [...model.values()].reduce((all, each) => all + each, 0);
      expect(await logged()).toBe(hundredths(base + sum));
      const [ofTask, ofPeople, ofProject] = await counted(['user_ann', 'user_bob']);
      expect([ofPeople, ofProject]).toEqual([ofTask, ofTask]);
      expect(
        (await listed())
          .filter(({ id }) => !before.has(id))
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...model.keys()].sort());
    }),
    { numRuns: 8 },
  );
});

describe('hours', () => {
  it('that cannot be entered leave nothing', async () => {
    const refused = insertTimeEntry(taskId, fieldsOf(1), () => Promise.reject(new Error('no')), by('user_ann'));
    await expect(refused).rejects.toThrow('no');
    await expect(insertTimeEntry('none', fieldsOf(1), async () => 'user_ann', by('user_ann'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect([await logged(), await listed()]).toEqual([100, []]);
  });

  it('stay in the task’s history when they are taken back, and nowhere else', async () => {
    const { id } = await enter(3);
    await remove(id);
    expect(await table.get(keys.timeEntry(studio.id, taskId, id))).toMatchObject({ hours: 3, revision: 2 });
    expect(await table.get(keys.timeEntryEvent(studio.id, taskId, id, 2))).toMatchObject({
      ...{ type: 'timeEntry.deleted', entityId: `${taskId}/${id}`, kind: 'audit', projectId: 'SWA' },
    });
    expect(await counted(['user_ann'])).toEqual([[], [], []]);
  });

  it('are taken off what somebody has set lower meanwhile, down to nothing', async () => {
    const { id } = await enter(8);
    const { changeTask } = await import('../../../shared/data/tasks.ts');
    const decide = (task: Awaited<ReturnType<typeof getTask>>) => ({ ...task, actualTimeLogged: 5 });
    await changeTask(taskId, { type: 'task.updated', expected: undefined, decide }, by('user_boss'));
    await remove(id);
    expect(await logged()).toBe(0);
  });
});
