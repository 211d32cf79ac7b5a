import * as z from 'zod';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import {
  entity,
  hours,
  id,
  importedFrom,
  instant,
  json,
  line,
  onConflict,
  page,
  pathPart,
  replacementOf,
  several,
  text,
  withoutDefaults,
} from './primitives.ts';
import { listValue, projectId } from './projects.ts';
import { unassigned } from './unassigned.ts';

export const taskId = id.meta({ examples: ['ep00_sq0010_sh0020_lighting'] });
export const taskKinds = ['shot', 'asset', 'sequence'] as const;

export { unassigned };

const versionLabel = z.string().regex(/^v\d{1,10}$/, { error: 'Must be a version such as v007' });
const filePath = line(1_000);

/** What a client may write on a task. `task` is the task type (lighting, comp, …): the department's name. */
export const taskFields = z.strictObject({
  projectId,
  type: z.enum(taskKinds).default('shot'),
  episode: pathPart().nullable().default(null),
  sequence: pathPart().nullable().default(null),
  shot: pathPart(),
  task: listValue,
  artist: line(100)
    .min(1)
    .overwrite((name) => (name.toLowerCase() === unassigned.toLowerCase() ? unassigned : name))
    .default(unassigned)
    .meta({ description: 'A username, or a free name' }),
  status: listValue.default('not_started'),
  milestone: listValue.default('not_started'),
  milestoneNote: text(2_000).default(''),
  frameRange: z
    .strictObject({ start: z.int().min(-10_000_000).max(10_000_000), end: z.int().min(-10_000_000).max(10_000_000) })
    .refine((range) => range.end >= range.start, {
      error: 'The range must not end before it starts',
      path: ['end'],
      params: { code: 'OUT_OF_RANGE' },
    })
    .nullable()
    .default(null),
  priority: listValue.default('medium'),
  startTime: instant.nullable().default(null),
  deadline: instant.nullable().default(null),
  actualTimeLogged: hours.default(0).meta({ description: 'Hours' }),
  estimatedDurationHours: hours.default(0),
  versions: z.array(versionLabel).max(1_000).default([]),
  currentVersion: versionLabel.nullable().default(null),
  publishedVersion: versionLabel.nullable().default(null),
  clientSubmissionHistory: z.array(json).max(200).default([]),
  fileExtension: line(20).default(''),
  masterFile: z.boolean().default(true),
  workingFilePath: filePath.default(''),
  renderOutputPath: filePath.default(''),
  mediaFilePath: filePath.default(''),
  cacheFilePath: filePath.default(''),
  filename: filePath.default(''),
  labels: z
    .array(line(60).min(1))
    .max(50)
    .overwrite((labels) => [...new Set(labels)])
    .default([]),
  linkedTaskIds: z
    .array(taskId)
    .max(50)
    .overwrite((ids) => [...new Set(ids)])
    .default([])
    .meta({ description: 'Other tasks of the studio that have to do with it; what it waits for is `blockedBy`' }),
  customFields: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, { error: 'Must be a name such as cameraRig' }), json)
    .overwrite((values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)))
    .default({})
    .meta({ description: 'Values of the fields that the project declares in `customFields`' }),
  importedFrom,
});

/** They are addresses beside `/tasks/{taskId}`, in one version of the API or another: a task of that name could not be read. */
const addresses = ['bulk', 'bulk-update', 'export', 'facets', 'import'];
export const newTaskId = taskId.refine((value) => !addresses.includes(value), {
  error: 'Is an address of the API',
  params: { suggestion: 'Choose another id' },
});

const leftToProject = withoutDefaults(taskFields.pick({ status: true, milestone: true, priority: true })).shape;

/** What a client sends of a new task; what is left to the project is what is usual, or the first of its own list. */
const newTaskFields = taskFields.extend(leftToProject);
export type NewTaskFields = z.output<typeof newTaskFields>;

/** What an artist may change on their own task. */
export const progressFields = [
  'status',
  'milestone',
  'milestoneNote',
  'actualTimeLogged',
  'currentVersion',
  'versions',
] as const satisfies readonly (keyof z.output<typeof taskFields>)[];

export const task = z
  .object({
    id: taskId,
    ...taskFields.shape,
    sequenceClean: z.string(),
    shotClean: z.string(),
    episodeClean: z.string(),
    blockedBy: z
      .array(taskId)
      .default([])
      .meta({ description: 'The tasks that it waits for; changed by PUT and DELETE of its `dependencies`' }),
    ...entity,
  })
  .meta({ id: 'Task', description: 'A piece of work on a shot, an asset or a sequence.' });

export type Task = z.output<typeof task>;
export type TaskFields = z.output<typeof taskFields>;

const some = several(line(200).min(1)).optional();
const namedValue = line(300).regex(/^[A-Za-z]\w*:./, { error: 'Must be a name and a value, as in rig:biped' });
const flag = z.stringbool().optional();
const from = instant.optional().meta({ description: 'At that moment or later' });
const until = instant.optional().meta({ description: 'At that moment or earlier' });

/** What tasks may be asked for by; each alone and all together. */
const taskFilters = {
  projectId: projectId.optional(),
  type: several(z.enum(taskKinds)).optional(),
  episode: some,
  sequence: some.meta({ description: 'As it is written, or cleaned of the project’s prefix' }),
  shot: some,
  task: some,
  artist: some.meta({ description: 'Usernames or free names; `me` is you' }),
  status: some,
  milestone: some,
  priority: some,
  labels: some.meta({ description: 'Tasks that have any of these' }),
  customFields: several(namedValue)
    .optional()
    .meta({
      description: '`name:value`; of several names all must fit, of several values of one name any',
      examples: [['rig:biped']],
    }),
  deadlineAfter: from,
  deadlineBefore: until,
  createdAfter: from,
  createdBefore: until,
  updatedAfter: from,
  updatedBefore: until,
  overdue: flag.meta({ description: 'true: past the deadline and neither done nor cancelled; false: the others' }),
  open: flag.meta({ description: 'true: in a status that is neither done nor cancelled; false: the others' }),
  hasDeadline: flag.meta({ description: 'true: those that have one; false: those that have none' }),
  unassigned: flag.meta({ description: 'true: nobody’s; false: somebody’s' }),
  archived: z.stringbool().default(false).meta({ description: 'true: the archived ones instead' }),
  search: line(200)
    .min(1)
    .optional()
    .meta({ description: 'Words that must all occur in id, shot, sequence, task, artist or note, in any case' }),
};

/** Their names. */
export const taskFilterNames = Object.keys(taskFilters);

export const taskSorts = ['createdAt', 'updatedAt', 'deadline', 'priority', 'status', 'shot', 'artist'] as const;

const taskListQuery = z.strictObject({
  ...page,
  ...taskFilters,
  sort: z.enum(taskSorts).default('createdAt').meta({
    description: '`priority` and `status` in the order of the project’s lists',
  }),
  order: z
    .enum(['asc', 'desc'])
    .optional()
    .meta({ description: 'Times newest first, anything else ascending, unless said otherwise' }),
  fields: several(z.enum(task.keyof().options)).optional().meta({ description: 'Only these, and the id' }),
  include: several(z.literal('total')).optional().meta({ description: '`total`: `pagination.total` is told' }),
  skip: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ description: 'So many are passed over first; a cursor is the better way through a list that changes' }),
  allProjects: flag.meta({ description: 'true: without `projectId`, the tasks of every project that you may see' }),
});

export type TaskFilters = Omit<
  z.output<typeof taskListQuery>,
  'limit' | 'cursor' | 'sort' | 'order' | 'fields' | 'include' | 'skip' | 'allProjects'
>;
export type TaskListQuery = z.output<typeof taskListQuery>;

const withoutDefault = (schema: z.ZodType) =>
  schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
const rowFields = Object.entries(task.shape).map(([name, schema]) => [name, withoutDefault(schema).optional()]);
/** A task in a list: `fields` may leave out anything but the id, and what is left out stays out. */
const taskRow = z
  .object(Object.fromEntries(rowFields) as ReturnType<typeof task.partial>['shape'])
  .required({ id: true })
  .meta({ id: 'TaskRow' });

const counts = z.array(z.object({ value: z.string(), count: z.int() }));
const taskFacets = z
  .object({ total: z.int(), status: counts, task: counts, artist: counts, milestone: counts, sequence: counts })
  .meta({
    id: 'TaskFacets',
    description: 'How many tasks have each value, most first; sequences as they are cleaned.',
  });

/** MB: such a function keeps whole projects in memory; 10,000 tasks are about 40 MB. */
export const tableMemory = 1_769;

const taskReplacement = replacementOf(taskFields.omit({ projectId: true }), task);

const exportedTasks = z.array(task).meta({ id: 'ExportedTasks' });

const taskChange = z
  .object({
    revision: z.int(),
    type: z.string().meta({ examples: ['task.updated'] }),
    at: instant,
    actor: z.object({ id: z.string().nullable(), username: z.string().nullable() }),
    changes: z.record(z.string(), z.object({ old: json, new: json })),
  })
  .meta({ id: 'TaskChange', description: 'One revision of a task: who changed what.' });

const revision = z.int().min(1).optional().meta({ description: 'As `If-Match`: nobody may have written since' });
const taskPatch = mergePatchOf(taskFields.omit({ projectId: true }));

/** One of many; `data` of a create is a new task, of an update a merge patch. */
export const bulkOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), id: newTaskId.optional(), data: newTaskFields }),
  z.strictObject({ op: z.literal('update'), id: taskId, revision, data: taskPatch }),
  z.strictObject({ op: z.literal('archive'), id: taskId, revision }),
  z.strictObject({ op: z.literal('restore'), id: taskId, revision }),
]);
export type BulkOperation = z.output<typeof bulkOperation>;

const bulkResult = z
  .object({
    dryRun: z.boolean(),
    succeeded: z.int(),
    failed: z.int(),
    results: z.array(
      z.object({
        index: z.int(),
        id: z.string().nullable(),
        status: z.int().meta({ description: 'As the same operation would have answered alone' }),
        revision: z.int().optional(),
        error: z
          .looseObject({ code: z.string(), message: z.string(), details: z.array(z.record(z.string(), z.unknown())) })
          .optional(),
      }),
    ),
  })
  .meta({ id: 'BulkResult' });

const etag = (data: Pick<Task, 'revision'>) => etagOf(data.revision);
/** A task as it is now. */
export const taskAnswer = { kind: 'item', status: 200, data: task, etag } as const;
const domain = 'tasks';
const params = z.object({ taskId });

export const taskOperations = {
  listTasks: operation({
    id: 'listTasks',
    domain,
    method: 'GET',
    path: '/tasks',
    summary: 'List tasks',
    description:
      'Without `projectId`: those of the asked artists across projects; yours, if none is named. Filters may be ' +
      'combined; several values, by repetition or comma, mean any of them; a comma within one is written `\\,`. Rows ' +
      'without the value that is sorted by come last.',
    access: 'task.read',
    query: taskListQuery,
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: taskRow },
    memory: tableMemory,
  }),
  countTasks: operation({
    id: 'countTasks',
    domain,
    method: 'GET',
    path: '/tasks/facets',
    summary: 'Count tasks by status, task, artist, milestone and sequence',
    description: 'Takes the filters of the list.',
    access: 'task.read',
    query: z.strictObject(taskFilters),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: taskFacets },
    memory: tableMemory,
  }),
  exportTasks: operation({
    id: 'exportTasks',
    domain,
    method: 'GET',
    path: '/tasks/export',
    summary: 'Export the tasks of a project, as a shot list or as JSON',
    description:
      'Takes the filters of the list; in the order of creation. A CSV export can be imported again. As much as one ' +
      'answer holds; `Link` leads to the rest, with a header of its own.',
    access: 'task.read',
    query: z.strictObject({
      ...taskFilters,
      projectId,
      format: z.enum(['csv', 'json']).default('csv'),
      cursor: page.cursor,
    }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'file', status: 200, types: ['text/csv', 'application/json'], data: exportedTasks },
    memory: tableMemory,
    rateCost: 5,
  }),
  getTask: operation({
    id: 'getTask',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}',
    summary: 'Get a task',
    description:
      'An archived one too, with `archivedAt`. A client sees what was submitted to them, without artist, hours, ' +
      'notes and paths.',
    access: 'task.read',
    params,
    errors: ['NOT_FOUND'],
    answer: taskAnswer,
  }),
  createTask: operation({
    id: 'createTask',
    domain,
    method: 'POST',
    path: '/tasks',
    summary: 'Create a task',
    description:
      'Without `id` it is made from the cleaned episode, sequence, shot and task. Where the project has no such value as ' +
      'the default of `status`, `milestone` or `priority`, the first of its own list is taken.',
    access: 'task.create',
    body: newTaskFields.extend({ id: newTaskId.optional() }).meta({
      examples: [
        {
          ...{ projectId: 'SWA', episode: 'Ep00', sequence: 'SQ0010', shot: 'SH0020', task: 'lighting' },
          ...{ artist: 'mika', priority: 'high', frameRange: { start: 1001, end: 1096 } },
          ...{ deadline: '2025-09-12T16:00:00.000Z', estimatedDurationHours: 16 },
        },
      ],
    }),
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 201, data: task, etag },
    uses: ['tableWrite'],
  }),
  updateTask: operation({
    id: 'updateTask',
    domain,
    method: 'PATCH',
    path: '/tasks/{taskId}',
    summary: 'Change fields of a task (JSON Merge Patch)',
    description: 'Artists change the progress of their own tasks; supervisors and coordinators change anything.',
    access: 'task.progress',
    params,
    query: z.strictObject({ onConflict }),
    body: mergePatchOf(taskFields.omit({ projectId: true })).meta({
      examples: [{ status: 'review', milestoneNote: 'Frame 1043 flickers', deadline: null }],
    }),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
  replaceTask: operation({
    id: 'replaceTask',
    domain,
    method: 'PUT',
    path: '/tasks/{taskId}',
    summary: 'Replace the fields of a task',
    description: 'Takes a task as it was read; what is not yours to write (`id`, `revision`, …) is left aside.',
    access: 'task.update',
    params,
    query: z.strictObject({ onConflict }),
    body: taskReplacement,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
  listTaskHistory: operation({
    id: 'listTaskHistory',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/history',
    summary: 'List the changes of a task, newest first',
    description:
      'Each revision with who made it and the fields that it changed, old and new; the last is the creation. `POST ' +
      '…/revert` goes back to one. Not for clients.',
    access: 'task.history',
    params,
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: taskChange },
  }),
  revertTask: operation({
    id: 'revertTask',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/revert',
    summary: 'Set a task back to what it was at an earlier revision',
    description:
      'A change like any other: it makes a new revision, and can itself be reverted. Logged hours, versions and ' +
      'submissions stay as they are.',
    access: 'task.update',
    params,
    body: z.strictObject({ revision: z.int().min(1) }),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
  bulkTasks: operation({
    id: 'bulkTasks',
    domain,
    method: 'POST',
    path: '/tasks/bulk',
    summary: 'Create, change, archive and restore many tasks',
    description:
      'All or nothing, up to 49 changes; with `atomic=false` each by itself, up to 500, with a result for each. ' +
      '`dryRun=true` says what would happen and writes nothing. With an `Idempotency-Key` a repetition gets the first answer.',
    access: 'task.progress',
    query: z.strictObject({ atomic: z.stringbool().default(true), dryRun: z.stringbool().default(false) }),
    body: z.strictObject({ operations: z.array(bulkOperation).min(1).max(500) }).meta({
      examples: [
        {
          operations: [
            { op: 'create', data: { projectId: 'SWA', sequence: 'SQ0010', shot: 'SH0030', task: 'comp' } },
            { op: 'update', id: 'ep00_sq0010_sh0020_lighting', revision: 7, data: { status: 'approved' } },
            { op: 'archive', id: 'ep00_sq0010_sh0020_anim' },
          ],
        },
      ],
    }),
    maxBodyBytes: 4 * 1024 * 1024,
    revisions: 'body',
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT', 'IDEMPOTENCY_MISMATCH'],
    answer: { kind: 'item', status: 200, data: bulkResult },
    uses: ['tableWrite'],
    memory: 1_024,
    rateCost: 10,
  }),
  archiveTask: operation({
    id: 'archiveTask',
    domain,
    method: 'DELETE',
    path: '/tasks/{taskId}',
    summary: 'Archive a task; it drops out of lists and keeps its history',
    description:
      'It can still be read by its id, found with `archived=true`, and restored; versions, hours and comments ' +
      'stay. Archiving it again changes nothing.',
    access: 'task.archive',
    params,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
  restoreTask: operation({
    id: 'restoreTask',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/restore',
    summary: 'Bring an archived task back',
    description:
      'As it was, at a new revision. CONFLICT while its project is archived. Restoring what is not archived ' +
      'changes nothing.',
    access: 'task.archive',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
} as const;
