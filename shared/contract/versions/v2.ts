import * as z from 'zod';
import { breakdownOperations } from '../breakdown.ts';
import { dependencyOperations } from '../dependencies.ts';
import type { DetailCode } from '../errors.ts';
import { mergePatchOf } from '../merge-patch.ts';
import { line, several } from '../primitives.ts';
import { searchOperations } from '../search.ts';
import { bulkOperation, task, taskOperations, taskSorts, unassigned } from '../tasks.ts';
import { type ApiVersion, adapt, type Fault, faultIn } from './version.ts';

/**
 * v2: a task has `assignees`, a list, in place of `artist`, and `department` in place of `task`; filters, facets, orders
 * and history likewise. Everything else is as in v1.
 */

const assignees = z
  .array(line(100).min(1))
  .max(1, { error: 'A task has one assignee at most, for now' })
  .meta({ description: 'Usernames, or free names; empty where it is nobody’s. One at most, for now.' });

const assigneesOf = (artist: string | null) => (artist === null || artist === unassigned ? [] : [artist]);
const artistOf = (list: readonly string[] | null) => list?.[0] ?? unassigned;

type Listed<V> = V extends string | null ? string[] : V;
type Named<V> = V extends string[] | null ? string : V;
/** What has `artist` and `task` in v1, as it is in v2, and the other way round. */
type Later<T> = {
  [K in keyof T as K extends 'artist' ? 'assignees' : K extends 'task' ? 'department' : K]: K extends 'artist'
    ? Listed<T[K]>
    : T[K];
};
type Earlier<T> = {
  [K in keyof T as K extends 'assignees' ? 'artist' : K extends 'department' ? 'task' : K]: K extends 'assignees'
    ? Named<T[K]>
    : T[K];
};

/** What is absent stays absent. */
function later<T extends { artist?: string | null | undefined; task?: unknown }>(earlierOne: T): Later<T> {
  const { artist, task: department, ...rest } = earlierOne;
  return {
    ...rest,
    ...(artist !== undefined && { assignees: assigneesOf(artist) }),
    ...(department !== undefined && { department }),
  } as Later<T>;
}

function earlier<T extends { assignees?: string[] | null | undefined; department?: unknown }>(laterOne: T): Earlier<T> {
  const { assignees: list, department, ...rest } = laterOne;
  return {
    ...rest,
    ...(list !== undefined && { artist: artistOf(list) }),
    ...(department !== undefined && { task: department }),
  } as Earlier<T>;
}

const names = { artist: 'assignees', task: 'department' } as const;
const newNames: Readonly<Record<string, string>> = names;
const oldNames: Readonly<Record<string, string>> = { assignees: 'artist', department: 'task' };

/** Faults and conflicts in the words of v2. */
const words = {
  // what v2 does not know was sent by that very name
  fieldName: (path: string, code?: DetailCode) =>
    code === 'UNKNOWN_FIELD'
      ? path
      : path.replace(/^((?:operations\.\d+\.)?(?:data\.)?)(artist|task)$/, (_, at, name) => at + newNames[name]),
  fieldValue: (path: string, value: unknown) =>
    path === 'artist' && (typeof value === 'string' || value === null) ? assigneesOf(value) : value,
};

/** The members of an object schema, and those of a query by them. */
function membersOf<S extends { artist: z.ZodType; task: z.ZodType }>({ artist, task: department, ...rest }: S) {
  return { ...rest, assignees, department: department as S['task'] };
}
function filtersOf<S extends { artist: z.ZodType; task: z.ZodType }>({ artist, task: department, ...rest }: S) {
  return { ...rest, assignees: artist as S['artist'], department: department as S['task'] };
}
type Filters<T> = {
  [K in keyof T as K extends 'assignees' ? 'artist' : K extends 'department' ? 'task' : K]: T[K];
};
function earlierFilters<T extends { assignees?: unknown; department?: unknown }>(filters: T): Filters<T> {
  const { assignees: artist, department, ...rest } = filters;
  return { ...rest, artist, task: department } as unknown as Filters<T>;
}

const taskV2 = z.object(membersOf(task.shape)).meta({ id: 'Task', description: task.meta()?.description });
const taskData = { schema: taskV2, down: later<z.output<typeof task>> };
const { listTasks, countTasks, exportTasks, createTask, updateTask, replaceTask, listTaskHistory, bulkTasks } =
  taskOperations;

const row = listTasks.answer.data;
const rowV2 = z
  .object({ ...membersOf(row.shape), assignees: assignees.optional() })
  .meta({ id: 'TaskRow', description: row.meta()?.description });

const sortV2 = z
  .enum(taskSorts.map((name) => (name === 'artist' ? 'assignees' : name)) as ['createdAt', 'assignees'])
  .default('createdAt')
  .meta(listTasks.query.shape.sort.meta() ?? {});
const fieldsV2 = several(z.enum(taskV2.keyof().options))
  .optional()
  .meta(listTasks.query.shape.fields.meta() ?? {});

const facets = countTasks.answer.data;
const { artist: artistCounts, task: taskCounts, ...otherCounts } = facets.shape;
const facetsV2 = z
  .object({ ...otherCounts, assignees: artistCounts, department: taskCounts })
  .meta({ id: 'TaskFacets', description: facets.meta()?.description });

const created = createTask.body.shape;
const newTask = z
  .strictObject({ ...membersOf(created), assignees: assignees.default([]) })
  .meta({ examples: (createTask.body.meta()?.examples ?? []).map((example) => later(example as { artist?: string })) });
const { projectId: _, id: __, ...changeable } = newTask.shape;
/** A schema of its own for each place: the description calls one of them by its operation. */
const taskPatch = () => mergePatchOf(z.strictObject(changeable));
const replacement = z
  .strictObject({ ...membersOf(replaceTask.body.shape), assignees: assignees.default([]) })
  .meta({ examples: [{ shot: 'SH0020', department: 'lighting', assignees: ['mika'], priority: 'high' }] });

const change = listTaskHistory.answer.data;
type Change = z.output<typeof change>;
function changeOf({ changes, ...rest }: Change): Change {
  const renamed = Object.entries(changes).map(([name, { old, new: now }]) => [
    newNames[name] ?? name,
    { old: words.fieldValue(name, old), new: words.fieldValue(name, now) },
  ]);
  return { ...rest, changes: Object.fromEntries(renamed) as Change['changes'] };
}

const [createOne, updateOne, archiveOne, restoreOne] = bulkOperation.options;
const bulkV2 = z
  .strictObject({
    operations: z
      .array(
        z.discriminatedUnion('op', [
          createOne.extend({ data: newTask.omit({ id: true }) }),
          updateOne.extend({ data: taskPatch() }),
          archiveOne,
          restoreOne,
        ]),
      )
      .min(1)
      .max(500),
  })
  .meta({
    examples: [
      {
        operations: [
          { op: 'create', data: { projectId: 'SWA', shot: 'SH0030', department: 'comp', assignees: ['mika'] } },
          { op: 'update', id: 'ep00_sq0010_sh0020_lighting', revision: 7, data: { status: 'approved' } },
        ],
      },
    ],
  });

type BulkResult = z.output<typeof bulkTasks.answer.data>['results'][number];
const resultOf = ({ error, ...rest }: BulkResult): BulkResult => ({
  ...rest,
  ...(error && { error: faultIn(words, error as typeof error & Fault) }),
});

const summary = dependencyOperations.listTaskDependencies.answer.data;
const summaryV2 = z
  .object(membersOf(summary.shape.blocks.element.shape))
  .meta({ id: 'DependencySummary', description: summary.shape.blocks.element.meta()?.description });

const item = breakdownOperations.getShot.answer.data;
const itemV2 = z
  .object({ ...item.shape, tasks: z.array(z.object(membersOf(item.shape.tasks.element.shape))) })
  .meta({ id: 'SummarisedBreakdownItem', description: item.meta()?.description });
const itemData = {
  schema: itemV2,
  down: ({ tasks, ...rest }: z.output<typeof item>) => ({ ...rest, tasks: tasks.map(later) }),
};

const hit = searchOperations.search.answer.data;
const { artist: ___, ...hitMembers } = hit.shape;
const hitV2 = z.object({ ...hitMembers, assignees }).meta({ id: 'SearchHit' });

const { listShots, getShot, listAssets, getAsset, listSequences, getSequence } = breakdownOperations;

export const v2: ApiVersion = {
  name: 'v2',
  routes: [],
  adapters: new Map([
    adapt(listTasks, {
      ...words,
      query: {
        schema: z.strictObject({ ...filtersOf(listTasks.query.shape), sort: sortV2, fields: fieldsV2 }),
        up: ({ sort, fields, ...filters }) => ({
          ...earlierFilters(filters),
          sort: (oldNames[sort] ?? sort) as (typeof taskSorts)[number],
          fields: fields?.map((name) => (oldNames[name] ?? name) as keyof z.output<typeof task>),
        }),
      },
      data: { schema: rowV2, down: later },
    }),
    adapt(countTasks, {
      ...words,
      query: { schema: z.strictObject(filtersOf(countTasks.query.shape)), up: earlierFilters },
      data: {
        schema: facetsV2,
        down: ({ artist, task: departments, ...rest }) => ({ ...rest, assignees: artist, department: departments }),
      },
    }),
    adapt(exportTasks, {
      ...words,
      query: { schema: z.strictObject(filtersOf(exportTasks.query.shape)), up: earlierFilters },
      data: { schema: z.array(taskV2).meta({ id: 'ExportedTasks' }), down: (tasks) => tasks.map(later) },
    }),
    ...[
      taskOperations.getTask,
      taskOperations.revertTask,
      taskOperations.archiveTask,
      taskOperations.restoreTask,
      dependencyOperations.addTaskDependency,
      dependencyOperations.removeTaskDependency,
    ].map((operation) => adapt(operation, { ...words, data: taskData })),
    adapt(createTask, { ...words, body: { schema: newTask, up: earlier }, data: taskData }),
    adapt(updateTask, {
      ...words,
      body: { schema: taskPatch().meta({ examples: [{ status: 'review', assignees: [] }] }), up: earlier },
      data: taskData,
    }),
    adapt(replaceTask, { ...words, body: { schema: replacement, up: earlier }, data: taskData }),
    adapt(listTaskHistory, { ...words, data: { schema: change, down: changeOf } }),
    adapt(bulkTasks, {
      ...words,
      body: {
        schema: bulkV2,
        up: ({ operations }) => ({
          operations: operations.map((one) => {
            if (one.op === 'create') return { ...one, data: earlier(one.data) };
            return one.op === 'update' ? { ...one, data: earlier(one.data) } : one;
          }),
        }),
      },
      data: {
        schema: bulkTasks.answer.data,
        down: ({ results, ...rest }) => ({ ...rest, results: results.map(resultOf) }),
      },
    }),
    adapt(dependencyOperations.listTaskDependencies, {
      ...words,
      data: {
        schema: z
          .object({ blockedBy: z.array(summaryV2), blocks: z.array(summaryV2) })
          .meta({ id: 'TaskDependencies', description: summary.meta()?.description }),
        down: ({ blockedBy, blocks }) => ({ blockedBy: blockedBy.map(later), blocks: blocks.map(later) }),
      },
    }),
    ...[listShots, getShot, listAssets, getAsset, listSequences, getSequence].map((operation) =>
      adapt(operation, { data: itemData }),
    ),
    adapt(searchOperations.search, {
      data: {
        schema: hitV2,
        down: ({ artist, ...rest }) => ({ ...rest, assignees: assigneesOf(artist) }),
      },
    }),
  ]),
};
