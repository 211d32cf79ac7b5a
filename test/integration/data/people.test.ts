import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../../shared/data/keys.ts';
import { peopleOf } from '../../../shared/data/people.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { problemsOfHistory, storedTask } from '../../support/history.ts';
import { listTasks } from '../../support/lists.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
});

/** Someone whom another container has added: this one's directory does not know of them. */
async function addElsewhere(username: string) {
  await peopleOf(studio.id);
  const id = `user_${'0123456789abcdef'.repeat(2).slice(0, 24)}`;
  await table.put({
    ...keys.user(studio.id, id),
    id,
    studio: studio.id,
    directory: 'people',
    username,
    name: username,
  });
  return id;
}

describe('an artist', () => {
  it('is stored by id everywhere, and shown by name', async () => {
    const ann = await studio.addUser('ann.of.the.lights');
    const change = studio.changeBy(ann.id);
    const { id } = await addTask(change, { artist: 'ann.of.the.lights' });
    const assign = (artist: string) =>
      changeTask(
        id,
        { type: 'task.updated', expected: undefined, artist, decide: (task) => ({ ...task, artist }) },
        change,
      );
    await assign('A Free Name');
    expect(await assign('ann.of.the.lights')).toMatchObject({ artist: 'ann.of.the.lights', revision: 3 });
    expect(await getTask(studio.id, id)).toMatchObject({ artist: 'ann.of.the.lights' });

    const { item, events } = await storedTask(table, studio.id, id);
    expect(JSON.stringify([item, events])).not.toContain('ann.of');
    expect(item).toMatchObject({ artist: ann.id, assignee: ann.id });
    expect(events.map(({ changes }) => changes.artist?.to)).toEqual([ann.id, 'A Free Name', ann.id]);
    expect(events[2]?.about.artist).toBe(ann.id);
  });

  it('is the same in any letters, and answered as it will be read', async () => {
    const ann = await studio.addUser('Ann');
    const change = studio.changeBy(ann.id);
    const created = await addTask(change, { artist: 'ANN' });
    expect(created.artist).toBe('Ann');
    const same = (artist: string) =>
      changeTask(
        created.id,
        { type: 'task.updated', expected: 1, artist, decide: (task) => ({ ...task, artist }) },
        change,
      );
    expect(await same('aNN')).toEqual(created);
  });

  it('is nobody in particular when it is a free name, or none', async () => {
    const change = studio.changeBy('user_sue');
    const free = await addTask(change, { id: 'free', artist: 'A Free Name' });
    const none = await addTask(change, { id: 'none' });
    expect(await table.get(keys.task(studio.id, free.id))).toMatchObject({ assignee: 'A Free Name' });
    expect(await table.get(keys.task(studio.id, none.id))).not.toHaveProperty('assignee');
  });
});

describe('someone whom this container’s directory does not know yet', () => {
  it('is known when a task of theirs is read or listed', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'));
    const late = await addElsewhere('late');
    await table.put({ ...(await storedTask(table, studio.id, id)).item, ...keys.task(studio.id, id), artist: late });
    // the directory may be asked again two seconds after it was
    await expect.poll(async () => (await getTask(studio.id, id)).artist, { timeout: 4_000 }).toBe('late');
    const { tasks } = await listTasks(studio.id, { projectId: 'SWA' }, { limit: 10 });
    expect(tasks.map(({ artist }) => artist)).toEqual(['late']);
  });

  it('stays stored by id when somebody changes their task', async () => {
    const change = studio.changeBy('user_sue');
    const late = await addElsewhere('late');
    const { id } = await addTask(change, { artist: late });
    const update = (status: string) =>
      changeTask(id, { type: 'task.updated', expected: undefined, decide: (task) => ({ ...task, status }) }, change);
    await update('in_progress');
    await expect.poll(async () => (await getTask(studio.id, id)).artist, { timeout: 4_000 }).toBe('late');
    await update('review');
    const { item, events } = await storedTask(table, studio.id, id);
    expect([item?.artist, events[2]?.about.artist]).toEqual([late, late]);
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });
});
