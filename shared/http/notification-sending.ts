import { ApiError, invalidField } from '../contract/errors.ts';
import type { NewNotification } from '../contract/notifications.ts';
import { levelsOf } from '../data/preferences.ts';
import { recentProject } from '../data/projects.ts';
import { getTask } from '../data/tasks.ts';
import { authoritiesOf } from '../data/users.ts';
import { can, type Resource } from '../domain/access.ts';
import { projectResource } from '../domain/projects.ts';
import { taskResource } from '../domain/tasks.ts';
import { isApiKeyId } from '../platform/ids.ts';
import type { Asking } from './task-changes.ts';

/** What a notification is about, which not everybody may see. */
async function subjectOf({ caller: { studio } }: Asking, data: NewNotification['data']): Promise<Resource | undefined> {
  const { taskId, projectId } = data;
  for (const [name, id] of Object.entries({ taskId, projectId })) {
    if (id !== undefined && typeof id !== 'string')
      throw invalidField(`data.${name}`, 'INVALID_TYPE', 'Must be a text');
  }
  if (typeof taskId === 'string') {
    const task = await getTask(studio, taskId);
    if (projectId === undefined || projectId === task.projectId) return taskResource(task);
    throw invalidField('data.projectId', 'INVALID_VALUE', `"${taskId}" is in another project`, task.projectId);
  }
  if (typeof projectId !== 'string') return undefined;
  await recentProject(studio, projectId);
  return projectResource(projectId);
}

const readPermissionOf = ({ kind }: Resource) => (kind === 'task' ? 'task.read' : 'project.read');

/**
 * Who is to be notified by a request, if it may: of a task or project only by and to those who may see it.
 * @returns whether they want to hear of it at once
 * @throws NOT_FOUND, FORBIDDEN, VALIDATION_ERROR
 */
export async function recipientOf(
  request: Asking & { body: Pick<NewNotification, 'userId' | 'type' | 'data'> },
): Promise<{ isLive: boolean }> {
  const { caller, allow, body } = request;
  const { userId, type, data } = body;
  const subject = await subjectOf(request, data);
  if (subject) allow(subject, readPermissionOf(subject));
  allow({
    kind: 'notification',
    id: userId,
    ...(subject?.projectId !== undefined && { projectId: subject.projectId }),
  });
  const [[person], levelOf] = await Promise.all([
    isApiKeyId(userId) ? [] : authoritiesOf(caller.studio, [userId]),
    levelsOf(caller.studio, new Set([userId])),
  ]);
  if (!person) throw invalidField('userId', 'NOT_FOUND', `There is nobody "${userId}" here`);
  if (!person.active) throw new ApiError('CONFLICT', `"${userId}" is deactivated.`);
  if (subject && !can(person, readPermissionOf(subject), subject)) {
    throw invalidField('userId', 'INVALID_VALUE', `"${userId}" may not see what this is about`);
  }
  return { isLive: levelOf(userId, type) === 'live' };
}
