import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import type { BulkOperation, Task } from '../../../shared/contract/tasks.ts';
import { changeTasksEach, changeTasksTogether, tryTasks } from '../../../shared/data/bulk.ts';
import type { Decisions } from '../../../shared/data/bulk-plan.ts';
import { dynamo } from '../../../shared/data/client.ts';
import type { Change } from '../../../shared/data/entity-kinds.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { archived, restored } from '../../../shared/domain/archive.ts';
import { idInProject, withUsualValues } from '../../../shared/domain/tasks.ts';
import { problemsOfHistory, storedTask } from '../../support/history.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask, makeProject, makeTask, makeTaskFields } from '../../support/production.ts';
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
afterEach(() => {
  vi.restoreAllMocks();
});

/** The rules are those of the endpoints and tested there; here nothing is forbidden. */
const decisions: Decisions = {
  async create({ id, data }) {
    const { id: own, revision: _, ...fields } = makeTask(withUsualValues(data, makeProject()));
    return { ...fields, id: id ?? own, ...(!id && { idElsewhere: () => idInProject(own, data.projectId) }) };
  },
  change(operation, current) {
    if (operation.op === 'update') return { ...current, ...(operation.data as Partial<Task>) };
    return operation.op === 'archive' ? archived(current) : restored(current);
  },
};

const create = (shot: string, projectId = 'SWA'): BulkOperation => ({
  op: 'create',
  data: makeTaskFields({ shot, projectId }),
});
const update = (id: string, data: object, revision?: number): BulkOperation => ({
  ...{ op: 'update', id, data },
  ...(revision !== undefined && { revision }),
});
const together = (operations: BulkOperation[], by = change) =>
  changeTasksTogether(operations, decisions, by, (outcomes) => outcomes);
const refusedWith = (code: string) => expect.objectContaining({ name: 'ApiError', code });
const addTasks = async (count: number) => {
  const tasks = await Promise.all(
    Array.from({ length: count }, (_, index) => addTask(change, { id: `task-${index}` })),
  );
  return tasks.map(({ id }) => id);
};
/** Somebody else, as soon as the bulk has read. */
function onceAfterReading(run: () => Promise<unknown>): void {
  const client = dynamo();
  const send = client.send.bind(client) as (command: object) => Promise<unknown>;
  let reads = 0;
  vi.spyOn(client, 'send').mockImplementation((async (command: object) => {
    const answer = await send(command);
    if (command.constructor.name === 'BatchGetCommand' && reads++ === 0) await run();
    return answer;
  }) as never);
}

describe('all or nothing', () => {
  it('is one read and one transaction, of 49 as of one', async () => {
    const ids = await addTasks(25);
    await together([update('task-0', { priority: 'low' })]);
    const calls = vi.spyOn(dynamo(), 'send');
    const creations = Array.from({ length: 24 }, (_, index) => create(`SH${index}`));
    const outcomes = await together([...ids.map((id) => update(id, { status: 'review' })), ...creations]);
    expect(calls.mock.calls.map(([command]) => command.constructor.name)).toEqual([
      'BatchGetCommand',
      'TransactWriteCommand',
    ]);
    expect(calls.mock.calls[1]?.[0]).toMatchObject({ input: { TransactItems: { length: 98 } } });
    expect(outcomes).toHaveLength(49);
    expect(await getTask(studio.id, 'task-0')).toMatchObject({ status: 'review', revision: 3 });
    for (const id of ['task-0', 'task-24', 'ep00_sq0010_sh23_lighting'])
      expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });

  it('marks its events as of one bulk, and another’s as of another', async () => {
    await addTasks(2);
    const bulkIds = async (revision: number) => {
      const stored = await Promise.all(['task-0', 'task-1'].map((id) => storedTask(table, studio.id, id)));
      return stored.map(({ events }) => events[revision - 1]?.actor.bulkId);
    };
    for (const status of ['review', 'final']) {
      await together([update('task-0', { status }), update('task-1', { status })]);
    }
    const [first, second] = [await bulkIds(2), await bulkIds(3)];
    expect(await bulkIds(1)).toEqual([undefined, undefined]);
    expect([new Set(first).size, new Set(second).size, new Set([...first, ...second]).size]).toEqual([1, 1, 2]);
    expect(Number.parseInt(first[0]?.slice(0, 9) ?? '', 36)).toBeCloseTo(Date.now(), -5);
  });

  it('writes nothing where one fails, or where there is nothing to write', async () => {
    await addTasks(2);
    const calls = vi.spyOn(dynamo(), 'send');
    await expect(together([update('task-0', { status: 'review' }), update('gone', {})])).rejects.toEqual(
      refusedWith('NOT_FOUND'),
    );
    expect(await together([update('task-0', { status: 'not_started' })])).toEqual([{ id: 'task-0', revision: 1 }]);
    expect(calls.mock.calls.map(([command]) => command.constructor.name)).not.toContain('TransactWriteCommand');
    expect(await getTask(studio.id, 'task-0')).toMatchObject({ revision: 1 });
  });

  it('is decided again where somebody writes meanwhile', async () => {
    await addTasks(2);
    onceAfterReading(() =>
      changeTask(
        'task-1',
        { type: 'task.updated', expected: undefined, decide: (task) => ({ ...task, labels: ['theirs'] }) },
        change,
      ),
    );
    const outcomes = await together([update('task-0', { status: 'review' }), update('task-1', { status: 'review' })]);
    expect(outcomes).toEqual([
      { id: 'task-0', revision: 2 },
      { id: 'task-1', revision: 3 },
    ]);
    expect(await getTask(studio.id, 'task-1')).toMatchObject({ labels: ['theirs'], status: 'review' });
    expect(await problemsOfHistory(table, studio.id, 'task-1')).toEqual([]);
  });

  it('fails where a revision has become stale meanwhile, with both values', async () => {
    await addTasks(2);
    onceAfterReading(() =>
      changeTask(
        'task-1',
        { type: 'task.updated', expected: undefined, decide: (task) => ({ ...task, status: 'final' }) },
        change,
      ),
    );
    const error = await together([
      update('task-0', { status: 'review' }),
      update('task-1', { status: 'review' }, 1),
    ]).catch((refused: unknown) => refused);
    expect(error).toEqual(refusedWith('VERSION_CONFLICT'));
    expect((error as ApiError).extra.conflicts).toEqual([
      { field: 'operations.1.data.status', current: 'final', yours: 'review' },
    ]);
    expect(await getTask(studio.id, 'task-0')).toMatchObject({ revision: 1 });
  });

  it('fails where a task was created meanwhile', async () => {
    onceAfterReading(() => addTask(change, { shot: 'SH1' }));
    await expect(together([create('SH1'), create('SH2')])).rejects.toMatchObject({
      ...{ code: 'CONFLICT', details: [{ field: 'operations.0.id', code: 'DUPLICATE' }] },
    });
    await expect(getTask(studio.id, 'ep00_sq0010_sh2_lighting')).rejects.toEqual(refusedWith('NOT_FOUND'));
  });

  it('puts the project in front of an id that another project has, or takes in the same bulk', async () => {
    await addTask(change, { shot: 'SH1' });
    const outcomes = await together([create('SH1', 'RGD'), create('SH2', 'RGD'), create('SH2')]);
    expect(outcomes.map((outcome) => (outcome as { id: string }).id)).toEqual([
      'rgd_ep00_sq0010_sh1_lighting',
      'ep00_sq0010_sh2_lighting',
      'swa_ep00_sq0010_sh2_lighting',
    ]);
    await expect(together([create('SH1', 'RGD')])).rejects.toEqual(refusedWith('CONFLICT'));
    await expect(together([create('SH3'), create('SH3')])).rejects.toMatchObject({
      details: [{ field: 'operations.1.id', message: expect.stringContaining('operations.0') }],
    });
  });

  it('refuses more than a transaction takes', async () => {
    const milestoneNote = 'x'.repeat(60_000);
    const large = Array.from({ length: 49 }, (_, index) => ({ ...create(`SH${index}`), milestoneNote }));
    const heavy: Decisions = {
      ...decisions,
      create: async (operation) => ({ ...(await decisions.create(operation)), milestoneNote }),
    };
    await expect(changeTasksTogether(large, heavy, change, () => null)).rejects.toEqual(
      refusedWith('PAYLOAD_TOO_LARGE'),
    );
  });

  it('of several at once loses no change, and none is half done', async () => {
    const ids = await addTasks(6);
    const bulks = Array.from({ length: 6 }, (_, n) => {
      const changed = ids.filter((_, index) => index !== n);
      const decide: Decisions = {
        ...decisions,
        change: (_, current) => ({ ...current, labels: [...current.labels, `bulk ${n}`] }),
      };
      return changeTasksTogether(
        changed.map((id) => update(id, {})),
        decide,
        change,
        () => null,
      );
    });
    await Promise.all(bulks);
    for (const [index, id] of ids.entries()) {
      const { labels } = await getTask(studio.id, id);
      expect(labels.toSorted()).toEqual([0, 1, 2, 3, 4, 5].filter((n) => n !== index).map((n) => `bulk ${n}`));
      expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
    }
  });
});

describe('each by itself', () => {
  const errorOf = (error: unknown) => (error instanceof ApiError ? error : new ApiError('INTERNAL', String(error)));
  const each = (operations: BulkOperation[]) => changeTasksEach(operations, decisions, change, errorOf);

  it('says of each what became of it, whatever became of the others', async () => {
    await addTasks(2);
    const outcomes = await each([
      update('task-0', { status: 'review' }),
      update('gone', { status: 'review' }),
      create('SH1'),
      { op: 'archive', id: 'task-1', revision: 9 },
      create('SH1', 'RGD'),
    ]);
    expect(outcomes).toEqual([
      { id: 'task-0', revision: 2 },
      refusedWith('NOT_FOUND'),
      { id: expect.stringContaining('ep00_sq0010_sh1_lighting'), revision: 1 },
      refusedWith('VERSION_CONFLICT'),
      { id: expect.stringContaining('ep00_sq0010_sh1_lighting'), revision: 1 },
    ]);
  });

  it('is as tried before', async () => {
    await addTasks(3);
    const operations = [update('task-0', { status: 'final' }), update('x', {}), create('SH5'), create('SH6')];
    const tried = await tryTasks(operations, decisions, change);
    expect((await table.all()).filter(({ studio: own, sk }) => own === studio.id && sk === 'T')).toHaveLength(3);
    expect(await each(operations)).toEqual(tried);
  });

  it('begins nothing any more when the time is over', async () => {
    await addTasks(30);
    vi.useFakeTimers({ toFake: ['performance'] });
    let decided = 0;
    const slow: Decisions = {
      ...decisions,
      change(operation, current) {
        decided += 1;
        if (decided === 5) vi.advanceTimersByTime(21_000);
        return decisions.change(operation, current);
      },
    };
    const operations = Array.from({ length: 30 }, (_, index) => update(`task-${index}`, { status: 'review' }));
    const outcomes = await changeTasksEach(operations, slow, change, errorOf);
    vi.useRealTimers();
    const late = outcomes.filter((outcome) => outcome instanceof ApiError);
    // ten are begun at once, and as many more as were done before the fifth was decided
    expect(late.length).toBeLessThanOrEqual(20);
    expect(late.length).toBeGreaterThanOrEqual(16);
    expect(late).toEqual(late.map(() => refusedWith('UNAVAILABLE')));
    for (const [index, outcome] of outcomes.entries()) {
      const revision = outcome instanceof ApiError ? 1 : 2;
      expect(await getTask(studio.id, `task-${index}`)).toMatchObject({ revision });
    }
  });
});
