import { beforeAll, describe, expect, it } from 'vitest';
import { changeDependency, dependenciesOf } from '../../../shared/data/dependencies.ts';
import { keys } from '../../../shared/data/keys.ts';
import { getItem, transact } from '../../../shared/data/table.ts';
import { type DependencyNode, notWaitingFor, waitingFor } from '../../../shared/domain/dependencies.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask } from '../../support/production.ts';
import { useTable } from '../../support/table.ts';

let studio: TestStudio;
beforeAll(async () => {
  await useTable();
  studio = await newStudio();
});

type Edge = readonly [blocking: string, task: string];
const join = ([blockingTaskId, taskId]: Edge) =>
  changeDependency(
    { taskId, blockingTaskId },
    undefined,
    async (task, blocking) => waitingFor(task, blocking),
    studio.changeBy('user_sue'),
  );
const part = ([blockingTaskId, taskId]: Edge) =>
  changeDependency(
    { taskId, blockingTaskId },
    undefined,
    async (task) => notWaitingFor(task, blockingTaskId),
    studio.changeBy('user_sue'),
  );
async function addTasks(prefix: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  await Promise.all(ids.map((id) => addTask(studio.changeBy('user_sue'), { id })));
  return ids;
}
async function edgesAmong(ids: readonly string[]): Promise<Edge[]> {
  const all = await Promise.all(ids.map((id) => dependenciesOf(studio.id, id)));
  const forward = all.flatMap(({ task, blocks }) => blocks.map(({ id }): Edge => [task.id, id]));
  const backward = all.flatMap(({ task, blockedBy }) => blockedBy.map(({ id }): Edge => [id, task.id]));
  expect(forward.map(String).sort()).toEqual(backward.map(String).sort());
  return forward;
}
/** Takes away what waits for nothing, again and again: what is left waits for itself. */
function cyclesIn(edges: readonly Edge[]): readonly Edge[] {
  const left = edges.filter(([blocking]) => edges.some(([, task]) => task === blocking));
  return left.length === edges.length ? left : cyclesIn(left);
}

describe('dependencies that are added by many at once', () => {
  it('never close a cycle, and every one that was accepted is there', async () => {
    const ids = await addTasks('ring', 5);
    const at = (index: number) => ids[index % ids.length] as string;
    // each task before the next, and before the one after that: both rings close several ways
    const wanted = ids.flatMap((id, index): Edge[] => [
      [id, at(index + 1)],
      [id, at(index + 2)],
    ]);
    const results = await Promise.allSettled(wanted.map(join));
    const accepted = wanted.filter((_, index) => results[index]?.status === 'fulfilled');
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    const edges = await edgesAmong(ids);
    expect(edges.map(String).sort()).toEqual(accepted.map(String).sort());
    expect(cyclesIn(edges)).toEqual([]);
    // only what would have closed a cycle is refused, or what met too many others
    expect(refusals.every((code) => ['CONFLICT', 'UNAVAILABLE'].includes(code))).toBe(true);
    for (const edge of wanted) await join(edge).catch(({ code }) => expect(code).toBe('CONFLICT'));
    const complete = await edgesAmong(ids);
    expect(cyclesIn(complete)).toEqual([]);
    const missing = wanted.filter((edge) => !complete.map(String).includes(String(edge)));
    for (const edge of missing) expect(cyclesIn([...complete, edge])).not.toEqual([]);
  });

  it('in both directions are one', async () => {
    const [a, b] = (await addTasks('pair', 2)) as [string, string];
    const results = await Promise.allSettled([join([a, b]), join([b, a])]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await edgesAmong([a, b])).toHaveLength(1);
  });

  it('and taken away leave nothing behind', async () => {
    const [a, ...others] = (await addTasks('star', 5)) as [string, ...string[]];
    await Promise.all(others.map((id) => join([a, id])));
    await Promise.all(others.map((id) => part([a, id])));
    expect(await edgesAmong([a, ...others])).toEqual([]);
    await join([others[0] as string, a]);
  });
});

describe('a dependency before much that waits already', () => {
  it('moves all of it, in several transactions', async () => {
    const [top, before, deep] = (await addTasks('wide', 3)) as [string, string, string];
    const shots = Array.from({ length: 95 }, (_, index) => `shot${index}`);
    const nodeOf = (id: string) => getItem<DependencyNode>(keys.dependencies(studio.id, id));
    const put = (node: DependencyNode) => ({ Put: { Item: { ...keys.dependencies(studio.id, node.id), ...node } } });
    await transact([
      ...shots.map((id) => put({ id, level: 1, blocks: [], blockers: 1, rev: 1 })),
      put({ id: top, level: 0, blocks: shots, blockers: 0, rev: 1 }),
    ]);
    await join([deep, before]);
    await join([before, top]);
    const [level = 0] = [(await nodeOf(before))?.level];
    expect((await nodeOf(top))?.level).toBeGreaterThan(level);
    expect((await nodeOf(shots[0] as string))?.level).toBe(level + 2);
    expect((await nodeOf(shots[94] as string))?.level).toBe(level + 2);
    await expect(join([top, deep])).rejects.toMatchObject({ message: expect.stringContaining(`${before} → ${top}`) });
  });
});
