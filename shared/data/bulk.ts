import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { ApiError, notFound } from '../contract/errors.ts';
import type { BulkOperation, Task } from '../contract/tasks.ts';
import { madeTwice, maxTogether, noneDone, type Outcome } from '../domain/bulk.ts';
import type { EventType } from '../domain/events.ts';
import {
  type Alongside,
  type Change,
  commit,
  insertion,
  kept,
  type Planned,
  replacement,
  taken,
  untilWritten,
} from './entities.ts';
import { peopleOf } from './people.ts';
import { changeTask, getTasks, insertTask, type NewTask, taskKind, withKnownArtist } from './tasks.ts';

type CreateOperation = Extract<BulkOperation, { op: 'create' }>;
type ChangeOperation = Exclude<BulkOperation, CreateOperation>;

/** What becomes of tasks, by the same rules as alone. */
export interface Decisions {
  create(operation: CreateOperation): Promise<NewTask>;
  change(operation: ChangeOperation, current: Task): Task | Promise<Task>;
  /** What a task becomes that is there already; a creation of it is refused where nothing is said. */
  meet?(operation: CreateOperation, current: Task): Task | Promise<Task>;
}

const eventTypes = {
  update: 'task.updated',
  archive: 'task.archived',
  restore: 'task.restored',
} as const satisfies Record<ChangeOperation['op'], EventType>;

const artistOf = (operation: BulkOperation) => ('data' in operation ? (operation.data.artist ?? undefined) : undefined);

/** Names a bulk, and tells when it began. */
export function newBulkId(): string {
  return `${Date.now().toString(36).padStart(9, '0')}${randomBytes(8).toString('hex')}`;
}

/** Marks the events of a bulk as belonging together, unless they are part of a larger one. */
function marked(change: Change): Change {
  const { actor } = change;
  return { ...change, actor: { ...actor, bulkId: actor.bulkId ?? newBulkId() } };
}

/** What an operation would write; nothing where the task is as it should be already. */
interface Plan {
  task: Task;
  planned?: Planned<Task>;
}

const outcomeOf = (plan: Plan | ApiError): Outcome =>
  plan instanceof ApiError ? plan : { id: plan.task.id, revision: plan.task.revision };

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

/** What each operation would write, decided by the tasks as they are now. */
async function plan(
  operations: readonly BulkOperation[],
  decisions: Decisions,
  change: Change,
): Promise<(Plan | ApiError)[]> {
  const { studio } = change;
  const wished = await Promise.all(
    operations.map(async (operation): Promise<Decided> => {
      if (operation.op !== 'create') return { operation };
      return { operation, made: await orRefusal(() => decisions.create(operation)) };
    }),
  );
  const [known, people] = await Promise.all([
    getTasks(studio, idsOf(wished)),
    peopleOf(studio, operations.map(artistOf)),
  ]);
  const owners = new Map(known.map(({ id, projectId }) => [id, projectId]));
  const decided = await Promise.all(wished.map((one) => withFreeId(one, owners)));
  const loaded = new Set(idsOf(wished));
  const moved = idsOf(decided).filter((id) => !loaded.has(id));
  const tasks = new Map([...known, ...(await getTasks(studio, moved))].map((task) => [task.id, task]));
  const makers = new Map<string, number>();

  async function planCreation(
    operation: CreateOperation,
    { idElsewhere: _, ...made }: NewTask,
    index: number,
  ): Promise<Plan> {
    const { meet } = decisions;
    const first = makers.get(made.id);
    if (first !== undefined) throw madeTwice(made.id, first);
    makers.set(made.id, index);
    const existing = tasks.get(made.id);
    const isOwn = existing?.projectId === made.projectId;
    if (existing && isOwn && meet) return planOn(existing, 'task.updated', undefined, () => meet(operation, existing));
    if (existing) throw taken(taskKind(people), made.id, existing.archivedAt);
    const planned = insertion(taskKind(people), withKnownArtist(made, people), change);
    return { task: planned.entity, planned };
  }
  async function planOn(
    current: Task,
    type: EventType,
    expected: number | undefined,
    decision: () => Task | Promise<Task>,
  ): Promise<Plan> {
    const decide = async () => withKnownArtist(await decision(), people);
    const planned = await replacement(taskKind(people), { type, expected, decide }, change, current);
    return planned ? { task: planned.entity, planned } : { task: current };
  }
  async function planChange(operation: ChangeOperation): Promise<Plan> {
    const current = tasks.get(operation.id);
    if (!current) throw notFound('task', operation.id);
    return planOn(current, eventTypes[operation.op], operation.revision, () => decisions.change(operation, current));
  }
  return Promise.all(
    decided.map((one, index) => {
      if (!('made' in one)) return orRefusal(() => planChange(one.operation));
      const { operation, made } = one;
      return made instanceof ApiError ? made : orRefusal(() => planCreation(operation, made, index));
    }),
  );
}

/** What each operation would come to. */
export async function tryTasks(
  operations: readonly BulkOperation[],
  decisions: Decisions,
  change: Change,
): Promise<Outcome[]> {
  return (await plan(operations, decisions, change)).map(outcomeOf);
}

/** A transaction takes 4 MB; what the engine adds to the values is little. */
const maxBytes = 3.8 * 1024 * 1024;

/** @throws PAYLOAD_TOO_LARGE */
function refuseTooMuch(writes: readonly object[]): void {
  if (Buffer.byteLength(JSON.stringify(writes)) <= maxBytes) return;
  throw new ApiError('PAYLOAD_TOO_LARGE', 'Together these are more than 4 MB; send fewer at a time, or atomic=false.');
}

/** Of what each operation would come to, which are done. */
type Choice = (outcomes: readonly Outcome[]) => (index: number) => boolean;

const allOrNone: Choice = (outcomes) => {
  const refused = noneDone(outcomes);
  if (refused) throw refused;
  return () => true;
};

/** What is written beside tasks. */
type Beside = readonly Pick<Planned<Task>, 'writes' | 'alongside'>[];

/**
 * Does all of the operations in one transaction, or none; if somebody writes one of the tasks meanwhile, all is read and
 * decided again.
 * @param answerOf what is answered, to be kept with it
 * @param options.choose may leave some out instead of refusing all
 * @param options.beside what else there is to do for those that are done; what one transaction has no room for is done
 * before it, so it must do no harm to do it twice
 * @throws one error with the details of every operation that fails
 */
export async function changeTasksTogether(
  operations: readonly BulkOperation[],
  decisions: Decisions,
  change: Change,
  answerOf: (outcomes: readonly Outcome[]) => unknown,
  options: { choose?: Choice; beside?: (isChosen: (index: number) => boolean) => Promise<Beside> } = {},
): Promise<Outcome[]> {
  const together = marked(change);
  const { choose = allOrNone, beside = async () => [] } = options;
  return untilWritten(
    () => 'These tasks are',
    async () => {
      const plans = await plan(operations, decisions, together);
      const outcomes = plans.map(outcomeOf);
      const isChosen = choose(outcomes);
      const planned = plans.flatMap((each, index) =>
        isChosen(index) && 'planned' in each && each.planned ? [each.planned] : [],
      );
      const others = await beside(isChosen);
      const room = Math.max(0, maxTogether - planned.length);
      const before = others.slice(room);
      if (before.length > 0) await commitAll(before, []);
      const all = [...planned, ...others.slice(0, room)];
      if (all.length === 0) return outcomes;
      await commitAll(all, kept(change, answerOf(outcomes)));
      return outcomes;
    },
  );
}

async function commitAll(planned: Beside, also: readonly Alongside[]): Promise<void> {
  const writes = planned.flatMap((each) => each.writes);
  refuseTooMuch(writes);
  await commit(writes, [...planned.flatMap((each) => each.alongside), ...also]);
}

/** Transactions under way at once. */
const concurrency = 10;
/** After that no further operation is begun, so that the answer comes before the gateway has given up. */
const maxMs = 20_000;

const tooLate = () =>
  new ApiError('UNAVAILABLE', 'There was no time left for this one; please send it again.', {
    headers: { 'retry-after': '1' },
  });

/**
 * Does each operation by itself.
 * @param errorOf what a client is told of an error
 */
export function changeTasksEach(
  operations: readonly BulkOperation[],
  decisions: Decisions,
  { once: _, ...change }: Change,
  errorOf: (error: unknown) => ApiError,
): Promise<Outcome[]> {
  const each = marked(change);
  const latest = performance.now() + maxMs;
  function run(operation: BulkOperation): Promise<Task> {
    if (operation.op === 'create') return decisions.create(operation).then((task) => insertTask(task, each));
    const decide = (current: Task) => decisions.change(operation, current);
    const options = {
      type: eventTypes[operation.op],
      expected: operation.revision,
      artist: artistOf(operation),
      decide,
    };
    return changeTask(operation.id, options, each);
  }
  const outcome = async (operation: BulkOperation): Promise<Outcome> => {
    if (performance.now() > latest) return tooLate();
    try {
      const { id, revision } = await run(operation);
      return { id, revision };
    } catch (error) {
      return errorOf(error);
    }
  };
  return pMap(operations, outcome, { concurrency });
}
