import type * as z from 'zod';
import { ApiError, type DetailCode, type ErrorDetail } from '../../contract/errors.ts';
import type { ImportError } from '../../contract/imports.ts';
import type { TaskFields } from '../../contract/tasks.ts';
import { type Column, headingOf, type Layout } from './columns.ts';

type Issue = z.core.$ZodIssue;

/** Where the list says what a field of a task has. */
const columnOfField: Partial<Record<keyof TaskFields | 'id', Column>> = {
  ...{ id: 'id', projectId: 'project', type: 'type', episode: 'episode', sequence: 'sequence', shot: 'shot' },
  ...{ task: 'task', frameRange: 'cutOut', estimatedDurationHours: 'duration', artist: 'artist', status: 'status' },
  ...{ milestone: 'milestone', milestoneNote: 'milestoneNote', priority: 'priority', startTime: 'startTime' },
  ...{ deadline: 'deadline', labels: 'labels', fileExtension: 'fileExtension' },
};

/** The column of a list that something is about, as the list itself calls it. */
export function fieldOf(column: Column, { headings, single, pairs }: Layout): string {
  const [pair] = pairs;
  const place = column === 'task' ? pair?.task : column === 'duration' ? pair?.duration : single.get(column);
  return (place === undefined ? undefined : headings[place]) ?? headingOf(column);
}

const codes: Partial<Record<Issue['code'], DetailCode>> = {
  too_small: 'OUT_OF_RANGE',
  invalid_type: 'INVALID_TYPE',
  invalid_format: 'INVALID_FORMAT',
};

/** What a schema says of a value, as a detail of an error. */
export function detailOf(issue: Issue): ErrorDetail {
  const { code: own, suggestion } = ((issue as { params?: object }).params ?? {}) as Partial<ErrorDetail>;
  const tooBig = issue.code === 'too_big' && issue.origin === 'string' ? 'TOO_LONG' : 'OUT_OF_RANGE';
  const code = own ?? (issue.code === 'too_big' ? tooBig : codes[issue.code]) ?? 'INVALID_VALUE';
  const field = issue.path.map(String).join('.');
  return { field, code, message: issue.message, ...(suggestion !== undefined && { suggestion }) };
}

/** Details about a task as errors of the row that asks for it. */
export function rowErrors(row: number, details: readonly ErrorDetail[], layout?: Layout): ImportError[] {
  return details.map(({ field, ...detail }) => {
    const [first = ''] = field.split('.');
    const column = columnOfField[first as keyof typeof columnOfField];
    if (!column) return { row, field, ...detail };
    return { row, field: layout ? fieldOf(column, layout) : headingOf(column), ...detail };
  });
}

/** What a rule refuses, as errors of the row; anything else goes on its way. */
export function errorsOfRefusal(row: number, error: unknown, layout?: Layout): ImportError[] {
  if (!(error instanceof ApiError)) throw error;
  const { details, message } = error;
  if (details.length > 0) return rowErrors(row, details, layout);
  return rowErrors(row, [{ field: 'task', code: 'INVALID_VALUE', message }], layout);
}
