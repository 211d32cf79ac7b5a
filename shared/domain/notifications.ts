import type { Notification } from '../contract/notifications.ts';
import type { ProjectEvent } from './events.ts';
import { nestedParts } from './nested-id.ts';

/** Seven days, unless the sender says otherwise. */
export const notificationLifeMs = 7 * 24 * 3600 * 1000;

/** Everything of a notification that follows from the event alone. */
export type NotificationDraft = Pick<Notification, 'userId' | 'type' | 'title' | 'message' | 'data' | 'priority'>;

const words = (value: unknown) =>
  String(value ?? 'none')
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

const label = (field: string) => field.replace(/([A-Z])/g, ' $1').toLowerCase();

function subject(event: ProjectEvent): string {
  return `${words(event.about.task)} task for ${event.about.shot}`;
}

function updateText(event: ProjectEvent): Pick<NotificationDraft, 'title' | 'message'> {
  const { status, ...others } = event.changes;
  if (status) {
    return { title: 'Task Status Changed', message: `${subject(event)} moved to ${words(status.to)}` };
  }
  return {
    title: 'Task Updated',
    message: `${subject(event)} changed: ${Object.keys(others).sort().map(label).join(', ')}`,
  };
}

function updateData(event: ProjectEvent): Notification['data'] {
  const { status } = event.changes;
  return {
    taskId: event.entityId,
    projectId: event.projectId,
    ...(status && { oldStatus: status.from as string, newStatus: status.to as string }),
    changedFields: Object.keys(event.changes).sort(),
    revision: event.revision,
  };
}

/**
 * That a version was published tells that it is the task's published one; that one was withdrawn, nothing else does.
 * And hours are entered many times a day: sums and the feed tell of them.
 */
function isToldOtherwise({ changes }: ProjectEvent): boolean {
  const { publishedVersion, ...others } = changes;
  if (Object.keys(changes).join() === 'actualTimeLogged') return true;
  if (!publishedVersion || Object.keys(others).length > 0) return false;
  const [before, after] = [publishedVersion.from, publishedVersion.to].map((label) => Number(String(label).slice(1)));
  return Number.isNaN(before) ? !Number.isNaN(after) : Number(after) > Number(before);
}

/** The task's artist and the project's supervisors hear of what others have published. */
function publicationFor(
  event: ProjectEvent,
  supervisors: readonly string[],
  isPerson: (artist: string) => boolean,
): NotificationDraft[] {
  const { artist, taskId, version } = event.about;
  const audience = new Set([...(artist && isPerson(artist) ? [artist] : []), ...supervisors]);
  audience.delete(event.actor.userId);
  return [...audience].map((userId) => ({
    userId,
    type: 'version_published',
    title: 'Version Published',
    message: `${version} of ${subject(event)} was published`,
    data: { taskId: taskId as string, version: version as string, projectId: event.projectId },
    priority: 'medium',
  }));
}

/**
 * Whoever is mentioned for the first time hears of that; of a new comment, the task's artist too, and whoever wrote in
 * its thread. What it says stands in no inbox.
 */
function commentNoticesFor(event: ProjectEvent, isPerson: (artist: string) => boolean): NotificationDraft[] {
  const { artist, taskId = '', thread = [] } = event.about;
  const [before, after] = [event.changes.mentions?.from, event.changes.mentions?.to] as (string[] | null | undefined)[];
  const mentioned = new Set((after ?? []).filter((userId) => !before?.includes(userId)));
  const others = event.type === 'comment.added' ? [...(artist && isPerson(artist) ? [artist] : []), ...thread] : [];
  const data = { taskId, projectId: event.projectId, commentId: nestedParts(event.entityId).own };
  const on = `on the ${subject(event)}`;
  const audience = new Set([...mentioned, ...others]);
  audience.delete(event.actor.userId);
  return [...audience].map((userId) =>
    mentioned.has(userId)
      ? { userId, type: 'mention', title: 'Mention', message: `You were mentioned ${on}`, data, priority: 'high' }
      : { userId, type: 'comment_added', title: 'New Comment', message: `New comment ${on}`, data, priority: 'medium' },
  );
}

/**
 * Who hears of an event, and what: the task's artist and the project's supervisors of a change, the new artist of an
 * assignment, and nobody of their own act. One notification a person and event.
 * @param supervisors user ids
 * @param isPerson whether an artist is a user (ids) rather than a free name
 */
export function notificationsFor(
  event: ProjectEvent,
  supervisors: readonly string[],
  isPerson: (artist: string) => boolean,
): NotificationDraft[] {
  if (['comment.added', 'comment.edited'].includes(event.type)) return commentNoticesFor(event, isPerson);
  if (event.type === 'version.published') return publicationFor(event, supervisors, isPerson);
  if (isToldOtherwise(event)) return [];
  if (event.entity !== 'task' || !['task.created', 'task.updated'].includes(event.type)) return [];
  const drafts = new Map<string, NotificationDraft>();
  const assigned = event.changes.artist?.to;
  const updated = event.type === 'task.updated';

  if (typeof assigned === 'string' && isPerson(assigned)) {
    drafts.set(assigned, {
      userId: assigned,
      type: 'task_assigned',
      title: 'Task Assigned',
      message: `${subject(event)} is yours now`,
      data: { taskId: event.entityId, projectId: event.projectId, revision: event.revision },
      priority: 'high',
    });
  }
  const artist = event.about.artist;
  const audience = updated ? [...(artist && isPerson(artist) ? [artist] : []), ...supervisors] : [];
  for (const userId of audience) {
    if (drafts.has(userId)) continue;
    drafts.set(userId, {
      userId,
      type: 'task_updated',
      ...updateText(event),
      data: updateData(event),
      priority: 'medium',
    });
  }
  drafts.delete(event.actor.userId);
  return [...drafts.values()];
}

/** The notifications of one type that events of one bulk in a project mean to one person, as far as they have come. */
export interface Summary {
  count: number;
  /** The first of them. */
  taskIds: string[];
  changedFields: string[];
  /** Where all went to the same. */
  newStatus: string | null;
}

const maxTaskIds = 20;

/** @param before of the same bulk, person and type; absent for the first */
export function grown(before: Summary | undefined, { data }: NotificationDraft): Summary {
  const newStatus = (data.newStatus ?? null) as string | null;
  const fields = (data.changedFields ?? []) as string[];
  if (!before) return { count: 1, taskIds: [data.taskId as string], changedFields: fields, newStatus };
  return {
    count: before.count + 1,
    taskIds: [...before.taskIds, data.taskId as string].slice(0, maxTaskIds),
    changedFields: [...new Set([...before.changedFields, ...fields])].sort(),
    newStatus: newStatus === before.newStatus ? newStatus : null,
  };
}

/** One notification for all; of one event it is the event's own. */
export function summarised(
  draft: NotificationDraft,
  { count, taskIds, changedFields, newStatus }: Summary,
): NotificationDraft {
  if (count === 1) return draft;
  const { projectId } = draft.data as { projectId: string };
  const tasks = `${count} tasks in ${projectId}`;
  const common = { projectId, taskIds, count };
  if (draft.type === 'task_assigned') {
    return { ...draft, title: 'Tasks Assigned', message: `${tasks} were assigned to you`, data: common };
  }
  const data = { ...common, changedFields, ...(newStatus !== null && { newStatus }) };
  return newStatus === null
    ? { ...draft, title: 'Tasks Updated', message: `${tasks} changed: ${changedFields.map(label).join(', ')}`, data }
    : { ...draft, title: 'Task Status Changed', message: `${tasks} moved to ${words(newStatus)}`, data };
}
