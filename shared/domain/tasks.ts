import { ApiError, type ErrorDetail, invalidField } from '../contract/errors.ts';
import type { Project } from '../contract/projects.ts';
import {
  type NewTaskFields,
  progressFields,
  type Task,
  type TaskFields,
  taskFields,
  taskId,
  unassigned,
} from '../contract/tasks.ts';
import type { Resource } from './access.ts';
import { customFieldProblems } from './custom-fields.ts';
import { cleanName } from './name-cleaning.ts';
import { isOver } from './status-category.ts';
import { nearest } from './suggest.ts';
import { transitionProblems } from './workflow.ts';

/** A task as something to be allowed or refused. */
export function taskResource(task: Task): Resource {
  return {
    kind: 'task',
    id: task.id,
    projectId: task.projectId,
    ...(task.artist === unassigned ? {} : { artist: task.artist }),
    submitted: task.clientSubmissionHistory.length > 0,
  };
}

/** The fields that are not the artist's own to tell: all but the progress is a supervisor's or coordinator's. */
export function beyondProgress(fields: readonly string[]): ErrorDetail[] {
  const progress: readonly string[] = progressFields;
  const message = 'Is for supervisors and coordinators to change';
  const suggestion = `Of a task of your own: ${progress.join(', ')}`;
  return fields
    .filter((field) => !progress.includes(field))
    .map((field) => ({ field, code: 'INVALID_VALUE', message, suggestion }));
}

/** A status that says that the work is done or not wanted: that is for whoever reviews it, not for the artist. */
export function verdicts(task: Task, fields: Pick<TaskFields, 'status'>, project: Project): ErrorDetail[] {
  const status = project.statuses.find(({ name }) => name === fields.status);
  if (task.status === fields.status || !status || !isOver(status.category)) return [];
  const open = project.statuses.filter(({ category }) => !isOver(category)).map(({ name }) => name);
  const message = `"${status.name}" is for whoever reviews the task to say`;
  return [{ field: 'status', code: 'INVALID_VALUE', message, suggestion: `One of: ${open.join(', ')}` }];
}

/** The names without the project's prefixes, as they stand in ids and paths. */
export function cleanedNames(fields: Pick<TaskFields, 'episode' | 'sequence' | 'shot'>, project: Project) {
  const rules = project.nameCleaningRules;
  return {
    episodeClean: cleanName(fields.episode, rules.episodePattern, rules.episodeReplacement),
    sequenceClean: cleanName(fields.sequence, rules.sequencePattern, rules.sequenceReplacement),
    shotClean: cleanName(fields.shot, rules.shotPattern, rules.shotReplacement),
  };
}

/**
 * `{episode}_{sequence}_{shot}_{task}` of the cleaned names, lower-cased; parts that are not given are left out.
 * @throws VALIDATION_ERROR when that is no id, as of very long names, or of one without letters and digits
 */
export function taskIdOf(fields: TaskFields, project: Project): string {
  const { episodeClean, sequenceClean, shotClean } = cleanedNames(fields, project);
  const names = [fields.episode && episodeClean, fields.sequence && sequenceClean, shotClean, fields.task];
  // a name of which nothing stays would give two shots one id
  const isTold = names.every((name) => !name || idFrom([name]) !== '');
  return validId(isTold ? idFrom(names) : '');
}

/** The id that is made of clean names, of which some may be missing. */
export function idFrom(names: readonly (string | null)[]): string {
  return names
    .filter((part) => part)
    .join('_')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^\p{L}\p{N}]+/u, '');
}

/**
 * The id of a task whose own id another project has already: ids are unique in a studio.
 * @throws VALIDATION_ERROR when that is too long
 */
export function idInProject(id: string, projectId: string): string {
  return validId(`${projectId.toLowerCase()}_${id}`);
}

function validId(id: string): string {
  if (taskId.safeParse(id).success) return id;
  throw invalidField('id', 'INVALID_VALUE', 'No id can be made of these names', 'Send an id of your own');
}

const projectLists = {
  status: (project: Project) => project.statuses.map((status) => status.name),
  milestone: (project: Project) => project.milestones,
  task: (project: Project) => project.taskTypes,
  priority: (project: Project) => project.priorityLevels,
} as const;

/** What a new task has of which nothing is said: the usual, or the first of the project's own. */
export function usualValues(project: Project): Pick<TaskFields, 'status' | 'milestone' | 'priority'> {
  const { status, milestone, priority } = taskFields.shape;
  const usual = (preset: string, own: readonly string[]) => (own.includes(preset) ? preset : (own[0] ?? preset));
  return {
    status: usual(status.parse(undefined), projectLists.status(project)),
    milestone: usual(milestone.parse(undefined), projectLists.milestone(project)),
    priority: usual(priority.parse(undefined), projectLists.priority(project)),
  };
}

/** A new task with what its project makes of what was left out. */
export function withUsualValues<T extends NewTaskFields>(fields: T, project: Project): T & TaskFields {
  const { status, milestone, priority } = usualValues(project);
  return {
    ...fields,
    status: fields.status ?? status,
    milestone: fields.milestone ?? milestone,
    priority: fields.priority ?? priority,
  };
}

/** The values that are not in the project's lists; only those that a change brings. */
function listProblems(fields: TaskFields, project: Project, before: TaskFields | undefined): ErrorDetail[] {
  return Object.entries(projectLists).flatMap(([name, listOf]) => {
    const field = name as keyof typeof projectLists;
    const [value, known] = [fields[field], listOf(project)];
    if (value === before?.[field] || known.includes(value)) return [];
    const suggestion = `${nearest(value, known, 'Did you mean')}One of: ${known.join(', ')}`;
    return [
      { field, code: 'INVALID_VALUE', message: `"${value}" is not a ${field} of project ${project.id}`, suggestion },
    ];
  });
}

/** As a filter takes it, `me` would be a free name that no filter finds. */
function artistProblems({ artist }: TaskFields, before: TaskFields | undefined): ErrorDetail[] {
  if (artist !== 'me' || before?.artist === 'me') return [];
  const message = '"me" stands for you in filters alone';
  return [{ field: 'artist', code: 'INVALID_VALUE', message, suggestion: 'Send your username' }];
}

/**
 * Refuses what a project's own rules do not allow: values beyond its lists, ways that its workflow does not go, fields
 * that it does not declare. What a change does not touch stays as it is.
 * @param before the task that is changed; a new one has none
 * @throws VALIDATION_ERROR that names every such field, with what the project would take
 */
export function checkProjectValues(fields: TaskFields, project: Project, before?: TaskFields): void {
  const unlisted = listProblems(fields, project, before);
  const isListed = unlisted.every(({ field }) => field !== 'status');
  const details = [
    ...unlisted,
    ...artistProblems(fields, before),
    ...(before && isListed ? transitionProblems(before.status, fields.status, project) : []),
    ...customFieldProblems(fields.customFields, project.customFields, before?.customFields),
  ];
  if (details.length > 0)
    throw new ApiError('VALIDATION_ERROR', 'Some values are not what the project takes', { details });
}

/** Applies changed fields; what follows from them (cleaned names) follows. */
export function withFields(task: Task, fields: TaskFields, project: Project): Task {
  return { ...task, ...fields, ...cleanedNames(fields, project) };
}
