import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import { dynamo } from '../../../shared/data/client.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived, restored } from '../../../shared/domain/archive.ts';
import { listTasks } from '../../support/lists.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { useTable } from '../../support/table.ts';

let studio: TestStudio;
beforeAll(async () => {
  await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  await addProject(studio.changeBy('user_sue'), { id: 'SWA', name: 'SWA' });
  for (const id of ['one', 'two']) await addTask(studio.changeBy('user_sue'), { id, projectId: 'SWA' });
});

/** A list that no index has. */
const list = async (query: { archived?: boolean; status?: string[] } = {}, mustSee: string[] = []) =>
  (await listTasks(studio.id, { projectId: 'SWA', sort: 'shot', ...query }, { mustSee })).tasks.map(({ id }) => id);
const change = (id: string, decide: (task: Task) => Task) =>
  changeTask(id, { type: 'task.updated', expected: undefined, decide }, studio.changeBy('user_sue'));

/** How many calls of DynamoDB something makes. */
async function callsOf(work: () => Promise<unknown>): Promise<number> {
  let calls = 0;
  const counting = { step: 'initialize' as const, name: 'counting', override: true };
  dynamo().middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    counting,
  );
  await work();
  dynamo().middlewareStack.remove('counting');
  return calls;
}

describe('a project’s table', () => {
  it('is loaded once, and asked for changes once a second', async () => {
    await list();
    expect(await callsOf(() => list({ status: ['review'] }))).toBeLessThanOrEqual(1);
    await sleep(1_100);
    // what changed since, and the project's own lists
    expect(await callsOf(() => list())).toBeLessThanOrEqual(2);
    expect(await callsOf(() => list())).toBe(0);
  });

  it('shows what others changed, added, archived and restored, a second later', async () => {
    expect(await list()).toEqual(['one', 'two']);
    await addTask(studio.changeBy('user_sue'), { id: 'three', projectId: 'SWA' });
    await change('one', archived);
    await change('two', (task) => ({ ...task, status: 'review' }));
    await sleep(1_100);
    expect(await list()).toEqual(['three', 'two']);
    expect(await list({ status: ['review'] })).toEqual(['two']);
    expect(await list({ archived: true })).toEqual(['one']);
    await change('one', restored);
    await sleep(1_100);
    expect(await list()).toEqual(['one', 'three', 'two']);
    expect(await list({ archived: true })).toEqual([]);
  });

  it('puts a few changes among many rows into their places', async () => {
    const by = studio.changeBy('user_sue');
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await addTask(by, { id, projectId: 'SWA', shot: `sh_${id}` });
    expect(await list()).toEqual(['one', 'two', 'a', 'b', 'c', 'd', 'e', 'f', 'g']);
    await change('g', (task) => ({ ...task, shot: 'sh_0' }));
    await change('c', archived);
    const after = await list({}, ['g', 'c']);
    expect(after).toEqual(['one', 'two', 'g', 'a', 'b', 'd', 'e', 'f']);
    expect(await list()).toEqual(after);
  });

  it('shows what a request names at once, and never goes back behind it', async () => {
    await list();
    await change('one', (task) => ({ ...task, status: 'review' }));
    expect(await list({ status: ['review'] }, ['one'])).toEqual(['one']);
    expect(await list({ status: ['review'] })).toEqual(['one']);
    await change('one', archived);
    expect(await list({}, ['one'])).toEqual(['two']);
    expect(await list()).toEqual(['two']);
  });

  it('has the pages of indexes too while it is at hand, and not when it was left alone for a minute', async () => {
    const page = () => listTasks(studio.id, { projectId: 'SWA', status: ['not_started'] });
    const fromIndex = await page();
    await list();
    expect(await callsOf(async () => expect(await page()).toEqual(fromIndex))).toBe(0);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    expect(await callsOf(page)).toBe(1);
    clock.mockRestore();
  });

  it('is loaded beside the pages that indexes have, when there are many', async () => {
    const page = () => listTasks(studio.id, { projectId: 'SWA' });
    for (let count = 1; count < 100; count += 1) expect(await callsOf(page)).toBe(1);
    await page();
    await vi.waitFor(async () => expect(await callsOf(page)).toBe(0));
  });
});
