import { ApiError, type ErrorDetail } from '../../contract/errors.ts';
import type { ImportWarning } from '../../contract/imports.ts';
import { maxTogether } from '../bulk.ts';
import { nearest } from '../suggest.ts';

/** The columns of a shot list: as an export calls them, and what else they may be called. */
const columns = {
  id: { heading: 'Id', aliases: ['taskid'] },
  project: { heading: 'Project', aliases: ['projectid', 'projectcode', 'show'] },
  episode: { heading: 'Episode', aliases: ['ep', 'episodename'] },
  type: { heading: 'Type', aliases: ['kind'] },
  sequence: { heading: 'Sequence', aliases: ['seq', 'sequencename'] },
  shot: { heading: 'Shot', aliases: ['shotname', 'shotcode', 'asset', 'assetname'] },
  cutLength: { heading: 'Cut Length', aliases: ['length', 'frames', 'framecount'] },
  cutIn: { heading: 'Cut In', aliases: ['in', 'framein', 'startframe', 'firstframe'] },
  cutOut: { heading: 'Cut Out', aliases: ['out', 'frameout', 'endframe', 'lastframe'] },
  cutDuration: { heading: 'Cut Duration', aliases: [] },
  task: { heading: 'Task', aliases: ['tasktype', 'taskname', 'department', 'step'] },
  duration: { heading: 'task duration', aliases: ['duration', 'days', 'taskdays', 'biddays', 'mandays'] },
  artist: { heading: 'Artist', aliases: ['assignee', 'assignedto'] },
  status: { heading: 'Status', aliases: [] },
  milestone: { heading: 'Milestone', aliases: [] },
  milestoneNote: { heading: 'Milestone Note', aliases: ['note', 'notes'] },
  priority: { heading: 'Priority', aliases: [] },
  startTime: { heading: 'Start', aliases: ['starttime', 'startdate'] },
  deadline: { heading: 'Deadline', aliases: ['due', 'duedate'] },
  labels: { heading: 'Labels', aliases: ['tags'] },
  fileExtension: { heading: 'File Extension', aliases: ['extension'] },
} as const;

export type Column = keyof typeof columns;
type SingleColumn = Exclude<Column, 'task' | 'duration'>;

/** What an export calls a column. */
export const headingOf = (column: Column): string => columns[column].heading;

/** Letters and digits alone, in lower case: `Cut In`, `cut_in` and `CUTIN` are one. */
export const bare = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

const byName = new Map<string, Column>(
  Object.entries(columns).flatMap(([column, { heading, aliases }]) =>
    [bare(heading), ...aliases].map((name) => [name, column as Column] as const),
  ),
);

/** A task's column, and that of its days, by their places. */
export interface Pair {
  task: number;
  duration?: number;
}

/** Which column of a list stands where. */
export interface Layout {
  headings: readonly string[];
  single: ReadonlyMap<SingleColumn, number>;
  pairs: readonly Pair[];
}

interface Found {
  column: Column;
  place: number;
  /** Of `Task 2`; 0 without one. */
  number: number;
}

function find(heading: string, place: number): Found | undefined {
  const name = bare(heading);
  const column = byName.get(name);
  if (column) return { column, place, number: 0 };
  const [, base = '', digits = ''] = /^(.*?)(\d{1,3})$/.exec(name) ?? [];
  const numbered = byName.get(base);
  return numbered === 'task' || numbered === 'duration'
    ? { column: numbered, place, number: Number(digits) }
    : undefined;
}

const isNumbered = (found: readonly Found[]) => found.some(({ number }) => number > 0);
/** The first one often goes without: `Task`, `Task 2`. */
const numberOf = ({ number }: Found) => number || 1;

/** Columns that are there already; tasks and days may repeat, unless they have numbers. */
function repeatedAmong(found: readonly Found[]): Found[] {
  const repeats = isNumbered(found);
  const nameOf = (one: Found) => {
    const isPaired = one.column === 'task' || one.column === 'duration';
    return isPaired ? `${one.column} ${repeats ? numberOf(one) : one.place}` : one.column;
  };
  const names = found.map(nameOf);
  return found.filter((_, index) => names.indexOf(names[index] as string) < index);
}

/**
 * Each task with its own days, never with a column of another name: by their numbers where they have some, in their
 * order where there are as many of both, else with the days that come next before another task.
 */
function pairsOf(tasks: readonly Found[], durations: readonly Found[]): Pair[] {
  return tasks.map((task, index): Pair => {
    const next = tasks[index + 1]?.place ?? Number.POSITIVE_INFINITY;
    const own = isNumbered([...tasks, ...durations])
      ? durations.find((duration) => numberOf(duration) === numberOf(task))
      : tasks.length === durations.length
        ? durations[index]
        : durations.find(({ place }) => place > task.place && place < next);
    return { task: task.place, ...(own && { duration: own.place }) };
  });
}

const known = () => Object.values(columns).map(({ heading }) => heading);

function missing(column: Column, headings: readonly string[]): ErrorDetail {
  const field = headingOf(column);
  const near = nearest(
    field,
    headings.filter((heading) => heading !== ''),
    'Is it',
  );
  return {
    ...{ field, code: 'REQUIRED_FIELD', message: `There is no column "${field}"` },
    suggestion: `${near}Name it in the first line; columns that are read: ${known().join(', ')}`,
  };
}

function refuse(details: ErrorDetail[]): void {
  if (details.length > 0) throw new ApiError('VALIDATION_ERROR', 'The columns of the list do not fit', { details });
}

/** So many with a heading; each is compared with the others. */
const maxColumns = 300;

/**
 * Finds the columns of a list by their headings, in any case, order and spelling that is known.
 * @returns warnings too: of columns that nothing is read from
 * @throws VALIDATION_ERROR for columns that are missing, there twice, or far too many
 */
export function layoutOf(headings: readonly string[]): { layout: Layout; warnings: ImportWarning[] } {
  const named = headings.filter((heading) => heading !== '').length;
  if (named > maxColumns) {
    const message = `The list has ${named} columns, of ${maxColumns} at most`;
    refuse([{ field: 'body', code: 'OUT_OF_RANGE', message, suggestion: 'Leave out what nothing is read from' }]);
  }
  const found = headings.flatMap((heading, place) => find(heading, place) ?? []);
  const of = (column: Column) => found.filter((one) => one.column === column);
  const [tasks, durations] = [of('task'), of('duration')];
  const singles = found.filter(({ column }) => column !== 'task' && column !== 'duration');
  const heading = ({ place }: Found) => headings[place] as string;

  refuse([
    ...(['shot', 'task'] as const).filter((column) => of(column).length === 0).map((one) => missing(one, headings)),
    ...repeatedAmong(found).map(
      (one): ErrorDetail => ({
        ...{ field: heading(one), code: 'DUPLICATE', message: `There are two columns "${headingOf(one.column)}"` },
        suggestion: 'Leave one of them out',
      }),
    ),
    ...(tasks.length > maxTogether
      ? [{ field: headingOf('task'), code: 'OUT_OF_RANGE', message: `A row has at most ${maxTogether} tasks` } as const]
      : []),
  ]);

  const pairs = pairsOf(tasks, durations);
  const used = new Set([...singles.map(({ place }) => place), ...pairs.flatMap((pair) => Object.values(pair))]);
  const unused = headings.flatMap((field, place): ImportWarning[] => {
    if (used.has(place) || field === '') return [];
    const near = nearest(field, known(), 'Did you mean').trim();
    return [{ row: null, field, message: 'Nothing is read from this column', ...(near && { suggestion: near }) }];
  });
  const single = new Map(singles.map(({ column, place }) => [column as SingleColumn, place]));
  return { layout: { headings, single, pairs }, warnings: unused };
}
