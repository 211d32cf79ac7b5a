import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startUnkind, type Unkind } from '../../../local/unkind/unkind.ts';
import { dynamo } from '../../../shared/data/client.ts';
import { TransactionRefused, transact } from '../../../shared/data/table.ts';
import { changeTask, getTask } from '../../../shared/data/tasks.ts';
import { toApiError } from '../../../shared/http/errors.ts';
import { problemsOfHistory } from '../../support/history.ts';
import { newStudio } from '../../support/people.ts';
import { addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let unkind: Unkind;
beforeAll(async () => {
  table = await useTable();
  unkind = await startUnkind(table, { transactionMs: 60, indexLagMs: 0, seed: 11 });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = unkind.endpoint;
});
afterAll(() => unkind.stop());

const add = (pk: string) => ({
  Update: { Key: { pk, sk: 'N' }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } },
});
const countOf = async (pk: string) => (await table.get({ pk, sk: 'N' }))?.n;
const unless = (pk: string) => ({
  Put: { Item: { pk, sk: 'N' }, ConditionExpression: 'attribute_not_exists(pk)' },
});

describe('transactions that collide', () => {
  it('are tried again until each was done once', async () => {
    const calls = vi.spyOn(dynamo(), 'send');
    await Promise.all(Array.from({ length: 6 }, (_, index) => transact([add('shared'), add(`own-${index}`)])));
    expect(calls.mock.calls.length).toBeGreaterThan(6);
    calls.mockRestore();
    expect(await countOf('shared')).toBe(6);
    expect(await Promise.all(Array.from({ length: 6 }, (_, index) => countOf(`own-${index}`)))).toEqual(
      Array(6).fill(1),
    );
  });

  it('lose no change of a task, and no part of its history', async () => {
    const studio = await newStudio();
    const change = studio.changeBy('user_sue');
    const { id } = await addTask(change);
    const names = Array.from({ length: 8 }, (_, index) => `label ${index}`);
    await Promise.all(
      names.map((name) =>
        changeTask(
          id,
          {
            type: 'task.updated',
            expected: undefined,
            decide: (task) => ({ ...task, labels: [...task.labels, name] }),
          },
          change,
        ),
      ),
    );
    expect((await getTask(studio.id, id)).labels.toSorted()).toEqual(names);
    expect(await problemsOfHistory(table, studio.id, id)).toEqual([]);
  });
});

describe('a condition that does not hold', () => {
  it('is told by its place, at once, and nothing is written', async () => {
    await transact([unless('taken')]);
    const calls = vi.spyOn(dynamo(), 'send');
    const refused = await transact([unless('free'), unless('taken')]).catch((error: unknown) => error);
    expect(calls).toHaveBeenCalledTimes(1);
    calls.mockRestore();
    expect(refused).toBeInstanceOf(TransactionRefused);
    const { codes, isContention } = refused as TransactionRefused;
    expect({ codes, isContention }).toEqual({ codes: [undefined, 'ConditionalCheckFailed'], isContention: false });
    expect([0, 1].map((place) => (refused as TransactionRefused).failedAt(place))).toEqual([false, true]);
    expect(await table.get({ pk: 'free', sk: 'N' })).toBeUndefined();
    expect(toApiError(refused)).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('a transaction that meets others again and again', () => {
  it('gives up in the end, and asks to come again', { timeout: 30_000 }, async () => {
    const conflict = new TransactionCanceledException({
      ...{ message: 'cancelled', $metadata: {} },
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const calls = vi.spyOn(dynamo(), 'send').mockRejectedValue(conflict as never);
    const refused = await transact([add('a'), add('b')]).catch((error: unknown) => error);
    expect(calls).toHaveBeenCalledTimes(8);
    vi.restoreAllMocks();
    expect(refused).toMatchObject({ isContention: true });
    expect(toApiError(refused)).toMatchObject({ code: 'UNAVAILABLE', headers: { 'retry-after': '1' } });
  });

  it('does not try again what no trying helps', async () => {
    const calls = vi.spyOn(dynamo(), 'send').mockRejectedValueOnce(new Error('broken') as never);
    await expect(transact([add('a')])).rejects.toThrow('broken');
    expect(calls).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  });
});
