import { ApiError, notFound } from '../contract/errors.ts';
import type { Task } from '../contract/tasks.ts';
import { type DependencyNode, joined, lonelyNode, parted, placed } from '../domain/dependencies.ts';
import { portionsOf } from '../domain/portions.ts';
import { commit, untilWritten } from './entities.ts';
import type { Change } from './entity-kinds.ts';
import { replacement } from './entity-plans.ts';
import { keys } from './keys.ts';
import { peopleAmong } from './people.ts';
import { getItems, type Item, transact, type Write } from './table.ts';
import { getTask, getTasks, taskKind } from './tasks.ts';

async function loadNodes(studio: string, ids: readonly string[]): Promise<DependencyNode[]> {
  const items = await getItems<Item & DependencyNode>([...new Set(ids)].map((id) => keys.dependencies(studio, id)));
  const known = new Map(items.map(({ pk: _, sk: __, ...node }) => [node.id, node]));
  return ids.map((id) => known.get(id) ?? lonelyNode(id));
}

/** Refused where somebody has written the node since it was read. */
function putNode(studio: string, node: DependencyNode): Write {
  const Item = { ...keys.dependencies(studio, node.id), ...node, rev: node.rev + 1 };
  if (node.rev === 0) return { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  return { Put: { Item, ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': node.rev } } };
}

/** A transaction takes 100 writes; a new edge itself needs the task, its event and two nodes. */
const mostTogether = 90;

/**
 * Moves nodes up ahead of the edge that needs it, some in each transaction: each leaves everything in order, whatever
 * becomes of the edge.
 * @param nodes the highest first
 */
async function moveAhead(studio: string, nodes: readonly DependencyNode[]): Promise<void> {
  for (const some of portionsOf(nodes, mostTogether)) await transact(some.map((node) => putNode(studio, node)));
}

/** The writes by which a task comes to wait for another one; undefined where others had to be moved before. */
async function joiningWrites(studio: string, from: DependencyNode, to: DependencyNode): Promise<Write[] | undefined> {
  const placing = await placed(from, to, (ids) => loadNodes(studio, ids));
  if (placing.others.length > mostTogether) {
    await moveAhead(studio, placing.others);
    return undefined;
  }
  return [...joined(placing), ...placing.others].map((node) => putNode(studio, node));
}

/** Which task, and the one that it is about to wait for or no longer does. */
export interface Dependency {
  taskId: string;
  blockingTaskId: string;
}

/**
 * Changes what a task waits for: the task with its event, and both nodes, in one transaction.
 * @param decide gives the task as it should become (the same object: nothing to do), and throws where that may not be
 * @throws NOT_FOUND, VERSION_CONFLICT, and CONFLICT for a cycle
 */
export function changeDependency(
  { taskId, blockingTaskId }: Dependency,
  expected: number | undefined,
  decide: (task: Task, blocking: Task) => Promise<Task>,
  change: Change,
): Promise<Task> {
  const { studio } = change;
  async function attempt(): Promise<Task | undefined> {
    const [tasks, nodes] = await Promise.all([
      getTasks(studio, [taskId, blockingTaskId]),
      loadNodes(studio, [blockingTaskId, taskId]),
    ]);
    const found = (id: string) => {
      const task = tasks.find((one) => one.id === id);
      if (!task) throw notFound('task', id);
      return task;
    };
    const [task, blocking] = [found(taskId), found(blockingTaskId)];
    const [from, to] = nodes as [DependencyNode, DependencyNode];
    const wanted = await decide(task, blocking);
    const kind = taskKind(await peopleAmong(studio, [task.artist]));
    const options = { type: 'task.updated', expected, decide: () => wanted } as const;
    const planned = await replacement(kind, options, change, task);
    if (!planned) return task;
    const isAdded = wanted.blockedBy.includes(blockingTaskId);
    const writes = isAdded
      ? await joiningWrites(studio, from, to)
      : parted(from, to).map((node) => putNode(studio, node));
    if (!writes) return undefined;
    await commit([...planned.writes, ...writes], planned.alongside);
    return planned.entity;
  }
  return untilWritten(
    () => `"${taskId}" is`,
    async () => {
      // where others were moved, there is nothing left to move the second time, unless somebody came between
      const task = (await attempt()) ?? (await attempt());
      if (task) return task;
      throw new ApiError('UNAVAILABLE', `What "${taskId}" has to do with is changing; please try again.`, {
        headers: { 'retry-after': '1' },
      });
    },
  );
}

/** A task, what it waits for, and what waits for it. */
export async function dependenciesOf(
  studio: string,
  taskId: string,
): Promise<{ task: Task; blockedBy: Task[]; blocks: Task[] }> {
  const [task, [node]] = await Promise.all([getTask(studio, taskId), loadNodes(studio, [taskId])]);
  const blocks = node?.blocks ?? [];
  const tasks = new Map((await getTasks(studio, [...task.blockedBy, ...blocks])).map((one) => [one.id, one]));
  const among = (ids: readonly string[]) =>
    ids.toSorted().flatMap((id) => {
      const one = tasks.get(id);
      return one ? [one] : [];
    });
  return { task, blockedBy: among(task.blockedBy), blocks: among(blocks) };
}
