import { isDeepStrictEqual } from 'node:util';
import { ApiError, invalidField } from '../contract/errors.ts';
import type {
  ImportError,
  ImportedRow,
  ImportProgress,
  ImportWarning,
  OnExisting,
  TaskImport,
} from '../contract/imports.ts';
import type { Project } from '../contract/projects.ts';
import type { Task } from '../contract/tasks.ts';
import { refuseArchived } from './archive.ts';
import type { ItemAction } from './breakdown.ts';
import { maxTogether } from './bulk.ts';
import type { ListedRow, ListedTask, ShotList } from './shot-list/list.ts';
import { errorsOfRefusal } from './shot-list/problems.ts';
import { checkProjectValues, cleanedNames, idInProject } from './tasks.ts';

/** Tasks that are done within the request; a list of more becomes a job. */
export const maxAtOnce = 200;
/** An answer tells of so many rows, and of so many things that are wrong. */
const maxRowsTold = 100;
const maxProblemsTold = 200;

/** What becomes of a task: made, changed, left as it is, or refused. */
export type Action = ImportedRow['tasks'][number]['action'];

/** A row, with what becomes of each of its tasks. */
export interface DoneRow {
  row: number;
  tasks: { listed: ListedTask; id: string; action: Action }[];
  /** What becomes of the shots, assets and sequences that it is the first to name. */
  items: ItemAction[];
  errors: ImportError[];
}

/** What becomes of a shot, an asset or a sequence. */
export interface ItemDone {
  row: number;
  action: ItemAction;
}

/** Rows with what becomes of the items that they name. */
export function withItems(rows: readonly DoneRow[], items: readonly ItemDone[]): DoneRow[] {
  const byRow = Map.groupBy(items, ({ row }) => row);
  return rows.map((done) => ({ ...done, items: (byRow.get(done.row) ?? []).map(({ action }) => action) }));
}

/** A listed task as work on something: one that is there already may have other names than the list has. */
export function workOf(row: number, { fields }: ListedTask, current: Task | undefined, project: Project) {
  return { row, task: current ?? { ...fields, ...cleanedNames(fields, project) }, frameRange: fields.frameRange };
}

/** What is told of the errors and warnings of a list, and how many there are. */
export type ImportReport = Pick<TaskImport, 'errors' | 'warnings' | 'errorCount' | 'warningCount'>;

/** An import that goes on after its request. */
export interface ImportJob {
  id: string;
  projectId: string;
  onExisting: OnExisting;
  status: Exclude<TaskImport['status'], 'preview'>;
  problem: string | null;
  progress: ImportProgress;
  createdAt: string;
  finishedAt: string | null;
  /** Who has asked for it, by which request, and what its events are known by. */
  actor: { userId: string; requestId: string; ip: string; bulkId: string };
  /** How many parts it has, and which of them is next. */
  chunks: number;
  next: number;
  /** Errors that were found on the way. */
  errors: ImportError[];
}

export function reportOf(errors: readonly ImportError[], warnings: readonly ImportWarning[]): ImportReport {
  return {
    errors: errors.slice(0, maxProblemsTold),
    warnings: warnings.slice(0, maxProblemsTold),
    ...{ errorCount: errors.length, warningCount: warnings.length },
  };
}

/** The shot and the sequence that a task names, as the list writes them. */
const namesIn = ({ fields: { type, episode, sequence, shot } }: ListedTask): string[] => [
  JSON.stringify([type, episode, sequence, shot]),
  ...(type === 'shot' && sequence !== null ? [JSON.stringify([episode, sequence])] : []),
];

/** Whole rows, as many together as one transaction takes with what they name; a row of very many tasks by itself. */
export function chunksOf(rows: readonly ListedRow[]): ListedRow[][] {
  const chunks: ListedRow[][] = [];
  let names = new Set<string>();
  let tasks = 0;
  for (const row of rows) {
    const chunk = chunks.at(-1);
    const own = row.tasks.flatMap(namesIn);
    const all = new Set([...names, ...own]);
    if (chunk && tasks + row.tasks.length + all.size <= maxTogether) {
      chunk.push(row);
      names = all;
      tasks += row.tasks.length;
    } else {
      chunks.push([row]);
      names = new Set(own);
      tasks = row.tasks.length;
    }
  }
  return chunks;
}

export const taskCount = (rows: readonly { tasks: readonly unknown[] }[]): number =>
  rows.reduce((sum, { tasks }) => sum + tasks.length, 0);

const noItems = { itemsCreated: 0, itemsUpdated: 0 };

/** How far a list is before anything of it is done: what is refused is. */
export function beginning({ rows, failed }: Pick<ShotList, 'rows' | 'failed'>): ImportProgress {
  return { total: taskCount(rows) + failed, done: failed, created: 0, updated: 0, skipped: 0, failed, ...noItems };
}

const countOf = { create: 'created', update: 'updated', skip: 'skipped', fail: 'failed' } as const;

/** How far it is when these rows are done too. */
export function progressed(before: ImportProgress, rows: readonly DoneRow[]): ImportProgress {
  const after = { ...noItems, ...before };
  for (const { action } of rows.flatMap(({ tasks }) => tasks)) {
    after.done += 1;
    after[countOf[action]] += 1;
  }
  for (const action of rows.flatMap(({ items }) => items)) {
    if (action === 'create') after.itemsCreated += 1;
    if (action === 'update') after.itemsUpdated += 1;
  }
  return after;
}

/** What an answer tells of rows. */
export function rowsTold(rows: readonly DoneRow[]): ImportedRow[] {
  return rows.slice(0, maxRowsTold).map(({ row, tasks }) => ({
    row,
    tasks: tasks.map(({ listed: { fields }, id, action }) => {
      const { shot, task, estimatedDurationHours, frameRange } = fields;
      return { ...{ id, shot, task, action }, estimatedDurationHours, frameRange };
    }),
  }));
}

/** A row is done as a whole: where one of its tasks is refused, all are. */
export function asWhole(row: DoneRow): DoneRow {
  if (row.errors.length === 0) return row;
  return { ...row, tasks: row.tasks.map((task) => ({ ...task, action: 'fail' })) };
}

/** Refuses a task because it is there already. */
export function alreadyThere(id: string): ApiError {
  const message = `There is a task "${id}" already.`;
  return new ApiError('CONFLICT', message, {
    details: [
      { field: 'task', code: 'DUPLICATE', message, suggestion: 'Import with onExisting=skip, or onExisting=update' },
    ],
  });
}

/** Refuses a task because the id that the list gives it is one elsewhere, in the words of the import itself. */
const takenElsewhere = (id: string) => invalidField('id', 'DUPLICATE', `"${id}" is taken`, 'Choose another id');

/** The id that a task has, or would get: ids are unique in a studio, and another project may have it. */
export function idFor({ id, isNamed }: ListedTask, projectId: string, existing: ReadonlyMap<string, Task>): string {
  const owner = existing.get(id)?.projectId;
  return owner === undefined || owner === projectId || isNamed ? id : idInProject(id, projectId);
}

/** @throws what would be refused */
function foreseen(listed: ListedTask, current: Task | undefined, project: Project, onExisting: OnExisting): Action {
  if (!current) return 'create';
  if (current.projectId !== project.id) throw takenElsewhere(current.id);
  if (onExisting === 'fail') throw alreadyThere(current.id);
  const isSame = Object.entries(listed.told).every(([name, value]) =>
    isDeepStrictEqual(value, current[name as keyof Task]),
  );
  if (onExisting === 'skip') return 'skip';
  refuseArchived(current);
  if (isSame) return 'skip';
  checkProjectValues({ ...current, ...listed.told }, project, current);
  return 'update';
}

/** What would become of rows, by the tasks that there are. */
export function preview(
  rows: readonly ListedRow[],
  project: Project,
  onExisting: OnExisting,
  existing: ReadonlyMap<string, Task>,
): DoneRow[] {
  return rows.map(({ row, tasks }) => {
    const errors: ImportError[] = [];
    const foretold = tasks.map((listed) => {
      const id = idFor(listed, project.id, existing);
      try {
        return { listed, id, action: foreseen(listed, existing.get(id), project, onExisting) };
      } catch (error) {
        errors.push(...errorsOfRefusal(row, error));
        return { listed, id, action: 'fail' as const };
      }
    });
    return asWhole({ row, tasks: foretold, items: [], errors });
  });
}
