import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { itemFields } from '../../../shared/contract/breakdown.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import { insertItem } from '../../../shared/data/breakdown.ts';
import { changeTasksTogether } from '../../../shared/data/bulk.ts';
import type { Decisions } from '../../../shared/data/bulk-plan.ts';
import { dynamo } from '../../../shared/data/client.ts';
import type { Change } from '../../../shared/data/entity-kinds.ts';
import { type NamedRequest, once } from '../../../shared/data/idempotency.ts';
import { type Key, keys } from '../../../shared/data/keys.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { shownItem } from '../../../shared/domain/breakdown.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let keyNumber = 0;
let request: NamedRequest;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  // so that the people of the studio are known
  await addTask(studio.changeBy('user_sue'), { id: 'any' });
  keyNumber += 1;
  request = {
    ...{ studio: studio.id, userId: 'user_sue', operation: 'createTask' },
    ...{ key: `key ${keyNumber}`, fingerprint: 'of this' },
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

const changeWith = (named = request): Change & { once: ReturnType<typeof once> } => ({
  ...studio.changeBy('user_sue'),
  once: once(named),
});
const stored = () => table.get(keys.idempotency(studio.id, request.userId, request.operation, request.key));
const storedItem = async () => (await stored()) as unknown as Key & { expiresAtEpoch: number };
const update = (id: string, decide: (task: Task) => Task, change: Change) =>
  changeTask(id, { type: 'task.updated', expected: undefined, decide }, change);
const code = (expected: string) => expect.objectContaining({ name: 'ApiError', code: expected });

describe('an answer under a key', () => {
  it('is written with its effect, in one transaction, and given again', async () => {
    const change = changeWith();
    expect(await change.once.first()).toBeUndefined();
    const calls = vi.spyOn(dynamo(), 'send');
    const task = await addTask(change);
    expect(calls.mock.calls.map(([command]) => command.constructor.name)).toEqual(['TransactWriteCommand']);
    // it is there already, so that nothing more is written
    expect(await change.once.settle(task)).toBeUndefined();
    expect(calls).toHaveBeenCalledTimes(1);
    calls.mockRestore();
    expect(await once(request).first()).toEqual({ answer: task });
  });

  it('is what clients see, where something else is stored: whoever dies before the end leaves it so', async () => {
    const names = { type: 'shot', id: 'sh0010', name: 'SH0010', episode: null, sequence: null } as const;
    const shot = await insertItem('SWA', { ...itemFields.parse({ name: 'SH0010' }), ...names }, changeWith());
    expect(shot.id).toBe('sh0010');
    expect(await once(request).first()).toEqual({ answer: shownItem(shot) });
  });

  it('is kept for a day, by an item that expires', async () => {
    await addTask(changeWith());
    const { expiresAtEpoch } = await storedItem();
    expect(expiresAtEpoch - Date.now() / 1000).toBeCloseTo(24 * 3600, -1);
    // the engine deletes late
    await table.put({ ...(await storedItem()), expiresAtEpoch: Math.floor(Date.now() / 1000) - 5 });
    expect(await once(request).first()).toBeUndefined();
    await addTask(changeWith(), { id: 'another' });
    expect((await once(request).first())?.answer).toMatchObject({ id: 'another' });
  });

  it('is neither there without its effect, nor its effect without it', async () => {
    const task = await addTask(studio.changeBy('user_sue'));
    // one of the writes is refused: the task is there already
    await expect(addTask(changeWith())).rejects.toEqual(code('CONFLICT'));
    expect(await stored()).toBeUndefined();
    // another has it meanwhile: nothing is written
    await addTask(changeWith(), { id: 'first' });
    await expect(addTask(changeWith(), { id: 'second' })).rejects.toEqual(code('CONFLICT'));
    await expect(getTask(studio.id, 'second')).rejects.toEqual(code('NOT_FOUND'));
    const calls = vi.spyOn(dynamo(), 'send');
    await expect(update(task.id, (one) => ({ ...one, status: 'review' }), changeWith())).rejects.toEqual(
      code('CONFLICT'),
    );
    // and that is told at once, for no further try would help
    expect(calls.mock.calls.filter(([command]) => command.constructor.name === 'TransactWriteCommand')).toHaveLength(1);
    calls.mockRestore();
    expect((await getTask(studio.id, task.id)).revision).toBe(1);
    expect((await once(request).first())?.answer).toMatchObject({ id: 'first' });
  });

  it('is not kept when the process dies before the write, nor lost when it dies after', async () => {
    const send = vi.spyOn(dynamo(), 'send').mockRejectedValueOnce(new Error('died') as never);
    await expect(addProject(changeWith())).rejects.toThrow('died');
    send.mockRestore();
    expect(await stored()).toBeUndefined();
    const project = await addProject(changeWith());
    // a repetition, by another process
    expect((await once(request).first())?.answer).toEqual(project);
  });

  it('is that of a change that was decided twice', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'));
    const change = changeWith();
    let round = 0;
    const changed = await changeTask(
      id,
      {
        type: 'task.updated',
        expected: undefined,
        async decide(current) {
          round += 1;
          if (round === 1) {
            await update(id, (task) => ({ ...task, priority: 'high' }), studio.changeBy('user_ann'));
          }
          return { ...current, status: 'review' };
        },
      },
      change,
    );
    expect({ round, revision: changed.revision }).toEqual({ round: 2, revision: 3 });
    expect(await change.once.settle(changed)).toBeUndefined();
    expect((await once(request).first())?.answer).toEqual(changed);
  });

  it('is written afterwards where nothing was to be changed, or another answer is given', async () => {
    const first = once(request);
    expect(await first.settle({ nothing: 'changed' })).toBeUndefined();
    expect(await once(request).first()).toEqual({ answer: { nothing: 'changed' } });
    // only one of two at once
    expect(await once(request).settle({ another: 'answer' })).toEqual({ answer: { nothing: 'changed' } });
    // the attempt itself may say more of it
    expect(await first.settle({ more: 'to say' })).toBeUndefined();
    expect(await once(request).first()).toEqual({ answer: { more: 'to say' } });
  });

  it('may be nothing, or large', async () => {
    await once(request).settle(undefined);
    expect(await once(request).first()).toEqual({ answer: undefined });
    const large = {
      results: Array.from({ length: 500 }, (_, index) => ({ index, id: `a task ${index}`, text: 'x'.repeat(900) })),
    };
    const other = { ...request, key: 'large' };
    await once(other).settle(large);
    expect(await once(other).first()).toEqual({ answer: large });
  });

  it('is nobody else’s', async () => {
    await addTask(changeWith());
    for (const other of [{ userId: 'user_ann' }, { operation: 'createProject' }, { key: 'x' }, { studio: 'other' }]) {
      expect(await once({ ...request, ...other }).first()).toBeUndefined();
    }
    await expect(once({ ...request, fingerprint: 'of that' }).first()).rejects.toEqual(code('IDEMPOTENCY_MISMATCH'));
  });

  it('of a bulk is in its transaction', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'));
    const decisions: Decisions = {
      create: () => Promise.reject(new Error('Nothing to create')),
      change: (_, current) => ({ ...current, status: 'review' }),
    };
    const run = () =>
      changeTasksTogether([{ op: 'update', id, data: {} }], decisions, changeWith(), (done) => ({ done }));
    await run();
    expect(await once(request).first()).toEqual({ answer: { done: [{ id, revision: 2 }] } });
    await update(id, (task) => ({ ...task, status: 'final' }), studio.changeBy('user_ann'));
    await expect(run()).rejects.toEqual(code('CONFLICT'));
    expect((await getTask(studio.id, id)).status).toBe('final');
  });
});

describe('a request of several transactions', () => {
  it('is under way for others, until it has its answer', async () => {
    const [mine, other] = [once(request), once(request)];
    await mine.claim();
    expect(await mine.first()).toBeUndefined();
    const refused = await other.claim().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'CONFLICT', headers: { 'retry-after': '2' } });
    await other.release();
    await expect(other.first()).rejects.toEqual(code('CONFLICT'));
    await expect(once({ ...request, fingerprint: 'of that' }).first()).rejects.toEqual(code('IDEMPOTENCY_MISMATCH'));
    expect(await mine.settle('done')).toBeUndefined();
    expect(await other.first()).toEqual({ answer: 'done' });
    await expect(once(request).claim()).rejects.toEqual(code('CONFLICT'));
  });

  it('can be sent again when it has failed, and when it never came to its end', async () => {
    const failed = once(request);
    await failed.claim();
    await failed.release();
    expect(await stored()).toBeUndefined();

    const lost = once(request);
    await lost.claim();
    await table.put({ ...(await storedItem()), runningUntil: Date.now() - 1 });
    const again = once(request);
    expect(await again.first()).toBeUndefined();
    await again.claim();
    expect(await again.settle('done')).toBeUndefined();
    // whoever was thought lost does not take it back
    expect(await lost.settle('late')).toEqual({ answer: 'done' });
    await lost.release();
    expect(await once(request).first()).toEqual({ answer: 'done' });
  });

  it('of many at once is claimed by one', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => once(request).claim()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
