import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { Change } from '../../../shared/data/entity-kinds.ts';
import { keys } from '../../../shared/data/keys.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { problemsOfHistory, storedTask } from '../../support/history.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask } from '../../support/production.ts';
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

const update = (id: string, decide: (task: Task) => Task, expected?: number) =>
  changeTask(id, { type: 'task.updated', expected, decide }, change);

describe('a new task', () => {
  it('is there with its event, both at revision 1', async () => {
    const task = await addTask(studio.changeBy('user_sue', new Date('2025-08-29T10:00:00Z')), {
      artist: 'A Free Name',
    });
    const { item, events } = await storedTask(table, studio.id, task.id);
    expect(item).toMatchObject({ id: task.id, revision: 1, createdBy: 'user_sue', taskOf: 'SWA' });
    expect(events).toMatchObject([
      {
        ...{
          type: 'task.created',
          studio: studio.id,
          entity: 'task',
          entityId: task.id,
          projectId: 'SWA',
          revision: 1,
        },
        ...{ at: '2025-08-29T10:00:00.000Z', actor: change.actor },
        about: { shot: 'SH0020', task: 'lighting', artist: 'A Free Name' },
      },
    ]);
    expect(await problemsOfHistory(table, studio.id, task.id)).toEqual([]);
    expect(await getTask(studio.id, task.id)).toEqual(task);
  });

  it('is refused where there is one of its id, and changes nothing', async () => {
    const task = await addTask(change);
    await expect(addTask(change, { status: 'review' })).rejects.toMatchObject({
      ...{ code: 'CONFLICT', details: [{ field: 'id', code: 'DUPLICATE' }] },
    });
    expect(await getTask(studio.id, task.id)).toEqual(task);
  });

  it('is not written without its event', async () => {
    const key = keys.task(studio.id, 'planted');
    await table.put({ ...keys.event(key, 1), planted: true });
    await expect(addTask(change, { id: 'planted' })).rejects.toThrow();
    expect(await table.get(key)).toBeUndefined();
  });

  it('goes to one of those who create it at once', async () => {
    const attempts = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((milestoneNote) => addTask(change, { milestoneNote })),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const id = 'ep00_sq0010_sh0020_lighting';
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });
});

describe('a change', () => {
  it('writes the fields, the next revision and one event of what changed', async () => {
    const { id } = await addTask(change);
    const changed = await update(id, (task) => ({ ...task, status: 'review', frameRange: { start: 1, end: 9 } }));
    expect(changed).toMatchObject({ revision: 2, status: 'review', updatedBy: 'user_sue' });
    expect(await getTask(studio.id, id)).toEqual(changed);
    const { events } = await storedTask(table, studio.id, id);
    expect(events[1]).toMatchObject({ type: 'task.updated', revision: 2, at: changed.updatedAt });
    expect(events[1]?.changes).toEqual({
      status: { from: 'not_started', to: 'review' },
      frameRange: { from: null, to: { start: 1, end: 9 } },
    });
  });

  it('of nothing writes nothing', async () => {
    const task = await addTask(change);
    const before = await table.all();
    expect(await update(task.id, (current) => current)).toEqual(task);
    expect(await update(task.id, (current) => ({ ...current, labels: [...current.labels] }), 1)).toEqual(task);
    expect(await table.all()).toEqual(before);
  });

  it('of what is not there is NOT_FOUND', async () => {
    await expect(update('nowhere', (task) => task)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not written without its event', async () => {
    const task = await addTask(change);
    await table.put({ ...keys.event(keys.task(studio.id, task.id), 2), planted: true });
    await expect(update(task.id, (current) => ({ ...current, status: 'review' }))).rejects.toMatchObject({
      ...{ code: 'UNAVAILABLE', headers: { 'retry-after': '1' } },
    });
    expect(await getTask(studio.id, task.id)).toEqual(task);
  });

  it('takes a task out of the indexes of lists when it is archived, and back', async () => {
    const { id } = await addTask(change, { artist: 'A Free Name' });
    await changeTask(
      id,
      { type: 'task.archived', expected: 1, decide: (task) => ({ ...task, archivedAt: '2025-08-29T10:00:00.000Z' }) },
      change,
    );
    expect(await table.get(keys.task(studio.id, id))).toMatchObject({ taskOf: 'SWA#archived' });
    expect(await table.get(keys.task(studio.id, id))).not.toHaveProperty('assignee');
    await changeTask(
      id,
      { type: 'task.restored', expected: 2, decide: (task) => ({ ...task, archivedAt: null }) },
      change,
    );
    expect(await table.get(keys.task(studio.id, id))).toMatchObject({ taskOf: 'SWA', assignee: 'A Free Name' });
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });
});

describe('a stale change', () => {
  it('is refused with the current revision, and both values of what both changed', async () => {
    const ann = await studio.addUser('ann');
    const { id } = await addTask(change, { artist: 'ann' });
    await update(id, (task) => ({ ...task, status: 'in_progress', priority: 'high' }));
    await update(id, (task) => ({ ...task, status: 'review', artist: 'bob' }));
    const mine = (task: Task) => ({ ...task, status: 'approved', artist: 'ann', milestoneNote: 'mine alone' });
    const refused = update(id, mine, 1);
    await expect(refused).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      details: [{ field: 'If-Match', suggestion: expect.stringContaining('"3"') }],
    });
    await expect(refused).rejects.toHaveProperty('extra', {
      currentRevision: 3,
      conflicts: [
        { field: 'artist', current: 'bob', yours: 'ann' },
        { field: 'status', current: 'review', yours: 'approved' },
      ],
    });
    await expect(refused.catch((error) => JSON.stringify(error.extra))).resolves.not.toContain(ann.id);
    expect((await getTask(studio.id, id)).revision).toBe(3);
  });

  it('counts only what was changed after the revision that was seen', async () => {
    const { id } = await addTask(change);
    await update(id, (task) => ({ ...task, priority: 'high' }));
    await update(id, (task) => ({ ...task, status: 'review' }));
    const mine = (task: Task) => ({ ...task, priority: 'low', milestoneNote: 'mine alone' });
    await expect(update(id, mine, 2)).rejects.toHaveProperty('extra', { currentRevision: 3, conflicts: [] });
  });

  it('is also one of a revision that is yet to come', async () => {
    const { id } = await addTask(change);
    await expect(update(id, (task) => ({ ...task, status: 'review' }), 7)).rejects.toMatchObject({
      ...{ code: 'VERSION_CONFLICT', extra: { currentRevision: 1, conflicts: [] } },
    });
  });

  it('loses to one of the same revision that came first', async () => {
    const { id } = await addTask(change);
    const attempts = ['a', 'b', 'c'].map((milestoneNote) => update(id, (task) => ({ ...task, milestoneNote }), 1));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'VERSION_CONFLICT' });
    }
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });
});

it('a change that was decided on what is no longer there is decided again', async () => {
  const { id } = await addTask(change);
  const key = keys.task(studio.id, id);
  const seen: number[] = [];
  await changeTask(
    id,
    {
      type: 'task.updated',
      expected: undefined,
      async decide(task) {
        seen.push(task.revision);
        if (seen.length === 1) await table.put({ ...key, ...(await table.get(key)), revision: 5, labels: ['theirs'] });
        return { ...task, labels: [...task.labels, 'ours'] };
      },
    },
    change,
  );
  expect(seen).toEqual([1, 5]);
  expect(await getTask(studio.id, id)).toMatchObject({ revision: 6, labels: ['theirs', 'ours'] });
});

describe('twenty changes at once', () => {
  const names = Array.from({ length: 20 }, (_, index) => `label ${index}`);

  it('are all there, one after the other', async () => {
    const { id } = await addTask(change);
    await Promise.all(names.map((name) => update(id, (task) => ({ ...task, labels: [...task.labels, name] }))));
    const task = await getTask(studio.id, id);
    expect(task.revision).toBe(21);
    expect(task.labels.toSorted()).toEqual(names.toSorted());
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });

  it('would be told apart from changes without the condition on the revision', async () => {
    const { id } = await addTask(change);
    const { revision, labels } = await getTask(studio.id, id);
    const careless = (name: string) =>
      new UpdateCommand({
        TableName: table.tableName,
        Key: keys.task(studio.id, id),
        UpdateExpression: 'SET labels = :labels, revision = :next',
        ExpressionAttributeValues: { ':labels': [...labels, name], ':next': revision + 1 },
      });
    for (const name of names.slice(0, 2)) await table.client.send(careless(name));
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([
      'the item is at 2, its events at 1',
      'labels is not what events say',
    ]);
  });
});
