import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { Change } from '../../../shared/data/entity-kinds.ts';
import { keys } from '../../../shared/data/keys.ts';
import { changeProject, getProject } from '../../../shared/data/projects.ts';
import { taskAt } from '../../../shared/data/task-history.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { type OnConflict, rebased } from '../../../shared/domain/conflicts.ts';
import { problemsOfHistory, storedTask } from '../../support/history.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let change: Change;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  change = studio.changeBy('user_sue');
});

/** Sets fields, as PATCH does. */
const set = (id: string, fields: Partial<Task>, expected?: number, onConflict: OnConflict = 'fail') =>
  changeTask(
    id,
    { type: 'task.updated', expected, onConflict, artist: fields.artist, decide: (task) => ({ ...task, ...fields }) },
    change,
  );

/** Puts a whole task, as PUT does. */
const put = (yours: Task, expected: number | undefined, onConflict: OnConflict) => {
  const { revision: _, updatedAt: __, updatedBy: ___, ...fields } = yours;
  const decide = (current: Task, seen: Task) => rebased<Task>(fields, seen, current);
  return changeTask(yours.id, { type: 'task.updated', expected, onConflict, artist: yours.artist, decide }, change);
};

const stale = (currentRevision: number, conflicts: object[]) => ({
  ...{ code: 'VERSION_CONFLICT', extra: { currentRevision, conflicts } },
});

describe('a stale change that is to be merged', () => {
  it('is written where others changed other fields, and keeps theirs', async () => {
    const { id } = await addTask(change, { customFields: { rig: 'a', lens: 35 } });
    await set(id, { status: 'review', customFields: { rig: 'b', lens: 35 } });
    await set(id, { labels: ['theirs'] });
    const merged = await changeTask(
      id,
      {
        ...{ type: 'task.updated', expected: 1, onConflict: 'merge' },
        decide: (task) => ({ ...task, priority: 'high', customFields: { ...task.customFields, lens: 50 } }),
      },
      change,
    );
    expect(merged).toMatchObject({
      ...{ revision: 4, status: 'review', labels: ['theirs'], priority: 'high', customFields: { rig: 'b', lens: 50 } },
    });
    expect(await getTask(studio.id, id)).toEqual(merged);
    const { events } = await storedTask(table, studio.id, id);
    expect(Object.keys(events[3]?.changes ?? {}).sort()).toEqual(['customFields', 'priority']);
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });

  it('is refused where it is based on more revisions ago than are looked at', async () => {
    const { id } = await addTask(change);
    const key = keys.task(studio.id, id);
    await table.put({ ...key, ...(await table.get(key)), revision: 502 });
    await expect(set(id, { status: 'final' }, 1, 'merge')).rejects.toMatchObject(stale(502, []));
  });

  it('is refused where both changed a field, and writes nothing', async () => {
    const { id } = await addTask(change);
    const theirs = await set(id, { status: 'review', frameRange: { start: 1, end: 9 } });
    const mine = { status: 'final', frameRange: { start: 5, end: 9 }, priority: 'high' };
    await expect(set(id, mine, 1, 'merge')).rejects.toMatchObject(
      stale(2, [
        { field: 'status', current: 'review', yours: 'final' },
        { field: 'frameRange', current: { start: 1, end: 9 }, yours: { start: 5, end: 9 } },
      ]),
    );
    expect(await getTask(studio.id, id)).toEqual(theirs);
  });

  it('finds nothing to do where others did the same', async () => {
    const { id } = await addTask(change);
    const theirs = await set(id, { status: 'review' });
    expect(await set(id, { status: 'review' }, 1, 'merge')).toEqual(theirs);
    expect((await storedTask(table, studio.id, id)).events).toHaveLength(2);
  });

  it('is refused for a revision that is yet to come', async () => {
    const { id } = await addTask(change);
    await expect(set(id, { status: 'review' }, 9, 'merge')).rejects.toMatchObject(stale(1, []));
  });

  it('meets whoever writes at the same time: each is written, or told of both values', async () => {
    const { id } = await addTask(change);
    await set(id, { milestoneNote: 'first' });
    const fields = ['priority', 'milestone', 'status', 'fileExtension'] as const;
    const attempts = fields.flatMap((field) => ['a', 'b'].map((value) => set(id, { [field]: value }, 1, 'merge')));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(fields.length);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'VERSION_CONFLICT' });
    }
    expect(await getTask(studio.id, id)).toMatchObject({ revision: 2 + fields.length, milestoneNote: 'first' });
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });
});

describe('a stale replacement', () => {
  it('that is to be merged writes what its client changed of what it saw, and no more', async () => {
    await studio.addUser('ann');
    const seen = await addTask(change, { artist: 'ann', customFields: { rig: 'a', lens: 35 } });
    await studio.addUser('bob');
    await set(seen.id, { artist: 'bob', customFields: { rig: 'b', lens: 35 } });
    const yours = { ...seen, priority: 'high', customFields: { rig: 'a', crew: 'night' } };
    const merged = await put(yours, 1, 'merge');
    expect(merged).toMatchObject({ revision: 3, artist: 'bob', priority: 'high' });
    expect(merged.customFields).toEqual({ rig: 'b', crew: 'night' });
    expect(await problemsOfHistory(table, studio.id, seen.id)).toEqual([]);
  });

  it('is refused, merged or not, only with what its client changed', async () => {
    await studio.addUser('ann');
    const seen = await addTask(change, { artist: 'ann' });
    await set(seen.id, { artist: 'A Free Name', status: 'review', priority: 'low' });
    const yours = { ...seen, status: 'final', milestoneNote: 'mine alone' };
    for (const onConflict of ['fail', 'merge'] as const) {
      await expect(put(yours, 1, onConflict)).rejects.toMatchObject(
        stale(2, [{ field: 'status', current: 'review', yours: 'final' }]),
      );
    }
    await expect(put({ ...seen, milestoneNote: 'mine alone' }, 1, 'fail')).rejects.toMatchObject(stale(2, []));
  });

  it('that is to overwrite writes all of it', async () => {
    const seen = await addTask(change);
    await set(seen.id, { status: 'review', labels: ['theirs'] });
    const written = await put({ ...seen, priority: 'high' }, 1, 'overwrite');
    expect(written).toMatchObject({ revision: 3, status: 'not_started', labels: [], priority: 'high' });
    expect(await problemsOfHistory(table, studio.id, seen.id)).toEqual([]);
  });
});

it('a change that is to overwrite is written whatever the client has seen', async () => {
  const { id } = await addTask(change);
  await set(id, { status: 'review' });
  expect(await set(id, { status: 'final' }, 1, 'overwrite')).toMatchObject({ revision: 3, status: 'final' });
});

it('a project is merged by its sections', async () => {
  const seen = await addProject(change);
  const write = (fields: object, expected?: number) =>
    changeProject(
      seen.id,
      {
        ...{ type: 'project.updated', expected, onConflict: 'merge' },
        decide: (current, before) => rebased({ ...before, ...fields }, before, current),
      },
      change,
    );
  await write({ description: 'theirs', versionSettings: { padding: 4, startVersion: 1, increment: 1 } });
  expect(await write({ name: 'Mine' }, 1)).toMatchObject({ revision: 3, name: 'Mine', description: 'theirs' });
  await expect(write({ versionSettings: { padding: 5, startVersion: 1, increment: 1 } }, 1)).rejects.toMatchObject({
    ...{ code: 'VERSION_CONFLICT', extra: { currentRevision: 3, conflicts: [{ field: 'versionSettings' }] } },
  });
  expect(await getProject(studio.id, seen.id)).toMatchObject({ revision: 3, versionSettings: { padding: 4 } });
});

describe('a task as it was', () => {
  it('is known at every revision, from its events, with people by their names of today', async () => {
    await studio.addUser('ann');
    const states: Task[] = [await addTask(change, { artist: 'ann' })];
    const { id } = states[0] as Task;
    states.push(await set(id, { artist: 'A Free Name', frameRange: { start: 1, end: 9 }, labels: ['x'] }));
    states.push(await set(id, { frameRange: null, customFields: { rig: 'a' }, status: 'review' }));
    states.push(await set(id, { artist: 'ann', labels: [] }));
    const current = await getTask(studio.id, id);
    for (const { revision, updatedAt: _, ...fields } of states) {
      expect(await taskAt(studio.id, current, revision)).toMatchObject(fields);
    }
  });

  it('is not known at a revision that it has not had', async () => {
    const current = await addTask(change);
    await expect(taskAt(studio.id, current, 2)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ field: 'revision', code: 'OUT_OF_RANGE', suggestion: 'From 1 to 1' }],
    });
  });

  it('leaves out what was written after it was read', async () => {
    const before = await addTask(change);
    await set(before.id, { status: 'review' });
    expect(await taskAt(studio.id, before, 1)).toEqual(before);
    expect(await table.get(keys.task(studio.id, before.id))).toMatchObject({ revision: 2 });
  });
});
