import type { ImportError, ImportWarning } from '../../contract/imports.ts';
import { newTaskId, type TaskFields, taskFields, unassigned } from '../../contract/tasks.ts';
import { pick } from '../merge-patch.ts';
import { checkProjectValues, taskIdOf, usualValues } from '../tasks.ts';
import { readSeveral } from './cells.ts';
import { bare, type Pair } from './columns.ts';
import { type Cut, cutColumns, framesOf } from './frames.ts';
import type { ListedTask } from './list.ts';
import { detailOf, errorsOfRefusal, rowErrors } from './problems.ts';
import { type Reading, Row } from './row.ts';
import { taskTypeOf } from './task-types.ts';

/** A row as it was read: its tasks, unless there are errors. */
export interface ReadRow {
  tasks: ListedTask[];
  errors: ImportError[];
  warnings: ImportWarning[];
}

/** A day of work in hours. */
export const hoursPerDay = 8;

/** Only what is told. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof present<T>
  >;
}

const types = taskFields.shape.type.unwrap().options;

function typeOf(row: Row) {
  const given = row.get('type');
  const type = types.find((one) => one === given?.toLowerCase());
  if (given !== undefined && !type) {
    const suggestion = `One of: ${types.join(', ')}`;
    row.refuse('type', { code: 'INVALID_VALUE', message: `"${given.slice(0, 50)}" is no type`, suggestion });
  }
  return type;
}

function rangeOf(row: Row) {
  const { project } = row.reading;
  const before = row.errors.length;
  const cut: Cut = Object.fromEntries(cutColumns.map((column) => [column, row.read(column, row.get(column), true)]));
  for (const column of ['cutLength', 'cutDuration'] as const) {
    const least = { message: 'A cut has at least one frame', suggestion: 'At least 1' };
    if ((cut[column] ?? 1) < 1) row.refuse(column, { code: 'OUT_OF_RANGE', ...least });
  }
  // what cannot be read contradicts nothing
  if (row.errors.length > before) return undefined;
  const { range, doubts } = framesOf(cut, project.frameSettings.defaultStart);
  for (const { column, ...doubt } of doubts) row.warn(column, doubt);
  return range ?? undefined;
}

function artistOf(row: Row) {
  const name = row.get('artist');
  if (name === undefined || name.toLowerCase() === unassigned.toLowerCase()) return name;
  const username = row.reading.usernameOf(name);
  if (username === undefined)
    row.warn('artist', { message: 'This is nobody of the studio; the name is kept as it is', taken: name });
  return username ?? name;
}

/** A value as the project's list writes it, as `In Progress` is `in_progress` there; else as it is, to be refused. */
function listed(row: Row, column: 'status' | 'milestone' | 'priority', list: readonly string[]): string | undefined {
  const value = row.get(column);
  if (value === undefined || list.includes(value)) return value;
  const name = bare(value);
  return list.find((one) => name !== '' && bare(one) === name) ?? value;
}

/** A day alone begins at midnight, UTC. */
function timeOf(cell: string | undefined) {
  return cell !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(cell) ? `${cell}T00:00:00.000Z` : cell;
}

function checkProject(row: Row): void {
  const { project } = row.reading;
  const given = row.get('project');
  if (given === undefined || given.toLowerCase() === project.id.toLowerCase()) return;
  row.refuse('project', {
    code: 'INVALID_VALUE',
    message: `"${given.slice(0, 50)}" is not the project of this import`,
    suggestion: `Import it with projectId=${given.slice(0, 50)}, or write ${project.id}`,
  });
}

/** What a row says of all of its tasks. */
function commonOf(row: Row) {
  const labels = row.get('labels');
  const { milestones, priorityLevels, ...project } = row.reading.project;
  const statuses = project.statuses.map(({ name }) => name);
  const names = { episode: row.get('episode'), sequence: row.get('sequence'), shot: row.get('shot') };
  return {
    names: present({ ...names, type: typeOf(row) }),
    values: present({
      frameRange: rangeOf(row),
      artist: artistOf(row),
      status: listed(row, 'status', statuses),
      milestone: listed(row, 'milestone', milestones),
      milestoneNote: row.get('milestoneNote'),
      priority: listed(row, 'priority', priorityLevels),
      startTime: timeOf(row.get('startTime')),
      deadline: timeOf(row.get('deadline')),
      labels: labels === undefined ? undefined : readSeveral(labels),
      fileExtension: row.get('fileExtension'),
    }),
  };
}

function estimateOf(row: Row, pair: Pair): number | undefined {
  const days = row.read('duration', row.at(pair.duration), false);
  return days === undefined ? undefined : days * hoursPerDay;
}

function idOf(row: Row, fields: TaskFields, isOnly: boolean): string | undefined {
  const own = row.get('id');
  if (own === undefined) return taskIdOf(fields, row.reading.project);
  if (!isOnly) {
    const suggestion = 'Give it a row of its own, or leave the id out';
    row.refuse('id', { code: 'INVALID_VALUE', message: 'An id is for the row of one task', suggestion });
    return undefined;
  }
  const id = newTaskId.safeParse(own);
  if (id.success) return id.data;
  const details = id.error.issues.map((issue) => ({ ...detailOf(issue, own), field: 'id' }));
  row.refuseAll(rowErrors(row.number, details, row.reading.layout));
  return undefined;
}

/** What every task of a row has, and one of them by its columns. */
interface Wish {
  names: object;
  values: object;
  pair: Pair;
  isOnly: boolean;
}

function taskOf(row: Row, { names, values, pair, isOnly }: Wish): ListedTask[] {
  const { layout, project } = row.reading;
  const task = taskTypeOf(row.at(pair.task) as string, project.taskTypes);
  const own = present({ ...values, estimatedDurationHours: estimateOf(row, pair) });
  const fileExtension = project.taskSettings.defaultFileExtensions[task] ?? '';
  const preset = { projectId: project.id, ...usualValues(project), fileExtension };
  const wanted = { ...preset, ...names, ...own, task };
  const parsed = taskFields.safeParse(wanted);
  if (!parsed.success) {
    const details = parsed.error.issues.map((issue) => detailOf(issue, wanted));
    row.refuseAll(rowErrors(row.number, details, layout));
    return [];
  }
  const fields = parsed.data;
  try {
    checkProjectValues(fields, project);
    const id = idOf(row, fields, isOnly);
    if (id === undefined) return [];
    const told = pick(fields, Object.keys(own) as (keyof TaskFields)[]);
    return [{ id, isNamed: row.get('id') !== undefined, fields, told }];
  } catch (error) {
    row.refuseAll(errorsOfRefusal(row.number, error, layout));
    return [];
  }
}

function checkExtent(row: Row, cells: readonly string[]): void {
  const { headings } = row.reading.layout;
  if (cells.slice(headings.length).every((cell) => cell.trim() === '')) return;
  const message = `The row has ${cells.length} cells, of ${headings.length} columns`;
  const suggestion = 'Put cells with a separator in them in quotes';
  row.refuseAll([{ row: row.number, field: 'row', code: 'INVALID_FORMAT', message, suggestion }]);
}

/** Reads one row of a list, counted from the first below the header. */
export function readRow(number: number, cells: readonly string[], reading: Reading): ReadRow {
  const row = new Row(number, cells, reading);
  checkExtent(row, cells);
  checkProject(row);
  const common = commonOf(row);
  const pairs = reading.layout.pairs.filter((pair) => row.at(pair.task) !== undefined);
  const isNameless = row.get('shot') === undefined;
  if (isNameless && pairs.length > 0) row.refuse('shot', { code: 'REQUIRED_FIELD', message: 'A task needs a shot' });
  if (pairs.length === 0) row.warn('task', { message: 'The row names no task, so nothing comes of it' });
  const tasks = (isNameless ? [] : pairs).flatMap((pair) =>
    taskOf(row, { ...common, pair, isOnly: pairs.length === 1 }),
  );
  const errors = withoutRepeats(row.errors);
  return { tasks: errors.length > 0 ? [] : tasks, errors, warnings: row.warnings };
}

/** What is wrong with a row is wrong with each of its tasks, and said once. */
function withoutRepeats(errors: readonly ImportError[]): ImportError[] {
  return [...new Map(errors.map((error) => [`${error.field} ${error.message}`, error])).values()];
}
