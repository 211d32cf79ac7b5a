import { ApiError, notFound } from '../contract/errors.ts';
import type { BulkOperation, Task } from '../contract/tasks.ts';
import { madeTwice } from '../domain/bulk.ts';
import type { EventType } from '../domain/events.ts';
import type { Change } from './entity-kinds.ts';
import { insertion, type Planned, replacement, taken } from './entity-plans.ts';
import { type People, peopleOf } from './people.ts';
import { getTasks, type NewTask, taskKind, withKnownArtist } from './tasks.ts';

type CreateOperation = Extract<BulkOperation, { op: 'create' }>;
type ChangeOperation = Exclude<BulkOperation, CreateOperation>;

/** What becomes of tasks, by the same rules as alone. */
export interface Decisions {
  create(operation: CreateOperation): Promise<NewTask>;
  change(operation: ChangeOperation, current: Task): Task | Promise<Task>;
  /** What a task becomes that is there already; a creation of it is refused where nothing is said. */
  meet?(operation: CreateOperation, current: Task): Task | Promise<Task>;
}

/** The event that tells of an operation. */
export const eventTypes = {
  update: 'task.updated',
  archive: 'task.archived',
  restore: 'task.restored',
} as const satisfies Record<ChangeOperation['op'], EventType>;

/** Whom an operation gives a task to, if it does. */
export const artistOf = (operation: BulkOperation) =>
  'data' in operation ? (operation.data.artist ?? undefined) : undefined;

/** What an operation would write; nothing where the task is as it should be already. */
export interface Plan {
  task: Task;
  planned?: Planned<Task>;
}

/** What is refused by a rule, as a value; anything else goes on its way. */
async function orRefusal<T>(decision: () => T | Promise<T>): Promise<T | ApiError> {
  try {
    return await decision();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** An operation with the task that a creation is about to make. */
type Decided = { operation: ChangeOperation } | { operation: CreateOperation; made: NewTask | ApiError };

const idOf = (decided: Decided): string | undefined => {
  if (!('made' in decided)) return decided.operation.id;
  return decided.made instanceof ApiError ? undefined : decided.made.id;
};
const idsOf = (all: readonly Decided[]) => all.map(idOf).filter((id) => id !== undefined);

/** Where another project has the id of a new task, that gets the one to take instead. */
async function withFreeId(decided: Decided, owners: Map<string, string>): Promise<Decided> {
  if (!('made' in decided) || decided.made instanceof ApiError) return decided;
  const { id, projectId, idElsewhere } = decided.made;
  const own = decided.made;
  if (!owners.has(id)) owners.set(id, projectId);
  if (!idElsewhere || owners.get(id) === projectId) return decided;
  return { ...decided, made: await orRefusal(() => ({ ...own, id: idElsewhere() })) };
}

/** What an operation asks for, before it is known which tasks there are. */
async function wishOf(operation: BulkOperation, decisions: Decisions): Promise<Decided> {
  if (operation.op !== 'create') return { operation };
  return { operation, made: await orRefusal(() => decisions.create(operation)) };
}

/** By what the operations of a bulk are planned. */
interface Ground {
  decisions: Decisions;
  change: Change;
  people: People;
  /** The tasks that there are of those that are meant. */
  tasks: ReadonlyMap<string, Task>;
  /** Which of the operations is the first to make an id. */
  makers: ReadonlyMap<string, number>;
}

/** The first of the operations that make a task, by its id. */
function makersOf(all: readonly Decided[]): Map<string, number> {
  const makers = new Map<string, number>();
  for (const [index, decided] of all.entries()) {
    const id = 'made' in decided ? idOf(decided) : undefined;
    if (id !== undefined && !makers.has(id)) makers.set(id, index);
  }
  return makers;
}

/** A change of a task that there is, unless it stays as it is. */
async function planOn(
  current: Task,
  { type, expected, decide }: { type: EventType; expected?: number | undefined; decide: () => Task | Promise<Task> },
  { people, change }: Ground,
): Promise<Plan> {
  const withPerson = async () => withKnownArtist(await decide(), people);
  const planned = await replacement(taskKind(people), { type, expected, decide: withPerson }, change, current);
  return planned ? { task: planned.entity, planned } : { task: current };
}

async function planChange(operation: ChangeOperation, ground: Ground): Promise<Plan> {
  const current = ground.tasks.get(operation.id);
  if (!current) throw notFound('task', operation.id);
  const decide = () => ground.decisions.change(operation, current);
  return planOn(current, { type: eventTypes[operation.op], expected: operation.revision, decide }, ground);
}

async function planCreation(
  operation: CreateOperation,
  { idElsewhere: _, ...made }: NewTask,
  index: number,
  ground: Ground,
): Promise<Plan> {
  const { decisions, people, change } = ground;
  const first = ground.makers.get(made.id);
  if (first !== undefined && first !== index) throw madeTwice(made.id, first);
  const existing = ground.tasks.get(made.id);
  const { meet } = decisions;
  if (existing && existing.projectId === made.projectId && meet)
    return planOn(existing, { type: 'task.updated', decide: () => meet(operation, existing) }, ground);
  if (existing) throw taken(taskKind(people), made.id, existing.archivedAt);
  const planned = insertion(taskKind(people), withKnownArtist(made, people), change);
  return { task: planned.entity, planned };
}

/** What each operation would write, decided by the tasks as they are now; or why it is refused. */
export async function planTasks(
  operations: readonly BulkOperation[],
  decisions: Decisions,
  change: Change,
): Promise<(Plan | ApiError)[]> {
  const { studio } = change;
  const wished = await Promise.all(operations.map((operation) => wishOf(operation, decisions)));
  const [known, people] = await Promise.all([
    getTasks(studio, idsOf(wished)),
    peopleOf(studio, operations.map(artistOf)),
  ]);
  const owners = new Map(known.map(({ id, projectId }) => [id, projectId]));
  const decided = await Promise.all(wished.map((one) => withFreeId(one, owners)));
  const loaded = new Set(idsOf(wished));
  const moved = idsOf(decided).filter((id) => !loaded.has(id));
  const tasks = new Map([...known, ...(await getTasks(studio, moved))].map((task) => [task.id, task]));
  const ground: Ground = { decisions, change, people, tasks, makers: makersOf(decided) };
  return Promise.all(
    decided.map((one, index) => {
      if (!('made' in one)) return orRefusal(() => planChange(one.operation, ground));
      const { operation, made } = one;
      return made instanceof ApiError ? made : orRefusal(() => planCreation(operation, made, index, ground));
    }),
  );
}
