import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { ApiError } from '../contract/errors.ts';
import type { BulkOperation, Task } from '../contract/tasks.ts';
import { maxTogether, noneDone, type Outcome } from '../domain/bulk.ts';
import { artistOf, type Decisions, eventTypes, type Plan, planTasks } from './bulk-plan.ts';
import { commit, kept, untilWritten } from './entities.ts';
import type { Alongside, Change } from './entity-kinds.ts';
import type { Planned } from './entity-plans.ts';
import { changeTask, insertTask } from './tasks.ts';

/** Names a bulk, and tells when it began. */
export function newBulkId(): string {
  return `${Date.now().toString(36).padStart(9, '0')}${randomBytes(8).toString('hex')}`;
}

/** Marks the events of a bulk as belonging together, unless they are part of a larger one. */
function marked(change: Change): Change {
  const { actor } = change;
  return { ...change, actor: { ...actor, bulkId: actor.bulkId ?? newBulkId() } };
}

const outcomeOf = (plan: Plan | ApiError): Outcome =>
  plan instanceof ApiError ? plan : { id: plan.task.id, revision: plan.task.revision };

/** What each operation would come to. */
export async function tryTasks(
  operations: readonly BulkOperation[],
  decisions: Decisions,
  change: Change,
): Promise<Outcome[]> {
  return (await planTasks(operations, decisions, change)).map(outcomeOf);
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
      const plans = await planTasks(operations, decisions, together);
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
