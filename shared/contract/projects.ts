import * as z from 'zod';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import {
  day,
  entity,
  importedFrom,
  line,
  mandays,
  onConflict,
  page,
  replacementOf,
  text,
  withoutDefaults,
} from './primitives.ts';
import { channelMessage } from './realtime.ts';

/** The id of a project is its code, as in `SWA`; it is part of paths on disk. */
export const projectId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, { error: 'Must be a project code: a letter, then letters, digits, _ or -' })
  .meta({ examples: ['SWA'] });

/** A value that is a project's own data, such as a status or a task type; compared to the letter. */
export const listValue = line(60).min(1);
const listOf = <T extends z.ZodType>(value: T) =>
  z
    .array(value)
    .min(1)
    .max(100)
    .refine((list) => new Set(list.map((entry) => JSON.stringify(entry))).size === list.length, {
      error: 'Values must not repeat',
      params: { code: 'DUPLICATE' },
    });

const template = line(500).refine((value) => !value.split(/[/\\]/).some((part) => part === '..' || part === '.'), {
  error: 'A path template must not climb: no . or .. segments',
  params: { code: 'INVALID_FORMAT', suggestion: 'Use variables, as in {drive_working}/{project}/{shot_clean}' },
});
const drive = template.min(1);
const pattern = line(300);
const replacement = line(300).refine((value) => !/\/|\\(?!\d)|\.\./.test(value), {
  error: 'Must not contain path separators or ..; groups are \\1, \\2, …',
  params: { code: 'INVALID_FORMAT', suggestion: '\\1' },
});
const fileTypeKey = z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, { error: 'Must be a file type such as maya_scene' });
const extension = z.string().regex(/^\.?[A-Za-z0-9]{1,10}$/, { error: 'Must be a file extension such as .ma' });

export const statusCategories = ['todo', 'active', 'done', 'cancelled'] as const;

const resolution = z.strictObject({
  name: line(60).optional(),
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
});
const platformRoots = z.strictObject({ workingRoot: drive, renderRoot: drive, mediaRoot: drive });

/** The sections of a project's configuration; keys that are data (task types, file types) stay as they are. */
export const projectFields = z.strictObject({
  name: line(200).min(1),
  description: text(5_000).default(''),
  driveMapping: z
    .strictObject({
      workingFiles: drive,
      renderOutputs: drive,
      mediaFiles: drive,
      cacheFiles: drive,
      backupFiles: drive.optional(),
    })
    .default({ workingFiles: 'V:', renderOutputs: 'W:', mediaFiles: 'E:', cacheFiles: 'E:', backupFiles: 'E:' }),
  pathSegments: z
    .strictObject({
      middlePath: template,
      versionDir: template,
      workDir: template,
      publishDir: template,
      cacheDir: template,
    })
    .default({
      middlePath: 'all/scene',
      versionDir: 'version',
      workDir: 'work',
      publishDir: 'publish',
      cacheDir: 'cache',
    }),
  templates: z
    .strictObject({
      workingFile: template,
      renderOutput: template,
      mediaFile: template,
      cacheFile: template,
      submission: template,
    })
    .default({
      workingFile:
        '{drive_working}/{project}/{middle_path}/{episode}/{sequence_clean}/{shot_clean}/{task}/{version_dir}/{filename}',
      renderOutput:
        '{drive_render}/{project}/{middle_path}/{episode}/{sequence_clean}/{shot_clean}/{task}/{version_dir}/v{version}/',
      mediaFile:
        '{drive_media}/{project}/{middle_path}/{episode}/{sequence_clean}/{shot_clean}/{task}/{version_dir}/v{version}/media/',
      cacheFile: '{drive_cache}/{project}/{middle_path}/{episode}/{sequence_clean}/{shot_clean}/{task}/cache/',
      submission:
        '{drive_render}/{project}/deliveries/{client}/{episode}/{sequence_clean}/{shot_clean}/{task}/v{client_version}/',
    }),
  filenamePatterns: z.record(fileTypeKey, template).default({
    maya_scene: '{episode}_{sequence_clean}_{shot_clean}_{task}_master_v{version}.ma',
    nuke_script: '{episode}_{sequence_clean}_{shot_clean}_{task}_master_v{version}.nk',
    houdini_scene: '{episode}_{sequence_clean}_{shot_clean}_{task}_master_v{version}.hip',
    blender_scene: '{episode}_{sequence_clean}_{shot_clean}_{task}_master_v{version}.blend',
    render_sequence: '{episode}_{sequence_clean}_{shot_clean}_{task}_v{version}.{frame}.{ext}',
    playblast: '{episode}_{sequence_clean}_{shot_clean}_{task}_v{version}_playblast.mov',
    thumbnail: '{episode}_{sequence_clean}_{shot_clean}_{task}_v{version}_thumb.jpg',
  }),
  nameCleaningRules: z
    .strictObject({
      sequencePattern: pattern,
      sequenceReplacement: replacement,
      shotPattern: pattern,
      shotReplacement: replacement,
      episodePattern: pattern,
      episodeReplacement: replacement,
    })
    .default({
      sequencePattern: '^(.+)$',
      sequenceReplacement: '\\1',
      shotPattern: '^(.+)$',
      shotReplacement: '\\1',
      episodePattern: '^(Ep[0-9]+)$',
      episodeReplacement: '\\1',
    }),
  versionSettings: z
    .strictObject({
      padding: z.int().min(1).max(10),
      startVersion: z.int().min(0).max(9_999),
      increment: z.int().min(1).max(1_000),
      format: line(40).optional(),
      lockOnPublish: z.boolean().optional().meta({ description: 'Publishing locks a version unless this is false.' }),
    })
    .default({ padding: 3, startVersion: 1, increment: 1, format: 'v{version:03d}' }),
  taskSettings: z
    .strictObject({
      defaultFileExtensions: z.record(listValue, extension),
      renderFormats: z.record(listValue, z.array(extension).max(20)),
    })
    .default({
      defaultFileExtensions: {
        lighting: '.ma',
        comp: '.nk',
        modeling: '.ma',
        rigging: '.ma',
        animation: '.ma',
        fx: '.hip',
        lookdev: '.ma',
        layout: '.ma',
      },
      renderFormats: {
        lighting: ['exr', 'jpg'],
        comp: ['exr', 'mov', 'jpg'],
        fx: ['exr', 'mov'],
        lookdev: ['exr', 'jpg'],
      },
    }),
  statuses: listOf(z.strictObject({ name: listValue, category: z.enum(statusCategories) }))
    .refine((list) => new Set(list.map((status) => status.name)).size === list.length, {
      error: 'Status names must not repeat',
      params: { code: 'DUPLICATE' },
    })
    .default([
      { name: 'not_started', category: 'todo' },
      { name: 'in_progress', category: 'active' },
      { name: 'review', category: 'active' },
      { name: 'on_hold', category: 'todo' },
      { name: 'approved', category: 'done' },
      { name: 'final', category: 'done' },
      { name: 'completed', category: 'done' },
      { name: 'published', category: 'done' },
      { name: 'cancelled', category: 'cancelled' },
    ]),
  milestones: listOf(listValue).default([
    'not_started',
    'single_frame',
    'low_quality',
    'final_render',
    'final_comp',
    'approved',
  ]),
  taskTypes: listOf(listValue).default([
    'modeling',
    'rigging',
    'animation',
    'layout',
    'lighting',
    'comp',
    'fx',
    'lookdev',
  ]),
  priorityLevels: listOf(listValue).default(['low', 'medium', 'high', 'urgent']),
  clientSettings: z
    .strictObject({
      versionReset: z.boolean(),
      defaultClient: line(100),
      deliveryFormats: z.array(extension).max(20),
      approvalRequired: z.boolean(),
    })
    .default({
      versionReset: true,
      defaultClient: 'internal',
      deliveryFormats: ['mov', 'mp4'],
      approvalRequired: true,
    }),
  platformSettings: z.strictObject({ windows: platformRoots.optional(), linux: platformRoots.optional() }).default({}),
  frameSettings: z
    .strictObject({
      padding: z.int().min(1).max(10),
      defaultStart: z.int().min(0).max(9_999_999),
      defaultFps: z.number().min(1).max(1_000),
    })
    .default({ padding: 4, defaultStart: 1001, defaultFps: 24 }),
  colorPipeline: z
    .strictObject({
      ocioConfigPath: line(500).default(''),
      workingColorspace: line(100),
      displayColorspace: line(100),
    })
    .nullable()
    .default(null),
  projectBudget: z
    .strictObject({
      totalMandays: mandays.min(0),
      allocatedMandays: mandays.min(0),
      remainingMandays: mandays,
    })
    .nullable()
    .default(null),
  projectTimeline: z.strictObject({ startDate: day, endDate: day }).nullable().default(null),
  mediaConfiguration: z
    .strictObject({
      defaultFrameRate: z.number().min(1).max(1_000),
      dailyReviewFormats: z.array(extension).max(20),
      dailyReviewResolution: resolution,
      finalDeliveryFormats: z.array(extension).max(20),
      finalDeliveryResolution: resolution,
    })
    .nullable()
    .default(null),
  statusTransitions: z.record(listValue, z.array(listValue).max(100)).nullable().default(null).meta({
    description:
      'The workflow: to which statuses each may go; those it does not name may go to any. null: from any to any.',
  }),
  customFields: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, { error: 'Must be a name such as cameraRig' }),
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.enum(['text', 'number', 'boolean', 'date']), label: line(100).optional() }),
        z.strictObject({ type: z.literal('choice'), label: line(100).optional(), choices: listOf(listValue) }),
      ]),
    )
    .refine((fields) => Object.keys(fields).length <= 50, { error: 'At most 50', params: { code: 'OUT_OF_RANGE' } })
    .default({})
    .meta({ description: 'Fields of this project’s tasks beside the common ones, by name' }),
  importedFrom,
});

/** How far the work is, kept by events. */
const progress = z
  .object({
    tasksByStatus: z.record(z.string(), z.int()),
    doneTasks: z.int().meta({ description: 'In a status whose category is done' }),
    openTasks: z.int().meta({ description: 'Neither done nor cancelled' }),
    percentDone: z.number().meta({ description: 'Of what is not cancelled, to the tenth' }),
  })
  .meta({ id: 'Progress' });

export const project = z
  .object({ id: projectId, ...projectFields.shape, taskCount: z.int().min(0), progress, ...entity })
  .meta({ id: 'Project', description: 'A production and its configuration.' });

export type Project = z.output<typeof project>;
export type ProjectFields = z.output<typeof projectFields>;

/** Counts are kept by events and move without a revision, so they are part of the tag: each behind the place of its status. */
function etag({ revision, taskCount, progress, statuses }: Project): string {
  const placeOf = (status: string) => statuses.findIndex(({ name }) => name === status) + 1;
  const counts = Object.entries(progress.tasksByStatus).flatMap(([status, count]) => [placeOf(status), count]);
  return etagOf(revision, taskCount, ...counts);
}

const projectChanges = z
  .object({
    channel: z.string(),
    head: z.int().meta({ description: 'The newest number of the channel' }),
    hasMore: z.boolean().meta({ description: 'Ask again, after the last of these' }),
    messages: z.array(channelMessage),
  })
  .meta({ id: 'ProjectChanges' });

/** What POST takes: what is left out stays so, for the handler to take it from elsewhere. */
const newProject = withoutDefaults(projectFields)
  .extend({
    id: projectId,
    copyFrom: projectId.optional().meta({
      description:
        'What is left out is taken from this project’s settings; but not its description, budget, timeline and origin',
    }),
  })
  .meta({ examples: [{ id: 'SWA', name: 'Swan Lake', description: 'Six episodes of eight minutes' }] });

const domain = 'projects';
const params = z.object({ projectId });

export const projectOperations = {
  listProjects: operation({
    id: 'listProjects',
    domain,
    method: 'GET',
    path: '/projects',
    summary: 'List the projects you may see',
    description:
      'All of the studio for admins, supervisors and coordinators; for others those that they are members of. Each ' +
      'comes with its whole configuration, so that a page may be shorter than its limit.',
    access: 'signedIn',
    query: z.strictObject({
      ...page,
      search: line(200).optional().meta({ description: 'Part of a name or code, in any case' }),
      sort: z.enum(['name', 'createdAt']).default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
      archived: z.stringbool().default(false).meta({ description: 'true: the archived ones instead' }),
    }),
    answer: { kind: 'list', status: 200, data: project },
  }),
  getProject: operation({
    id: 'getProject',
    domain,
    method: 'GET',
    path: '/projects/{projectId}',
    summary: 'Get a project with its configuration',
    description:
      'Its lists say what statuses, milestones, task types and priorities its tasks may have. `taskCount` and ' +
      '`progress` are kept by events, and may lag by a moment; clients see neither, nor the budget.',
    access: 'project.read',
    params,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: project, etag },
  }),
  createProject: operation({
    id: 'createProject',
    domain,
    method: 'POST',
    path: '/projects',
    summary: 'Create a project; what is left out gets the house defaults',
    description:
      '`id` is its code: a part of paths on disk, and never changed. CONFLICT where an archived project has it, ' +
      'too. Nobody becomes a member by this; add people with `PUT …/members/{userId}`.',
    access: 'project.create',
    body: newProject,
    errors: ['CONFLICT', 'NOT_FOUND'],
    answer: { kind: 'item', status: 201, data: project, etag },
    uses: ['tableWrite'],
  }),
  replaceProject: operation({
    id: 'replaceProject',
    domain,
    method: 'PUT',
    path: '/projects/{projectId}',
    summary: 'Replace the configuration of a project',
    description:
      'Takes a project as it was read; what is not yours to write (`revision`, `taskCount`, …) is left aside.',
    access: 'project.update',
    params,
    query: z.strictObject({ onConflict }),
    body: replacementOf(projectFields, project),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: project, etag },
    uses: ['tableWrite'],
  }),
  updateProject: operation({
    id: 'updateProject',
    domain,
    method: 'PATCH',
    path: '/projects/{projectId}',
    summary: 'Change parts of a project (JSON Merge Patch)',
    description:
      'Sections are merged member by member, lists are replaced whole. Patterns, templates and the workflow are ' +
      'checked before anything is written. An archived project has to be restored first.',
    access: 'project.update',
    params,
    query: z.strictObject({ onConflict }),
    body: mergePatchOf(projectFields),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: project, etag },
    uses: ['tableWrite'],
  }),
  listProjectChanges: operation({
    id: 'listProjectChanges',
    domain,
    method: 'GET',
    path: '/projects/{projectId}/changes',
    summary: 'What happened in a project since a number',
    description:
      'The messages of the channel `project:{projectId}`, oldest first: whoever applies them has a copy in step. Begin ' +
      'with the `head` of an answer to `after=0&limit=1`; a second later, when it lags no more, read the list; then ask ' +
      'for what came after that head, and pass over what the copy has by its revision. 410: older than what is kept, so ' +
      'begin again with the `head` in the error.',
    access: 'task.history',
    params,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).meta({ description: 'The last number you have; 0 for all that is kept' }),
      limit: z.coerce.number().int().min(1).max(1_000).default(500),
    }),
    errors: ['NOT_FOUND', 'GONE'],
    answer: { kind: 'item', status: 200, data: projectChanges },
  }),
  archiveProject: operation({
    id: 'archiveProject',
    domain,
    method: 'DELETE',
    path: '/projects/{projectId}',
    summary: 'Archive a project; it drops out of lists and can be restored',
    description:
      'What is in it can still be read; new tasks, and changes of those that there are, are refused until it is ' +
      'restored. Archiving it again changes nothing.',
    access: 'project.archive',
    params,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: project, etag },
    uses: ['tableWrite'],
  }),
  restoreProject: operation({
    id: 'restoreProject',
    domain,
    method: 'POST',
    path: '/projects/{projectId}/restore',
    summary: 'Bring an archived project back',
    description: 'As it was, with its members. Restoring what is not archived changes nothing.',
    access: 'project.archive',
    params,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: project, etag },
    uses: ['tableWrite'],
  }),
} as const;
