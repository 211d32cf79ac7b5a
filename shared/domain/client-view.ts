import type { BreakdownItem } from '../contract/breakdown.ts';
import { type Project, projectFields } from '../contract/projects.ts';
import { type Task, unassigned } from '../contract/tasks.ts';
import type { Version } from '../contract/versions.ts';
import { type Caller, can } from './access.ts';
import type { StoredItem } from './breakdown.ts';
import { noProgress } from './progress.ts';
import { projectResource } from './projects.ts';

/** Whether the caller is there for the studio's client: they see what was submitted to them, and no work behind it. */
export function isClient(caller: Caller, projectId: string): boolean {
  return !can(caller, 'task.read', projectResource(projectId));
}

/** Where files are in a project that never said so. */
const usualPlaces = projectFields
  .pick({ driveMapping: true, pathSegments: true, templates: true, filenamePatterns: true })
  .parse({});

/** The project as the caller may see it: a client learns nothing of its budget, its size or the studio's disks. */
export function projectFor(caller: Caller, project: Project): Project {
  if (!isClient(caller, project.id)) return project;
  return {
    ...project,
    ...{ projectBudget: null, platformSettings: {}, importedFrom: null, taskCount: 0, progress: noProgress },
    ...{ ...usualPlaces, createdBy: null, updatedBy: null },
  };
}

/** The task as the caller may see it: a client learns nothing of who works on it, how long, and what is said of it. */
export function taskFor<T extends Pick<Task, 'projectId'>>(caller: Caller, task: T): T {
  if (!isClient(caller, task.projectId)) return task;
  return {
    ...task,
    ...{ artist: unassigned, milestoneNote: '', actualTimeLogged: 0, estimatedDurationHours: 0, labels: [] },
    ...{ workingFilePath: '', renderOutputPath: '', mediaFilePath: '', cacheFilePath: '', filename: '' },
    ...{ createdBy: null, updatedBy: null, linkedTaskIds: [], customFields: {}, importedFrom: null },
    blockedBy: [],
  };
}

/** A shot, an asset or a sequence as the caller may see it: a client learns nothing of what is said of it, and by whom. */
export function itemFor<T extends StoredItem | BreakdownItem>(caller: Caller, item: T): T {
  if (!isClient(caller, item.projectId)) return item;
  return { ...item, description: '', createdBy: null, updatedBy: null };
}

/** The version as the caller may see it: a client learns nothing of who made it, of what and where, and what is said of it. */
export function versionFor(caller: Caller, version: Version): Version {
  if (!isClient(caller, version.projectId)) return version;
  return {
    ...version,
    ...{ author: null, description: '', filePath: '', metadata: {}, parentVersion: null },
    ...{ lock: null, unlocked: null, publish: null, createdBy: null, updatedBy: null },
  };
}
