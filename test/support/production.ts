import type { z } from 'zod';
import { type Project, projectFields } from '../../shared/contract/projects.ts';
import { type Task, taskFields } from '../../shared/contract/tasks.ts';
import type { Change } from '../../shared/data/entity-kinds.ts';
import { insertProject } from '../../shared/data/projects.ts';
import { insertTask } from '../../shared/data/tasks.ts';
import { noProgress } from '../../shared/domain/progress.ts';
import { cleanedNames, taskIdOf } from '../../shared/domain/tasks.ts';

const untouched = {
  revision: 1,
  createdAt: '2025-08-29T10:00:00.000Z',
  updatedAt: '2025-08-29T10:00:00.000Z',
  createdBy: 'user_1',
  updatedBy: 'user_1',
  archivedAt: null,
};

/** The name-cleaning rules of project SWA in the sample data. */
export const swaRules = {
  sequencePattern: '^SWA_Ep[0-9]+_(.+)$',
  sequenceReplacement: '\\1',
  shotPattern: '^SWA_Ep[0-9]+_(.+)$',
  shotReplacement: '\\1',
  episodePattern: '^(Ep[0-9]+)$',
  episodeReplacement: '\\1',
};

/** A project as it would be stored, defaults filled in. */
export function makeProject(fields: Partial<Project> = {}): Project {
  const { id = 'SWA', taskCount = 0, ...rest } = fields;
  const own = projectFields.loose().parse({ name: 'Swan Lake', nameCleaningRules: swaRules, ...rest });
  return { ...untouched, progress: noProgress, ...own, id, taskCount } as Project;
}

/** What a client would send of a task, defaults filled in. */
export function makeTaskFields(fields: Partial<z.input<typeof taskFields>> = {}) {
  return taskFields.parse({
    ...{ projectId: 'SWA', episode: 'Ep00', sequence: 'sq0010', shot: 'SH0020', task: 'lighting' },
    ...fields,
  });
}

/** A task as it would be stored. */
export function makeTask(fields: Partial<Task> = {}): Task {
  const { id, revision, createdAt, updatedAt, createdBy, updatedBy, archivedAt, ...rest } = fields;
  const given = { id, revision, createdAt, updatedAt, createdBy, updatedBy, archivedAt };
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const own = makeTaskFields(rest);
  const project = makeProject({ id: own.projectId });
  return {
    id: id ?? taskIdOf(own, project),
    ...untouched,
    blockedBy: [],
    ...own,
    ...cleanedNames(own, project),
    ...kept,
  };
}

/** Stores a project. */
export function addProject(change: Change, fields: Partial<Project> = {}): Promise<Project> {
  return insertProject(makeProject(fields), change);
}

/** Stores a task. */
export function addTask(change: Change, fields: Partial<Task> = {}): Promise<Task> {
  return insertTask(makeTask(fields), change);
}
