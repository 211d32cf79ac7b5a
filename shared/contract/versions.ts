import * as z from 'zod';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import { entity, id, instant, json, line, onConflict, page, pathPart, several, text } from './primitives.ts';
import { projectId } from './projects.ts';
import { taskId } from './tasks.ts';

export const versionStatuses = ['wip', 'review', 'approved', 'rejected', 'published', 'archived'] as const;
export type VersionStatus = (typeof versionStatuses)[number];

/** The highest number that a client may ask for; those that follow by themselves may go on. */
const maxAskedNumber = 9_999_999;

/** A version as people write it: `7`, `007` or `v007`. */
const versionNumber = z
  .string()
  .trim()
  .regex(/^v?\d{1,10}$/i, { error: 'Must be a version, as in v007, 007 or 7' })
  .transform((written) => Number(written.replace(/^v/i, '')))
  .meta({ examples: ['v007'] });

/** The same in a body, where it may be a number. */
const versionReference = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  versionNumber,
) as z.ZodType<number, string | number>;

const label = z.string().meta({ examples: ['v007'] });
const byWhom = z.string().meta({ description: 'A username' });
const notes = text(500);

const content = z.strictObject({
  description: text(2_000).default(''),
  filePath: line(1_000).default(''),
  fileSize: z.int().min(0).nullable().default(null).meta({ description: 'Bytes' }),
  metadata: z.record(line(100).min(1), json).default({}),
});

export const version = z
  .object({
    id,
    number: z.int().min(0),
    label,
    taskId,
    projectId,
    status: z.enum(versionStatuses),
    author: z.string().nullable().meta({ description: 'A username, or a free name' }),
    ...content.shape,
    parentVersion: label.nullable().meta({ description: 'The version it was made from' }),
    lock: z.object({ by: byWhom, at: instant, reason: z.string() }).nullable(),
    unlocked: z
      .object({ by: byWhom, at: instant, reason: z.string() })
      .nullable()
      .meta({ description: 'Who last took a lock off, and why' }),
    publish: z.object({ by: byWhom, at: instant, notes: z.string() }).nullable(),
    clientVersions: z
      .array(z.object({ client: z.string(), clientVersion: label }))
      .meta({ description: 'What clients know it by, to whom it was submitted' }),
    ...entity,
  })
  .meta({ id: 'Version', description: 'A version of a task’s file.' });
export type Version = z.output<typeof version>;

const newVersion = content
  .extend({
    number: z.int().min(0).max(maxAskedNumber).optional().meta({ description: 'The next one, unless said otherwise' }),
    author: line(100).min(1).optional().meta({ description: 'You, unless said otherwise; for whoever reviews' }),
    parentVersion: versionReference
      .nullable()
      .optional()
      .meta({ description: 'The current one, unless said otherwise; null for none' }),
  })
  .meta({
    examples: [
      {
        description: 'Softer key light',
        filePath: 'V:/SWA/all/scene/Ep00/SQ0010/SH0020/lighting/version/Ep00_SQ0010_SH0020_lighting_master_v007.ma',
        fileSize: 48_234_496,
        metadata: { renderer: 'arnold' },
      },
    ],
  });
export type NewVersion = z.output<typeof newVersion>;

/** What PATCH writes. */
export const versionFields = content.extend({
  status: z
    .enum(versionStatuses)
    .meta({ description: 'wip, review, approved or rejected, as the version’s state allows' }),
});

const comparison = z
  .object({
    from: version,
    to: version,
    differences: z.array(z.object({ field: z.string(), from: json, to: json })),
    fileSizeDeltaBytes: z.int().nullable().meta({ description: 'null where one has no size' }),
    secondsBetween: z.number().meta({ description: 'Between their creations; less than nothing backwards' }),
    events: z
      .array(
        z.object({
          version: label,
          type: z.string().meta({ examples: ['version.published'] }),
          at: instant,
          actor: z.string().nullable(),
        }),
      )
      .meta({ description: 'What happened to the versions between, oldest first; the first hundred' }),
  })
  .meta({ id: 'VersionComparison' });
export type Comparison = z.input<typeof comparison>;

const statistics = z
  .object({
    total: z.int(),
    byStatus: z.object(
      Object.fromEntries(versionStatuses.map((status) => [status, z.int()])) as Record<VersionStatus, z.ZodInt>,
    ),
    byAuthor: z.array(z.object({ value: z.string(), count: z.int() })),
    totalBytes: z.number(),
    latest: label.nullable(),
    published: label.nullable(),
    averageSecondsBetween: z.number().nullable().meta({ description: 'null of fewer than two' }),
  })
  .meta({ id: 'VersionStatistics', description: 'Archived versions count by status, author and bytes only.' });
export type Statistics = z.input<typeof statistics>;

export const submission = z
  .object({
    version: label.nullable(),
    client: z.string().nullable(),
    clientVersion: label.nullable(),
    deliveryType: z.string().nullable(),
    notes: z.string(),
    submittedAt: instant.nullable(),
  })
  .meta({ id: 'Submission', description: 'A version that went to a client, and what the client knows it by.' });
export type Submission = z.output<typeof submission>;

const newSubmission = z.strictObject({
  version: versionReference,
  client: pathPart().optional().meta({ description: 'The project’s default client, unless said otherwise' }),
  clientVersion: versionReference
    .optional()
    .meta({ description: 'The client’s next one; without `versionReset`, the version’s own number' }),
  deliveryType: pathPart(60).default('review'),
  notes: notes.default(''),
});
export type NewSubmission = z.output<typeof newSubmission>;

const domain = 'versions';
const ofTask = z.object({ taskId });
const params = z.object({ taskId, version: versionNumber });
const etag = (data: Pick<Version, 'revision'>) => etagOf(data.revision);
const answer = { kind: 'item', status: 200, data: version, etag } as const;
const changeErrors = ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'] as const;

export const versionOperations = {
  createVersion: operation({
    id: 'createVersion',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/versions',
    summary: 'Create the next version of a task',
    description: 'It becomes the task’s current version. Two at once get two numbers.',
    access: 'version.create',
    params: ofTask,
    body: newVersion,
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { ...answer, status: 201 },
    uses: ['tableWrite'],
  }),
  listVersions: operation({
    id: 'listVersions',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/versions',
    summary: 'List the versions of a task, newest first',
    description: 'Without archived ones, unless `status` asks for them. Clients see what was submitted to them.',
    access: 'version.read',
    params: ofTask,
    query: z.strictObject({
      ...page,
      status: several(z.enum(versionStatuses)).optional(),
      author: several(line(100).min(1)).optional().meta({ description: 'Usernames or free names; `me` is you' }),
    }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: version },
  }),
  getVersion: operation({
    id: 'getVersion',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/versions/{version}',
    summary: 'Get a version',
    description:
      'An archived one too. `version` may be written 7, 007 or v007. A client sees what was submitted to them, ' +
      'without author, file and notes.',
    access: 'version.read',
    params,
    errors: ['NOT_FOUND'],
    answer,
  }),
  updateVersion: operation({
    id: 'updateVersion',
    domain,
    method: 'PATCH',
    path: '/tasks/{taskId}/versions/{version}',
    summary: 'Change fields or the status of a version (JSON Merge Patch)',
    description:
      'wip → review → approved or rejected, and back to wip; supervisors approve and reject. `wip` also brings an ' +
      'archived version back. A locked version does not change.',
    access: 'version.update',
    params,
    query: z.strictObject({ onConflict }),
    body: mergePatchOf(versionFields),
    errors: changeErrors,
    answer,
    uses: ['tableWrite'],
  }),
  lockVersion: operation({
    id: 'lockVersion',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/versions/{version}/lock',
    summary: 'Lock a version, so that nobody changes it',
    description:
      'Until somebody who may takes the lock off. Locking what you have locked yourself changes nothing; CONFLICT ' +
      'where somebody else has, or where it is archived.',
    access: 'version.update',
    params,
    body: z.strictObject({ reason: notes.default('') }),
    errors: changeErrors,
    answer,
    uses: ['tableWrite'],
  }),
  unlockVersion: operation({
    id: 'unlockVersion',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/versions/{version}/unlock',
    summary: 'Unlock a version',
    description: 'For whoever locked it, supervisors, the project’s managers, and admins.',
    access: 'version.unlock',
    params,
    body: z.strictObject({ reason: notes.default('') }),
    errors: changeErrors,
    answer,
    uses: ['tableWrite'],
  }),
  publishVersion: operation({
    id: 'publishVersion',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/versions/{version}/publish',
    summary: 'Publish an approved version',
    description:
      'It becomes the task’s published version, and is locked unless the project’s `versionSettings.lockOnPublish` is false.',
    access: 'version.publish',
    params,
    body: z.strictObject({ notes: notes.default('') }),
    errors: changeErrors,
    answer,
    uses: ['tableWrite'],
  }),
  archiveVersion: operation({
    id: 'archiveVersion',
    domain,
    method: 'DELETE',
    path: '/tasks/{taskId}/versions/{version}',
    summary: 'Archive a version; its number is not given again',
    description: 'Where it was the task’s current or published version, the newest that is left takes its place.',
    access: 'version.update',
    params,
    errors: changeErrors,
    answer,
    uses: ['tableWrite'],
  }),
  compareVersions: operation({
    id: 'compareVersions',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/versions/compare',
    summary: 'Compare two versions of a task',
    description:
      'Field by field, with the difference in bytes and in age, from `from` to `to` in either order. Clients are ' +
      'not told what happened between.',
    access: 'version.read',
    params: ofTask,
    query: z.strictObject({ from: versionNumber, to: versionNumber }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: comparison },
  }),
  versionStatistics: operation({
    id: 'versionStatistics',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/versions/statistics',
    summary: 'Count the versions of a task',
    description:
      'By status and author, with bytes, the newest and the published one; of the versions that you may see.',
    access: 'version.read',
    params: ofTask,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: statistics },
  }),
  createSubmission: operation({
    id: 'createSubmission',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/submissions',
    summary: 'Submit a version to a client',
    description:
      'Gives it the client’s next version number, or with `clientSettings.versionReset` false its own; puts it into the ' +
      'task’s `clientSubmissionHistory`; and lets clients see task and version.',
    access: 'version.submit',
    params: ofTask,
    body: newSubmission,
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 201, data: submission },
    uses: ['tableWrite'],
  }),
  listSubmissions: operation({
    id: 'listSubmissions',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/submissions',
    summary: 'List what was submitted to clients, newest first',
    description: 'From the task’s `clientSubmissionHistory`. What an imported entry does not tell is null.',
    access: 'version.read',
    params: ofTask,
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: submission },
  }),
} as const;
