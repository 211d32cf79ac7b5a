import { ApiError } from '../../contract/errors.ts';
import type { ImportError, ImportWarning } from '../../contract/imports.ts';
import type { Project } from '../../contract/projects.ts';
import { nearest } from '../suggest.ts';
import { readCell } from './cells.ts';
import { type Layout, layoutOf } from './columns.ts';
import { cellsOf } from './csv.ts';
import { contradictingCuts } from './cuts.ts';
import type { ListedRow, ShotList } from './list.ts';
import { fieldOf } from './problems.ts';
import type { Reading } from './row.ts';
import { type ReadRow, readRow } from './rows.ts';
import { newTaskTypes } from './task-types.ts';

/** Tasks of one list: as many as can be looked at within one request. */
const maxTasks = 30_000;

/** What a list is read by, beside itself. */
export interface ReadingOptions {
  project: Project;
  /** Whether task types that the project has not are added to it; else their rows are refused. */
  mayAddTaskTypes: boolean;
  usernameOf: Reading['usernameOf'];
}

interface NumberedCells {
  row: number;
  cells: string[];
}

const byRow = (a: { row: number | null }, b: { row: number | null }) => (a.row ?? 0) - (b.row ?? 0);

const isEmpty = (cells: readonly string[]) => cells.every((cell) => cell.trim() === '');

function tasksIn({ pairs }: Layout, { cells }: NumberedCells): string[] {
  return pairs.map(({ task }) => readCell(cells[task] ?? '')).filter((name) => name !== '');
}

function warnOfNewTypes(taskTypes: readonly string[], { project }: ReadingOptions, layout: Layout): ImportWarning[] {
  return taskTypes.map((type) => {
    const near = nearest(type, project.taskTypes, 'Did you mean').trim();
    const message = `"${type}" is no task type of ${project.id} yet; it is added`;
    return { row: null, field: fieldOf('task', layout), message, taken: type, ...(near && { suggestion: near }) };
  });
}

/** Of rows that ask for the same task the first is done, and the others are refused. */
function withoutDuplicates(rows: readonly ListedRow[], layout: Layout): { rows: ListedRow[]; errors: ImportError[] } {
  const firsts = new Map<string, number>();
  const errors: ImportError[] = [];
  const kept = rows.filter(({ row, tasks }) => {
    const ids = tasks.map(({ id }) => id);
    const repeated = ids.find((id, index) => firsts.has(id) || ids.indexOf(id) < index);
    if (repeated === undefined) {
      for (const id of ids) firsts.set(id, row);
      return true;
    }
    const message = `Row ${firsts.get(repeated) ?? row} asks for the task "${repeated}" already`;
    errors.push({ row, field: fieldOf('task', layout), code: 'DUPLICATE', message });
    return false;
  });
  return { rows: kept, errors };
}

/**
 * What a shot list asks for: its rows as tasks, with everything that is wrong with it.
 * @throws MALFORMED_BODY, VALIDATION_ERROR where the columns do not fit, PAYLOAD_TOO_LARGE
 */
export function readShotList(text: string, options: ReadingOptions): ShotList {
  const [headings = [], ...lines] = cellsOf(text);
  const { layout, warnings } = layoutOf(headings.map(readCell));
  const numbered = lines
    .map((cells, index): NumberedCells => ({ row: index + 1, cells }))
    .filter(({ cells }) => !isEmpty(cells));
  const wanted = numbered.map((one) => tasksIn(layout, one));
  const total = wanted.reduce((sum, { length }) => sum + length, 0);
  if (total > maxTasks) {
    throw new ApiError('PAYLOAD_TOO_LARGE', `The list has ${total} tasks; send at most ${maxTasks} at a time.`);
  }

  const { project, usernameOf } = options;
  const fresh = options.mayAddTaskTypes ? newTaskTypes(wanted.flat(), project.taskTypes) : [];
  const reading = { layout, usernameOf, project: { ...project, taskTypes: [...project.taskTypes, ...fresh] } };
  const read = numbered.map(({ row, cells }) => ({ row, ...readRow(row, cells, reading) }));
  const { rows, errors } = withoutDuplicates(
    read.filter(({ tasks }) => tasks.length > 0).map(({ row, tasks }) => ({ row, tasks })),
    layout,
  );

  const used = new Set(rows.flatMap(({ tasks }) => tasks.map(({ fields }) => fields.task)));
  const taskTypes = fresh.filter((type) => used.has(type));
  const done = rows.reduce((sum, { tasks }) => sum + tasks.length, 0);
  return {
    rows,
    failed: total - done,
    errors: [...read.flatMap((one: ReadRow) => one.errors), ...errors].sort(byRow),
    warnings: [
      ...[...warnings, ...warnOfNewTypes(taskTypes, options, layout)],
      ...[...read.flatMap((one) => one.warnings), ...contradictingCuts(rows, project, layout)].sort(byRow),
    ],
    taskTypes,
  };
}
