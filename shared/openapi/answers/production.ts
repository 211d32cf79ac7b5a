import { taskOperations } from '../../contract/tasks.ts';
import {
  type AnswerOf,
  type Answers,
  archived,
  august,
  changed,
  changedAt,
  entity,
  mika,
  projectId,
  sana,
  taskId,
} from './world.ts';

const folder = '/SWA/all/scene/Ep00/SQ0010/SH0020/lighting/version';
const file = 'Ep00_SQ0010_SH0020_lighting_master_v007.ma';
const names = { episode: 'Ep00', sequence: 'SQ0010', shot: 'SH0020' };

const project: AnswerOf<'getProject'> = {
  ...{ id: projectId, name: 'Swan Lake', description: 'Six episodes of eight minutes', taskCount: 150 },
  progress: {
    tasksByStatus: { not_started: 60, in_progress: 30, review: 10, approved: 50 },
    ...{ doneTasks: 50, openTasks: 100, percentDone: 33.3 },
  },
  ...entity(),
};

const task = taskOperations.getTask.answer.data.parse({
  ...{ id: taskId, projectId, ...names, task: 'lighting', artist: mika.username },
  ...{ sequenceClean: names.sequence, shotClean: names.shot, episodeClean: names.episode },
  ...{ status: 'review', milestone: 'final_render', milestoneNote: 'Frame 1043 flickers', priority: 'high' },
  ...{ frameRange: { start: 1001, end: 1096 }, startTime: august(25, '07:00'), deadline: '2025-09-12T16:00:00.000Z' },
  ...{ actualTimeLogged: 12.5, estimatedDurationHours: 16, fileExtension: '.ma', filename: file },
  ...{ versions: ['v006', 'v007'], currentVersion: 'v007', publishedVersion: 'v006', labels: ['hero'] },
  ...{ workingFilePath: `V:${folder}/${file}` },
  ...{ ...entity(), revision: 7, updatedAt: changedAt, updatedBy: mika.id },
});
const { status, artist, deadline } = task;

const shot: AnswerOf<'createShot'> = {
  ...{ id: 'ep00_sq0010_sh0020', projectId, type: 'shot', name: names.shot, episode: 'Ep00', sequence: 'SQ0010' },
  ...{ description: 'The boat leaves', cutIn: 1001, cutOut: 1096, cutDuration: 96, handles: { head: 8, tail: 8 } },
  ...{ recorded: true, ...entity() },
};
const asset: AnswerOf<'createAsset'> = {
  ...{ id: 'boat', projectId, type: 'asset', name: 'Boat', description: 'Wooden' },
  ...{ cutDuration: null, recorded: true, ...entity() },
};
const sequence: AnswerOf<'createSequence'> = {
  ...{ id: 'ep00_sq0010', projectId, type: 'sequence', name: 'SQ0010', episode: 'Ep00', description: 'Departure' },
  ...{ cutDuration: null, recorded: true, ...entity() },
};
const [lighting, modeling] = [
  { id: taskId, task: 'lighting', status, category: 'active', artist, deadline },
  { id: 'boat_modeling', task: 'modeling', status: 'approved', category: 'done', artist: 'ravi', deadline: null },
] as const;
const [active, done] = [
  { status: 'active', total: 1, done: 0, cancelled: 0, progress: 0 },
  { status: 'done', total: 1, done: 1, cancelled: 0, progress: 100 },
] as const;

const [firstPass, softer] = ['First pass', 'Softer key light'];
const version: AnswerOf<'getVersion'> = {
  ...{ id: `${taskId}_v7`, number: 7, label: 'v007', taskId, projectId, status: 'review', author: mika.username },
  ...{ description: softer, filePath: task.workingFilePath, fileSize: 48_234_496 },
  ...{ metadata: { renderer: 'arnold' }, parentVersion: 'v006', lock: null, unlocked: null, publish: null },
  ...{ clientVersions: [], ...entity(mika, august(28, '15:00')) },
};
const bySana = { by: sana.username, at: changedAt };
const earlier: AnswerOf<'getVersion'> = {
  ...{ ...version, id: `${taskId}_v6`, number: 6, label: 'v006', parentVersion: 'v005', revision: 4 },
  ...{ fileSize: 47_185_920, description: firstPass, status: 'published', createdAt: august(26, '15:00') },
  ...{
    publish: { ...bySana, at: august(27, '09:00'), notes: '' },
    filePath: task.workingFilePath.replace('v007', 'v006'),
  },
};

const taskImport = {
  ...{ importId: 'import_0mfx2k9q15f0c3a9d21b7e84f', projectId, onExisting: 'skip' as const, problem: null },
  createdAt: august(29, '10:00'),
};
const counts = { skipped: 1, failed: 0, updated: 0 };

/** One project with one shot, which is lit. */
export const production = {
  getProject: project,
  createProject: {
    ...project,
    taskCount: 0,
    progress: { tasksByStatus: {}, doneTasks: 0, openTasks: 0, percentDone: 0 },
  },
  updateProject: changed(project, { description: 'Season two' }),
  archiveProject: archived(project),
  listProjectChanges: {
    ...{ channel: `project:${projectId}`, head: 937, hasMore: false },
    messages: [
      {
        ...{ type: 'task.updated', id: `task:${taskId}@7`, channel: `project:${projectId}`, seq: 937 },
        createdAt: changedAt,
        data: {
          ...{ projectId, taskId, revision: 7, actorId: mika.id },
          changes: { status: { old: 'in_progress', new: status } },
        },
      },
    ],
  },
  getTask: task,
  createTask: {
    ...{ id: taskId, projectId, ...names, task: 'lighting', artist, priority: 'high', ...entity() },
    ...{ sequenceClean: names.sequence, shotClean: names.shot, episodeClean: names.episode },
    ...{ frameRange: task.frameRange, deadline, estimatedDurationHours: 16 },
  },
  listTasks: task,
  exportTasks: [task],
  archiveTask: archived(task),
  addTaskDependency: changed(task, { blockedBy: ['ep00_sq0010_sh0020_animation'] }),
  listTaskDependencies: {
    blockedBy: [
      {
        ...{ id: 'ep00_sq0010_sh0020_animation', ...names, task: 'animation', artist: 'ravi', status: 'approved' },
        ...{ deadline: august(22, '16:00'), archivedAt: null },
      },
    ],
    blocks: [{ id: 'ep00_sq0010_sh0020_comp', ...names, task: 'comp', archivedAt: null }],
  },
  countTasks: {
    ...{ total: 2, status: [{ value: status, count: 2 }], milestone: [{ value: task.milestone, count: 2 }] },
    task: [
      { value: 'lighting', count: 1 },
      { value: 'comp', count: 1 },
    ],
    ...{ artist: [{ value: artist, count: 2 }], sequence: [{ value: 'SQ0010', count: 2 }] },
  },
  listTaskHistory: {
    ...{ revision: 7, type: 'task.updated', at: changedAt, actor: mika },
    changes: { status: { old: 'in_progress', new: status }, artist: { old: 'ravi', new: artist } },
  },
  bulkTasks: {
    ...{ dryRun: false, succeeded: 2, failed: 1 },
    results: [
      { index: 0, id: 'sq0010_sh0030_comp', status: 201, revision: 1 },
      { index: 1, id: taskId, status: 200, revision: 8 },
      {
        ...{ index: 2, id: 'ep00_sq0010_sh0020_anim', status: 404 },
        error: {
          ...{ code: 'NOT_FOUND', message: 'There is no task "ep00_sq0010_sh0020_anim" here.' },
          details: [
            {
              ...{ field: 'operations.2', code: 'NOT_FOUND' },
              message: 'There is no task "ep00_sq0010_sh0020_anim" here.',
            },
          ],
        },
      },
    ],
  },
  createShot: shot,
  archiveShot: archived(shot),
  getShot: { ...shot, tasks: [lighting], rollup: active },
  createAsset: asset,
  updateAsset: changed(asset, { description: 'Wooden, two oars' }),
  archiveAsset: archived(asset),
  restoreAsset: asset,
  getAsset: { ...asset, tasks: [modeling], rollup: done },
  listAssets: { ...asset, tasks: [modeling], rollup: done },
  createSequence: sequence,
  updateSequence: sequence,
  archiveSequence: archived(sequence),
  restoreSequence: sequence,
  getSequence: { ...sequence, tasks: [], rollup: active },
  listSequences: { ...sequence, tasks: [], rollup: active },
  castAsset: {
    ...{ projectId, shotId: shot.id, assetId: asset.id, asset: { name: asset.name, thumbnail: null } },
    ...{ shot: { name: names.shot, episode: names.episode, sequence: names.sequence }, count: 2, ...entity() },
  },
  createVersion: { ...version, status: 'wip' },
  getVersion: version,
  updateVersion: changed(version, { status: 'approved', updatedBy: sana.id }),
  lockVersion: changed(version, { lock: { ...bySana, reason: 'Rendering' } }),
  unlockVersion: changed(version, { unlocked: { ...bySana, reason: 'The render is done' } }),
  publishVersion: changed(version, {
    ...{ status: 'published', updatedBy: sana.id, publish: { ...bySana, notes: 'For comp' } },
    lock: { ...bySana, reason: 'Published' },
  }),
  archiveVersion: changed(version, { status: 'archived' }),
  compareVersions: {
    ...{ from: earlier, to: version, fileSizeDeltaBytes: 1_048_576, secondsBetween: 172_800 },
    differences: [{ field: 'description', from: firstPass, to: softer }],
    events: [{ version: 'v006', type: 'version.published', at: august(27, '09:00'), actor: sana.username }],
  },
  versionStatistics: {
    ...{ total: 7, byStatus: { wip: 0, review: 1, approved: 0, rejected: 5, published: 1, archived: 0 } },
    ...{ byAuthor: [{ value: mika.username, count: 7 }], totalBytes: 331_350_016 },
    ...{ latest: 'v007', published: 'v006', averageSecondsBetween: 172_800 },
  },
  createSubmission: {
    ...{ version: 'v007', client: 'Northlight', clientVersion: 'v001', deliveryType: 'review', notes: 'First look' },
    submittedAt: changedAt,
  },
  importTasks: {
    ...{ ...taskImport, status: 'completed', finishedAt: august(29, '10:00') },
    progress: { total: 2, done: 2, created: 1, ...counts, itemsCreated: 1, itemsUpdated: 0 },
    rows: [
      {
        row: 1,
        tasks: [
          {
            ...{ id: 'sq0010_sh0030_comp', shot: 'SH0030', task: 'comp', action: 'create' },
            ...{ estimatedDurationHours: 16, frameRange: null },
          },
        ],
      },
    ],
    errors: [],
    warnings: [
      {
        ...{ row: null, field: 'Task', message: '"compp" is no task type of SWA yet; it is added' },
        ...{ suggestion: 'Did you mean "comp"?', taken: 'compp' },
      },
    ],
    ...{ errorCount: 0, warningCount: 1 },
  },
  getImport: {
    ...{ ...taskImport, status: 'running', finishedAt: null, errorCount: 0, warningCount: 0 },
    progress: { total: 4_000, done: 1_500, created: 1_499, ...counts, itemsCreated: 380, itemsUpdated: 0 },
    ...{ rows: [], errors: [], warnings: [] },
  },
  listImports: {
    ...{ ...taskImport, status: 'running', finishedAt: null, createdBy: sana },
    progress: { total: 4_000, done: 1_500, created: 1_499, ...counts, itemsCreated: 380, itemsUpdated: 0 },
  },
  generatePaths: {
    ...{ taskId, filename: file, workingFile: `/mnt${folder}/${file}`, renderOutput: `/mnt${folder}/v007/` },
    ...{ mediaFile: `/mnt${folder}/v007/media/`, variables: { project: projectId, task: 'lighting', version: '007' } },
  },
  validatePath: {
    ...{ valid: true, kind: 'workingFile', platform: 'windows', fileType: 'maya_scene', project: projectId, ...names },
    ...{ task: 'lighting', version: 7, filename: file, taskId, problem: null },
    variables: { drive_working: 'V:', project: projectId, version: '007' },
  },
  search: { type: 'task', id: taskId, projectId, title: 'SH0020 lighting', status, artist },
} satisfies Answers;
