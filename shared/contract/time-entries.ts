import * as z from 'zod';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import { day, entity, hours, id, page, text } from './primitives.ts';
import { projectId } from './projects.ts';
import { taskId } from './tasks.ts';

const firstDay = '2000-01-01';
const maxDaysAhead = 366;
const lastDay = () => new Date(Date.now() + maxDaysAhead * 24 * 3600 * 1000).toISOString().slice(0, 10);

/** A day on which somebody may say that they worked: another year is a slip, as 0202 is of 2022. */
const workDay = day
  .refine((date) => date >= firstDay && date <= lastDay(), {
    error: 'Is no day of our time',
    params: { code: 'OUT_OF_RANGE', suggestion: `A day from ${firstDay} to ${maxDaysAhead} days from today` },
  })
  .meta({
    description: `The day of the work, from ${firstDay} to ${maxDaysAhead} days from today`,
    examples: ['2025-08-29'],
  });

/** What is kept of hours that is written; whose they are stays. Days were of any year once. */
export const timeEntryFields = z.strictObject({
  date: day.meta({ description: 'The day of the work', examples: ['2025-08-29'] }),
  hours: hours.min(0.01).max(24),
  note: text(1_000).default(''),
});

const writtenFields = timeEntryFields.extend({ date: workDay });

export const timeEntry = z
  .object({
    id,
    taskId,
    projectId,
    userId: id.meta({ description: 'Whose hours these are' }),
    username: z.string().nullable(),
    ...timeEntryFields.shape,
    ...entity,
  })
  .meta({ id: 'TimeEntry', description: 'Hours that somebody worked on a task on a day.' });

export type TimeEntry = z.output<typeof timeEntry>;
export type TimeEntryFields = z.output<typeof timeEntryFields>;

const totalsBy = ['task', 'person', 'week', 'day'] as const;

const total = {
  hours,
  overtimeHours: hours.meta({ description: 'Of these, what is beyond 8 hours of one person on one day' }),
  entries: z.int(),
};

export const timeTotals = z
  .object({
    groupBy: z.enum(totalsBy),
    ...total,
    groups: z
      .array(
        z.object({
          key: z.string().meta({
            description: 'A task id, a user id, an ISO week or a day',
            examples: ['2025-W35', '2025-08-29'],
          }),
          username: z.string().nullable().optional().meta({ description: 'By person only' }),
          ...total,
        }),
      )
      .meta({ description: 'By key, ascending' }),
  })
  .meta({
    id: 'TimeTotals',
    description:
      'Hours added up. Overtime is counted within what is asked for, in the order in which hours were entered.',
  });

export type TimeTotals = z.output<typeof timeTotals>;

const whose = id.meta({ description: 'A user id, or `me`' });
const from = day.optional().meta({ description: 'From this day on' });
const to = day.optional().meta({ description: 'Up to this day, which is included' });

const domain = 'time-entries';
const ofTask = z.object({ taskId });
const params = z.object({ taskId, entryId: id });
const etag = (data: Pick<TimeEntry, 'revision'>) => etagOf(data.revision);

export const timeEntryOperations = {
  listTimeEntries: operation({
    id: 'listTimeEntries',
    domain,
    method: 'GET',
    path: '/time-entries',
    summary: 'List the hours of a person across tasks, the latest day first',
    description: 'Yours, or, for whoever leads the studio or the project named by `projectId`, somebody else’s.',
    access: 'timeEntry.read',
    query: z.strictObject({ ...page, userId: whose.default('me'), projectId: projectId.optional(), from, to }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: timeEntry },
  }),
  sumTimeEntries: operation({
    id: 'sumTimeEntries',
    domain,
    method: 'GET',
    path: '/time-entries/totals',
    summary: 'Add up hours by task, person, week or day',
    description:
      'Of a task, a person or a project; with several of them, of what belongs to all. Yours, if none is named. ' +
      'At most 366 days of a person at a time, and 92 of a project: the last ones, where no days are named.',
    access: 'timeEntry.read',
    query: z.strictObject({
      groupBy: z.enum(totalsBy),
      taskId: taskId.optional(),
      projectId: projectId.optional(),
      userId: whose.optional(),
      from,
      to,
    }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: timeTotals },
  }),
  listTaskTimeEntries: operation({
    id: 'listTaskTimeEntries',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/time-entries',
    summary: 'List the hours on a task, the last entered first',
    description: 'Everybody’s for whoever leads the studio or the project; your own otherwise.',
    access: 'timeEntry.read',
    params: ofTask,
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: timeEntry },
  }),
  createTimeEntry: operation({
    id: 'createTimeEntry',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/time-entries',
    summary: 'Enter hours on a task',
    description: 'They are added to the task’s `actualTimeLogged`. Supervisors and managers enter those of others too.',
    access: 'timeEntry.create',
    params: ofTask,
    body: writtenFields
      .extend({ userId: id.optional().meta({ description: 'Whose, as a user id or `me`; yours, if it is left out' }) })
      .meta({ examples: [{ date: '2025-08-29', hours: 3.5, note: 'Relit the background' }] }),
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 201, data: timeEntry, etag },
    uses: ['tableWrite'],
  }),
  updateTimeEntry: operation({
    id: 'updateTimeEntry',
    domain,
    method: 'PATCH',
    path: '/tasks/{taskId}/time-entries/{entryId}',
    summary: 'Change hours (JSON Merge Patch)',
    description: 'The difference goes to the task’s `actualTimeLogged`.',
    access: 'timeEntry.change',
    params,
    body: mergePatchOf(writtenFields),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: timeEntry, etag },
    uses: ['tableWrite'],
  }),
  deleteTimeEntry: operation({
    id: 'deleteTimeEntry',
    domain,
    method: 'DELETE',
    path: '/tasks/{taskId}/time-entries/{entryId}',
    summary: 'Take hours back',
    description: 'They are taken off the task’s `actualTimeLogged`; history keeps that they were there.',
    access: 'timeEntry.change',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
  }),
} as const;
