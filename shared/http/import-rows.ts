import type { OnExisting } from '../contract/imports.ts';
import type { BulkOperation, Task } from '../contract/tasks.ts';
import { planItems } from '../data/breakdown.ts';
import { changeTasksTogether } from '../data/bulk.ts';
import type { Decisions } from '../data/bulk-plan.ts';
import type { Change } from '../data/entity-kinds.ts';
import { recentProject } from '../data/projects.ts';
import { authorize, type Caller } from '../domain/access.ts';
import { listedItems } from '../domain/breakdown.ts';
import type { Outcome } from '../domain/bulk.ts';
import {
  type Action,
  alreadyThere,
  asWhole,
  type DoneRow,
  type ItemDone,
  withItems,
  workOf,
} from '../domain/imports.ts';
import type { ListedRow, ListedTask } from '../domain/shot-list/list.ts';
import { errorsOfRefusal } from '../domain/shot-list/problems.ts';
import { type Asking, newTask, patchedTask } from './task-changes.ts';

type CreateOperation = Extract<BulkOperation, { op: 'create' }>;

/** A listed task as an operation, and what it met when it was decided on last. */
interface Wish {
  row: number;
  listed: ListedTask;
  operation: CreateOperation;
  current?: Task | undefined;
}

function wishOf(row: number, listed: ListedTask): Wish {
  const { id, isNamed, fields } = listed;
  return { row, listed, operation: { op: 'create', ...(isNamed && { id }), data: fields } };
}

/** Each task by the rules of a task alone, once the import as a whole is allowed. */
function decisionsFor(caller: Caller, onExisting: OnExisting, wishes: readonly Wish[]): Decisions {
  const asking: Asking = { caller, allow: (resource) => authorize(caller, 'task.import', resource) };
  const wishBehind = new Map(wishes.map((wish) => [wish.operation, wish]));
  return {
    create(operation) {
      const wish = wishBehind.get(operation);
      // decided once more after a race
      if (wish) wish.current = undefined;
      return newTask(asking, { ...operation.data, id: operation.id });
    },
    meet(operation, current) {
      const wish = wishBehind.get(operation) as Wish;
      wish.current = current;
      if (onExisting === 'fail') throw alreadyThere(current.id);
      return onExisting === 'skip' ? current : patchedTask(asking, current, wish.listed.told);
    },
    change: (_, current) => current,
  };
}

function actionOf({ current }: Wish, outcome: Exclude<Outcome, Error>): Action {
  if (!current) return 'create';
  return outcome.revision === current.revision ? 'skip' : 'update';
}

/** What becomes of each row, of what would become of each task. */
function rowsOf(rows: readonly ListedRow[], wishes: readonly Wish[], outcomes: readonly Outcome[]): DoneRow[] {
  let index = 0;
  return rows.map(({ row, tasks }) => {
    const errors: DoneRow['errors'] = [];
    const done = tasks.map((listed) => {
      const [wish, outcome] = [wishes[index] as Wish, outcomes[index] as Outcome];
      index += 1;
      if (!(outcome instanceof Error)) return { listed, id: outcome.id, action: actionOf(wish, outcome) };
      errors.push(...errorsOfRefusal(row, outcome));
      // one that was met may have its project in its id, as the list has not
      return { listed, id: wish.current?.id ?? listed.id, action: 'fail' as const };
    });
    return asWhole({ row, tasks: done, items: [], errors });
  });
}

/**
 * Does rows of a list in one transaction, each as a whole or not at all, with the shots, assets and sequences that they
 * name.
 * @param rows with at most 49 tasks together
 * @param change what is kept `once` is kept with what becomes of the rows, unless nothing is written
 */
export async function importRows(
  rows: readonly ListedRow[],
  { caller, onExisting }: { caller: Caller; onExisting: OnExisting },
  change: Change,
): Promise<DoneRow[]> {
  const wishes = rows.flatMap(({ row, tasks }) => tasks.map((listed) => wishOf(row, listed)));
  const [first] = wishes;
  if (!first) return [];
  const project = await recentProject(caller.studio, first.listed.fields.projectId);
  let items: ItemDone[] = [];
  const become = (outcomes: readonly Outcome[]) => withItems(rowsOf(rows, wishes, outcomes), items);
  const outcomes = await changeTasksTogether(
    wishes.map(({ operation }) => operation),
    decisionsFor(caller, onExisting, wishes),
    change,
    become,
    {
      choose: (foreseen) => {
        const actions = become(foreseen).flatMap(({ tasks }) => tasks.map(({ action }) => action));
        return (index) => actions[index] !== 'fail';
      },
      beside: async (isChosen) => {
        const chosen = wishes.filter((_, index) => isChosen(index));
        const listed = listedItems(chosen.map(({ row, listed, current }) => workOf(row, listed, current, project)));
        const plans = await planItems(project.id, listed, onExisting, change);
        items = plans;
        return plans.flatMap(({ planned }) => planned ?? []);
      },
    },
  );
  return become(outcomes);
}
