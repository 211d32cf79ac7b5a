import * as z from 'zod';
import { operation } from './operation.ts';
import { json, line } from './primitives.ts';
import { projectId } from './projects.ts';
import { taskFields, taskId } from './tasks.ts';

const platform = z.enum(['windows', 'linux']);
export type PathPlatform = z.output<typeof platform>;

export const pathKinds = ['workingFile', 'renderOutput', 'mediaFile', 'cacheFile', 'submission'] as const;
const pathKind = z.enum(pathKinds);
export type PathKind = z.output<typeof pathKind>;

const fileType = line(60)
  .min(1)
  .meta({
    description: 'One of the project’s `filenamePatterns`',
    examples: ['maya_scene'],
  });

// a union tells of its only member of the right type in the words of that one
const noVersion = { error: 'Must be a version such as 7 or v007' };
const version = z
  .union([z.int().min(0).max(9_999_999_999), z.string().regex(/^[vV]?\d{1,10}$/, noVersion)], noVersion)
  .meta({ examples: [7, 'v007'] });

const inlineTask = taskFields.pick({
  ...{ episode: true, sequence: true, shot: true, task: true },
  ...{ artist: true, status: true, priority: true, customFields: true },
});
/** What of a task stands in its paths. */
export type PathTask = z.output<typeof inlineTask>;

const noFrame = { error: 'Must be a frame such as 1001, or a sequence such as ####, %04d or $F4' };

/** What else the templates of a project may ask for. */
const pathRequest = {
  projectId,
  version: version.optional().meta({ description: 'Unless given, the current version of the task, or the first one' }),
  fileType,
  platform,
  kinds: z.array(pathKind).min(1).max(pathKinds.length).optional().meta({ description: 'Only these; else all' }),
  customFields: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, { error: 'Must be a name such as cameraRig' }), json)
    .refine((fields) => Object.keys(fields).length <= 50, { error: 'At most 50', params: { code: 'OUT_OF_RANGE' } })
    .default({})
    .meta({
      description: 'Values for the project’s custom fields, before those of the task; `metadata` holds what you like',
      examples: [{ metadata: { shot: { camera: 'A' } } }],
    }),
  frame: z
    .union([z.int().min(0).max(9_999_999), z.string().regex(/^(?:#{1,10}|%0?\d?d|\$F\d?)$/, noFrame)], noFrame)
    .optional()
    .meta({ description: 'A frame, or ####, %04d or $F4 for all; render_sequence asks for it' }),
  ext: z
    .string()
    .regex(/^\.?[A-Za-z0-9]{1,10}$/, { error: 'Must be a file extension such as exr' })
    .optional()
    .meta({ description: 'render_sequence asks for it' }),
  client: line(100).min(1).default('internal'),
  clientVersion: version.optional().meta({ description: 'Unless given, the version' }),
  deliveryType: line(100).min(1).default('review'),
  user: line(100).min(1).optional().meta({ description: 'Your username unless given' }),
};
export type PathRequest = z.output<z.ZodObject<typeof pathRequest>>;

/** As many as are read in one go, and answered within what a function may answer. */
export const maxPathTasks = 1_000;

const generation = z
  .strictObject({
    ...pathRequest,
    taskId: taskId.optional(),
    taskIds: z.array(taskId).min(1).max(maxPathTasks).optional(),
    task: inlineTask.optional().meta({ description: 'A task that there is none of yet' }),
  })
  .refine(({ taskId, taskIds, task }) => [taskId, taskIds, task].filter((one) => one !== undefined).length === 1, {
    error: 'Send one of taskId, taskIds and task',
    path: ['taskId'],
    params: { code: 'REQUIRED_FIELD' },
  })
  .meta({
    examples: [
      {
        projectId: 'SWA',
        fileType: 'maya_scene',
        platform: 'linux',
        taskId: 'ep00_sq0010_sh0020_lighting',
        version: 7,
      },
    ],
  });

const optionalPath = z.string().optional();
const generatedPaths = z
  .object({
    taskId: taskId.optional().meta({ description: 'Of a task that there is' }),
    workingFile: optionalPath,
    renderOutput: optionalPath,
    mediaFile: optionalPath,
    cacheFile: optionalPath,
    submission: optionalPath,
    filename: z.string(),
    variables: z.record(z.string(), z.string()).meta({ description: 'What was put into the templates' }),
  })
  .meta({ id: 'GeneratedPaths', description: 'The paths of a task, of the kinds that were asked for.' });
const answered = z.union([generatedPaths, z.array(generatedPaths)]).meta({ id: 'GeneratedPathsOfTasks' });
export type GeneratedPaths = z.output<typeof generatedPaths>;

const recognized = z
  .object({
    valid: z.boolean(),
    kind: pathKind.nullable(),
    platform: platform.nullable(),
    fileType: z.string().nullable(),
    project: z.string().nullable(),
    episode: z.string().nullable(),
    sequence: z.string().nullable(),
    shot: z.string().nullable(),
    task: z.string().nullable(),
    version: z.int().nullable(),
    filename: z.string().nullable(),
    variables: z.record(z.string(), z.string()).meta({ description: 'All that the path tells' }),
    taskId: taskId.nullable().meta({ description: 'Where there is such a task' }),
    problem: z
      .object({
        message: z.string(),
        kind: pathKind.meta({ description: 'Of the template that it comes nearest to' }),
        position: z.int().meta({ description: 'Which level does not fit, from 1' }),
        segment: z.string().nullable().meta({ description: 'That level; null where the path ends early' }),
        expected: z.string().nullable().meta({ description: 'null where the path should have ended' }),
      })
      .nullable()
      .meta({ description: 'Why it is not valid' }),
  })
  .meta({ id: 'RecognizedPath' });
export type RecognizedPath = z.output<typeof recognized>;

const domain = 'paths';

export const pathOperations = {
  generatePaths: operation({
    id: 'generatePaths',
    domain,
    method: 'POST',
    path: '/paths/generate',
    summary: 'Make the paths of tasks from the templates of their project',
    description:
      'For one task an object, for `taskIds` a list in their order. Nothing is written. What would climb, split a path or ' +
      'leave a level of it empty is refused by the name of the field.',
    access: 'path.read',
    body: generation,
    maxBodyBytes: 1024 * 1024,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: answered },
    memory: 1_024,
  }),
  validatePath: operation({
    id: 'validatePath',
    domain,
    method: 'POST',
    path: '/paths/validate',
    summary: 'Read a path back to its project, shot, task and version',
    description: 'Of Windows or Linux. A path that no template of the project makes is answered with why.',
    access: 'path.read',
    body: z.strictObject({ projectId, path: line(1_000).min(1) }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: recognized },
  }),
} as const;
