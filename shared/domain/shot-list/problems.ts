import { ApiError, type ErrorDetail } from '../../contract/errors.ts';
import type { ImportError } from '../../contract/imports.ts';
import type { TaskFields } from '../../contract/tasks.ts';
import { describe, type Issue } from '../describe-issue.ts';
import { type Column, headingOf, type Layout } from './columns.ts';

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

/** A list may say less of a time than the API does. */
const dayOrTime = 'A day, as in 2025-08-29, or a time with its zone, as in 2025-08-29T10:00:00Z';

/** What a schema says of a value, as a detail of an error. */
export function detailOf(issue: Issue, input: unknown): ErrorDetail {
  const field = issue.path.map(String).join('.');
  const isTime = issue.code === 'invalid_format' && issue.format === 'datetime';
  return { field, ...describe(issue, input), ...(isTime && { suggestion: dayOrTime }) };
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
