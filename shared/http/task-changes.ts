import type { ErrorDetail } from '../contract/errors.ts';
import type { Permission } from '../contract/permissions.ts';
import { type BulkOperation, type NewTaskFields, type Task, taskFields } from '../contract/tasks.ts';
import { checkedByProject } from '../data/projects.ts';
import type { NewTask } from '../data/tasks.ts';
import type { Caller, Resource } from '../domain/access.ts';
import { archived, refuseArchived, restored } from '../domain/archive.ts';
import { mergePatch, writableFields } from '../domain/merge-patch.ts';
import { projectResource } from '../domain/projects.ts';
import {
  beyondProgress,
  checkProjectValues,
  cleanedNames,
  idInProject,
  taskIdOf,
  taskResource,
  verdicts,
  withFields,
  withUsualValues,
} from '../domain/tasks.ts';
import { checkLinks } from './task-links.ts';
import { validate } from './validation.ts';

/** Who asks for a change of a task, and the question whether they may. */
export interface Asking {
  caller: Caller;
  allow(resource: Resource, permission?: Permission, because?: ErrorDetail[]): void;
}

/** Refuses fields that are for supervisors and coordinators alone. @throws FORBIDDEN that names them */
function allowFields({ allow }: Asking, task: Task, fields: ErrorDetail[]): void {
  if (fields.length > 0) allow(taskResource(task), 'task.update', fields);
}

type TaskPatch = Extract<BulkOperation, { op: 'update' }>['data'];

/**
 * A task that is to be created, by the rules of its project; alone or among many.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, and CONFLICT where the project is archived
 */
export async function newTask(
  { caller, allow }: Asking,
  body: NewTaskFields & { id?: string | undefined },
): Promise<NewTask> {
  allow(projectResource(body.projectId), 'project.read');
  allow(projectResource(body.projectId), 'task.create');
  await checkLinks(caller, body);
  return checkedByProject(caller.studio, body.projectId, (project) => {
    refuseArchived(project);
    const { id: given, ...own } = withUsualValues(body, project);
    checkProjectValues(own, project);
    const fields = { ...own, ...cleanedNames(own, project), blockedBy: [] };
    if (given !== undefined) return { ...fields, id: given };
    const id = taskIdOf(own, project);
    return { ...fields, id, idElsewhere: () => idInProject(id, project.id) };
  });
}

/**
 * A task with a merge patch applied, by the rules of its project.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, and CONFLICT where it or its project is archived
 */
export async function patchedTask(asking: Asking, current: Task, patch: TaskPatch): Promise<Task> {
  const { caller, allow } = asking;
  allow(taskResource(current), 'task.progress');
  allowFields(asking, current, beyondProgress(Object.keys(patch)));
  refuseArchived(current);
  const fields = validate(taskFields, mergePatch(writableFields(current, taskFields), patch), 'patched task');
  await checkLinks(caller, fields, current);
  return checkedByProject(caller.studio, current.projectId, (project) => {
    refuseArchived(project);
    checkProjectValues(fields, project, current);
    allowFields(asking, current, verdicts(current, fields, project));
    return withFields(current, fields, project);
  });
}

/**
 * A task of which any field may have been rewritten, by the rules of its project for those that differ now.
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, and CONFLICT where it or its project is archived
 */
export async function rewrittenTask({ caller, allow }: Asking, current: Task, wanted: Task): Promise<Task> {
  allow(taskResource(current), 'task.update');
  refuseArchived(current);
  await checkLinks(caller, wanted, current);
  return checkedByProject(caller.studio, current.projectId, (project) => {
    refuseArchived(project);
    checkProjectValues(wanted, project, current);
    return withFields(current, wanted, project);
  });
}

/** @throws NOT_FOUND, FORBIDDEN */
export function archivedTask({ allow }: Asking, current: Task): Task {
  allow(taskResource(current), 'task.archive');
  return archived(current);
}

/** @throws NOT_FOUND, FORBIDDEN, and CONFLICT where its project is archived */
export async function restoredTask({ caller, allow }: Asking, current: Task): Promise<Task> {
  allow(taskResource(current), 'task.archive');
  await checkedByProject(caller.studio, current.projectId, refuseArchived);
  return restored(current);
}
