import type { Task } from '../../contract/tasks.ts';
import { writeCell, writeSeveral } from './cells.ts';
import { type Column, headingOf } from './columns.ts';
import { hoursPerDay } from './rows.ts';

const numeral = (value: number | undefined) => (value === undefined ? '' : String(value));

/** What an export tells of a task, column by column; an import reads all of it. */
const cells: [Column, (task: Task) => string][] = [
  ['id', ({ id }) => id],
  ['project', ({ projectId }) => projectId],
  ['episode', ({ episode }) => episode ?? ''],
  ['type', ({ type }) => type],
  ['sequence', ({ sequence }) => sequence ?? ''],
  ['shot', ({ shot }) => shot],
  ['cutLength', ({ frameRange }) => numeral(frameRange ? frameRange.end - frameRange.start + 1 : undefined)],
  ['cutIn', ({ frameRange }) => numeral(frameRange?.start)],
  ['cutOut', ({ frameRange }) => numeral(frameRange?.end)],
  ['task', ({ task }) => task],
  ['duration', ({ estimatedDurationHours }) => String(estimatedDurationHours / hoursPerDay)],
  ['artist', ({ artist }) => artist],
  ['status', ({ status }) => status],
  ['milestone', ({ milestone }) => milestone],
  ['milestoneNote', ({ milestoneNote }) => milestoneNote],
  ['priority', ({ priority }) => priority],
  ['startTime', ({ startTime }) => startTime ?? ''],
  ['deadline', ({ deadline }) => deadline ?? ''],
  ['labels', ({ labels }) => writeSeveral(labels)],
  ['fileExtension', ({ fileExtension }) => fileExtension],
];

/** A line of CSV ends so (RFC 4180). */
const lineEnd = '\r\n';
const lineOf = (values: readonly string[]) => values.map(writeCell).join(',') + lineEnd;

/** The first line of an export. */
export const headerLine = lineOf(cells.map(([column]) => headingOf(column)));

/** Tasks as lines of an export. */
export function taskLines(tasks: readonly Task[]): string {
  return tasks.map((task) => lineOf(cells.map(([, tell]) => tell(task)))).join('');
}
