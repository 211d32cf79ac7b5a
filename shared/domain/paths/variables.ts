import type { PathPlatform, PathRequest, PathTask } from '../../contract/paths.ts';
import type { Project } from '../../contract/projects.ts';
import type { Task } from '../../contract/tasks.ts';
import { cleanedNames } from '../tasks.ts';
import { Moment, type Value } from './filters.ts';
import { type Slot, SlotProblem } from './template.ts';

/** May have levels of their own: they are the project's settings, and nobody's input. */
const settings = [
  ...['drive_working', 'drive_render', 'drive_media', 'drive_cache'],
  ...['middle_path', 'version_dir', 'work_dir', 'publish_dir', 'cache_dir'],
] as const;

/** Of which field of a request a variable is made. */
const requestFields = {
  version: 'version',
  client: 'client',
  client_version: 'clientVersion',
  delivery_type: 'deliveryType',
  frame: 'frame',
  ext: 'ext',
  user: 'user',
} as const satisfies Record<string, keyof PathRequest>;

/** Of which field of a task a variable is made. */
const taskSources = {
  episode: 'episode',
  sequence_clean: 'sequence',
  shot_clean: 'shot',
  task: 'task',
  task_original: 'task',
  artist: 'artist',
  status: 'status',
  priority: 'priority',
} as const satisfies Record<string, keyof PathTask>;

const filenameVariables = ['filename', 'filename_no_ext', 'file_ext'] as const;
const clockVariables = ['timestamp', 'date', 'time', 'year', 'month', 'day'] as const;

/** The object that callers may send whatever they like in: `{metadata.shot.camera}`. */
const freeObject = 'metadata';

const inFilenames: readonly string[] = [
  ...settings,
  ...['project', 'project_name', 'platform'],
  ...Object.keys(taskSources),
  ...Object.keys(requestFields),
  ...clockVariables,
];
const inTemplates: readonly string[] = [...inFilenames, ...filenameVariables];

/** The variables that templates of a project may have; a file name is not made of itself. */
export function knownVariables(customFields: Project['customFields'], where: 'template' | 'filename') {
  const builtIn = where === 'filename' ? inFilenames : inTemplates;
  const known = [...builtIn, ...Object.keys(customFields).filter((name) => !inTemplates.includes(name))];
  const isKnown = (name: string) =>
    known.includes(name) || (name.startsWith(`${freeObject}.`) && /^\w+(\.\w+)+$/.test(name));
  return { known, isKnown };
}

export const isSetting = (name: string): boolean => (settings as readonly string[]).includes(name);

/** Which field of a request a value came from, where it can be put right. */
export function fieldOf(variable: string, ofTask: (field: string) => string): string {
  if (Object.hasOwn(requestFields, variable)) return requestFields[variable as keyof typeof requestFields];
  if (Object.hasOwn(taskSources, variable)) return ofTask(taskSources[variable as keyof typeof taskSources]);
  if ((filenameVariables as readonly string[]).includes(variable)) return 'fileType';
  if (isSetting(variable)) return 'platform';
  return variable.startsWith('project') ? 'projectId' : `customFields.${variable}`;
}

type Values = Readonly<Record<string, unknown>>;

/** Where a platform finds the disks; nothing for Linux where the project does not say. */
function drives({ driveMapping, platformSettings }: Project, platform: PathPlatform): Values {
  if (platform === 'windows') {
    const { workingFiles, renderOutputs, mediaFiles, cacheFiles } = driveMapping;
    return {
      ...{ drive_working: workingFiles, drive_render: renderOutputs },
      ...{ drive_media: mediaFiles, drive_cache: cacheFiles },
    };
  }
  const roots = platformSettings.linux;
  return {
    ...{ drive_working: roots?.workingRoot, drive_render: roots?.renderRoot, drive_media: roots?.mediaRoot },
    drive_cache: '/tmp/cache',
  };
}

/** What stands in every path of a project on a platform. */
export function constantsOf(project: Project, platform: PathPlatform): Values {
  const { middlePath, versionDir, workDir, publishDir, cacheDir } = project.pathSegments;
  return {
    ...drives(project, platform),
    ...{ project: project.id, project_name: project.name, platform },
    ...{ middle_path: middlePath, version_dir: versionDir, work_dir: workDir },
    ...{ publish_dir: publishDir, cache_dir: cacheDir },
  };
}

const numberOf = (version: string | number) => Number(String(version).replace(/^v/i, ''));

function clockOf(at: Date): Record<(typeof clockVariables)[number], Moment> {
  return {
    timestamp: new Moment(at, 'YYYYMMDD_HHmmss'),
    date: new Moment(at, 'YYYYMMDD'),
    time: new Moment(at, 'HHmmss'),
    year: new Moment(at, 'YYYY'),
    month: new Moment(at, 'MM'),
    day: new Moment(at, 'DD'),
  };
}

/** What stands in the paths of one request, whatever the task. */
export function sharedValues(project: Project, request: PathRequest, at: Date): Values {
  const { frame, ext, client, deliveryType, user, platform } = request;
  return {
    ...constantsOf(project, platform),
    ...{ client, delivery_type: deliveryType, user, ext: ext?.replace(/^\./, '') },
    frame: typeof frame === 'number' ? String(frame).padStart(project.frameSettings.padding, '0') : frame,
    ...clockOf(at),
  };
}

/** What stands in the paths of a task; its version is the asked one, else the one it is at. */
export function taskValues(
  project: Project,
  request: PathRequest,
  task: PathTask & Partial<Pick<Task, 'currentVersion'>>,
): Values {
  const { startVersion, padding } = project.versionSettings;
  const { episodeClean, sequenceClean, shotClean } = cleanedNames(task, project);
  const version = request.version ?? task.currentVersion ?? startVersion;
  const padded = (number: string | number) => String(numberOf(number)).padStart(padding, '0');
  return {
    ...{ episode: episodeClean, sequence_clean: sequenceClean, shot_clean: shotClean },
    ...{ task: task.task.toLowerCase().trim(), task_original: task.task },
    ...{ artist: task.artist, status: task.status, priority: task.priority },
    ...{ version: padded(version), client_version: padded(request.clientVersion ?? version) },
  };
}

/**
 * The value of a variable, also within objects.
 * @throws SlotProblem where it is a list or an object
 */
export function lookUp(values: Values, slot: Slot): Value | undefined {
  const found = slot.name.split('.').reduce<unknown>((value, key) => {
    const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return holds ? (value as Values)[key] : undefined;
  }, values);
  if (found === undefined || found === null) return undefined;
  if (typeof found !== 'object' || found instanceof Moment) return found as Value;
  throw new SlotProblem(slot, { code: 'INVALID_TYPE', message: `${slot.source} must be text or a number` });
}
