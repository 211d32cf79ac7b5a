import * as z from 'zod';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import { entity, hours, id, importedFrom, instant, json, line, page, pathPart, several, text } from './primitives.ts';
import { listValue, projectId } from './projects.ts';

export const taskId = id.meta({ examples: ['ep00_sq0010_sh0020_lighting'] });
const taskKinds = ['shot', 'asset', 'sequence'] as const;

/** Who works on it when nobody does. */
export const unassigned = 'Unassigned';

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
  labels: z.array(line(60).min(1)).max(50).default([]),
  linkedTaskIds: z.array(taskId).max(200).default([]),
  importedFrom,
});

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
    ...entity,
  })
  .meta({ id: 'Task', description: 'A piece of work on a shot, an asset or a sequence.' });

export type Task = z.output<typeof task>;
export type TaskFields = z.output<typeof taskFields>;

const etag = (data: Pick<Task, 'revision'>) => etagOf(data.revision);
const domain = 'tasks';
const params = z.object({ taskId });

export const taskOperations = {
  listTasks: operation({
    id: 'listTasks',
    domain,
    method: 'GET',
    path: '/tasks',
    summary: 'List the tasks of a project',
    description: 'Newest first. `status` and `artist` may be repeated or separated by commas; `artist=me` is you.',
    access: 'task.read',
    query: z.strictObject({
      ...page,
      projectId,
      status: several(listValue).optional(),
      artist: several(line(100)).optional(),
      archived: z.stringbool().default(false).meta({ description: 'true: the archived ones instead' }),
    }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: task },
  }),
  getTask: operation({
    id: 'getTask',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}',
    summary: 'Get a task',
    access: 'task.read',
    params,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: task, etag },
  }),
  createTask: operation({
    id: 'createTask',
    domain,
    method: 'POST',
    path: '/tasks',
    summary: 'Create a task',
    description: 'Without `id` it is made from the cleaned episode, sequence, shot and task.',
    access: 'task.create',
    body: taskFields.extend({ id: taskId.optional() }),
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
    body: mergePatchOf(taskFields.omit({ projectId: true })),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: task, etag },
    uses: ['tableWrite'],
  }),
  archiveTask: operation({
    id: 'archiveTask',
    domain,
    method: 'DELETE',
    path: '/tasks/{taskId}',
    summary: 'Archive a task; it drops out of lists and keeps its history',
    access: 'task.archive',
    params,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: task, etag },
    uses: ['tableWrite'],
  }),
  restoreTask: operation({
    id: 'restoreTask',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/restore',
    summary: 'Bring an archived task back',
    access: 'task.archive',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: task, etag },
    uses: ['tableWrite'],
  }),
} as const;
