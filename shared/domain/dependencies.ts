import { ApiError } from '../contract/errors.ts';
import type { Task } from '../contract/tasks.ts';
import { refuseArchived } from './archive.ts';
import { pick } from './merge-patch.ts';

/**
 * A task within the order of its project: what blocks stands at a lower level than what it blocks, so that no way leads
 * back. Whoever writes a node makes sure of that for its own edges, and that it is still as it was read: that is enough
 * to keep all of the graph free of cycles, whoever writes other nodes at the same time.
 */
export interface DependencyNode {
  id: string;
  level: number;
  /** The tasks that wait for it. */
  blocks: readonly string[];
  /** How many tasks it waits for. */
  blockers: number;
  /** Counts the changes of the node; 0: there is none yet. */
  rev: number;
}

/** A task that has to do with no other one. */
export const lonelyNode = (id: string): DependencyNode => ({ id, level: 0, blocks: [], blockers: 0, rev: 0 });

export const mostBlockers = 50;
export const mostBlocked = 500;
/** Nodes that one new edge may move: so many are read and written within a request. */
const mostMoved = 5_000;

/** The nodes of tasks, in the order of their ids. */
type LoadNodes = (ids: readonly string[]) => Promise<readonly DependencyNode[]>;

const tooMany = (message: string) => new ApiError('CONFLICT', message);

/** The way from a task back to itself, as a sentence can hold it. */
function shownPath(path: readonly string[]): string {
  const shown = path.length > 12 ? [...path.slice(0, 6), `… ${path.length - 12} more …`, ...path.slice(-6)] : path;
  return shown.join(' → ');
}

function cycle(path: readonly string[]): ApiError {
  const message = `Each of these would wait for the one before, and so for itself: ${shownPath(path)}`;
  return refusal(message, 'Remove one of these dependencies first');
}

/** Why a task cannot wait for another one. */
function refusal(message: string, suggestion: string): ApiError {
  const details = [{ field: 'blockingTaskId', code: 'INVALID_VALUE', message, suggestion } as const];
  return new ApiError('CONFLICT', `${message}.`, { details: [...details] });
}

/** What must move up for one task to stand below another, as far as it has been followed. */
class Moves {
  readonly #from: DependencyNode;
  readonly #known: Map<string, DependencyNode>;
  readonly #levels: Map<string, number>;
  readonly #previous = new Map<string, string>();

  constructor(from: DependencyNode, to: DependencyNode) {
    this.#from = from;
    this.#known = new Map([[to.id, to]]);
    this.#levels = new Map([[to.id, from.level + 1]]);
  }

  get size(): number {
    return this.#levels.size;
  }

  /** Those with their new levels, the highest first. */
  get nodes(): DependencyNode[] {
    return [...this.#levels]
      .sort(([, a], [, b]) => b - a)
      .map(([id, level]) => ({ ...(this.#known.get(id) as DependencyNode), level }));
  }

  /** Gets to know what waits for these. */
  async look(nodes: readonly DependencyNode[], load: LoadNodes): Promise<void> {
    const unknown = new Set(nodes.flatMap(({ blocks }) => blocks).filter((id) => !this.#known.has(id)));
    unknown.delete(this.#from.id);
    for (const node of await load([...unknown])) this.#known.set(node.id, node);
  }

  /** What must move up because a node does. */
  push(node: DependencyNode): DependencyNode[] {
    if (node.blocks.includes(this.#from.id)) throw cycle([this.#from.id, ...this.#wayTo(node.id), this.#from.id]);
    const least = (this.#levels.get(node.id) as number) + 1;
    const pushed = node.blocks
      .map((id) => this.#known.get(id) as DependencyNode)
      .filter(({ id, level }) => (this.#levels.get(id) ?? level) < least);
    for (const { id } of pushed) {
      if (!this.#levels.has(id)) this.#previous.set(id, node.id);
      this.#levels.set(id, least);
    }
    return pushed;
  }

  #wayTo(id: string): string[] {
    const way = [id];
    for (let at = this.#previous.get(id); at !== undefined; at = this.#previous.get(at)) way.unshift(at);
    return way;
  }
}

/**
 * The nodes that must move up for `from` to stand below `to`, with the levels they get; the highest first, so that each
 * may be moved as soon as those before it are.
 * @throws CONFLICT that names the way by which `to` leads to `from` already, or where too many would move
 */
export async function raisesFor(from: DependencyNode, to: DependencyNode, load: LoadNodes): Promise<DependencyNode[]> {
  if (from.id === to.id) throw cycle([to.id, to.id]);
  if (to.level > from.level) return [];
  const moves = new Moves(from, to);
  let moved = [to];
  for (let round = 0; moved.length > 0; round++) {
    // what is read at different times can contradict itself; nothing could be written of it anyway
    if (round > moves.size) throw new ApiError('UNAVAILABLE', 'These dependencies are changing; please try again.');
    await moves.look(moved, load);
    moved = [...new Set(moved.flatMap((node) => moves.push(node)))];
    if (moves.size > mostMoved) throw tooMany(`More than ${mostMoved} tasks wait for "${to.id}", each for another.`);
  }
  return moves.nodes;
}

/** What a new edge changes: nodes with their new levels, apart from the edge itself. */
export interface Placing {
  from: DependencyNode;
  to: DependencyNode;
  /** Others that move, the highest first. */
  others: DependencyNode[];
}

/**
 * Where two tasks must stand for one to block the other.
 * @throws CONFLICT for a cycle, and where either has as many as it can
 */
export async function placed(from: DependencyNode, to: DependencyNode, load: LoadNodes): Promise<Placing> {
  if (to.blockers >= mostBlockers)
    throw tooMany(`"${to.id}" waits for ${mostBlockers} tasks; it can wait for no more.`);
  if (from.blocks.length >= mostBlocked)
    throw tooMany(`${mostBlocked} tasks wait for "${from.id}"; no more of them can.`);
  const raises = await raisesFor(from, to, load);
  // what had to do with no other task may as well come in below; whatever did never moves down, so others may rely on it
  if (raises.length > 1 && from.rev === 0) return { from: { ...from, level: to.level - 1 }, to, others: [] };
  const raised = raises.find(({ id }) => id === to.id) ?? to;
  return { from, to: raised, others: raises.filter(({ id }) => id !== to.id) };
}

/** Both nodes with the edge between them. */
export function joined({ from, to }: Pick<Placing, 'from' | 'to'>): [DependencyNode, DependencyNode] {
  return [
    { ...from, blocks: [...from.blocks, to.id] },
    { ...to, blockers: to.blockers + 1 },
  ];
}

/** Both nodes without the edge between them; what is left stays where it is. */
export function parted(from: DependencyNode, to: DependencyNode): [DependencyNode, DependencyNode] {
  return [
    { ...from, blocks: from.blocks.filter((id) => id !== to.id) },
    { ...to, blockers: to.blockers - 1 },
  ];
}

/**
 * A task that waits for another one; the same one where it does already.
 * @throws CONFLICT where either is archived or they are of two projects
 */
export function waitingFor(task: Task, blocking: Task): Task {
  if (task.projectId !== blocking.projectId) {
    const message = `"${blocking.id}" is of project ${blocking.projectId}, not of ${task.projectId}`;
    throw refusal(message, 'Name a task of the same project; `linkedTaskIds` may name any of the studio');
  }
  if (task.blockedBy.includes(blocking.id)) return task;
  refuseArchived(blocking);
  return { ...task, blockedBy: [...task.blockedBy, blocking.id] };
}

/** A task that waits for another one no longer. */
export function notWaitingFor(task: Task, blockingTaskId: string): Task {
  if (!task.blockedBy.includes(blockingTaskId)) return task;
  return { ...task, blockedBy: task.blockedBy.filter((id) => id !== blockingTaskId) };
}

/** What is told of a task to whoever asks what another one waits for. */
export const taskSummary = (task: Task) =>
  pick(task, [
    ...(['id', 'type', 'episode', 'sequence', 'shot', 'task'] as const),
    ...(['artist', 'status', 'startTime', 'deadline', 'archivedAt'] as const),
  ]);
