import { type NotificationDraft, type Occasion, occasionId, subjectOf, taskOf, textOfMany } from './notifications.ts';

/** What an occasion means to somebody. */
export interface Told {
  event: Occasion;
  draft: NotificationDraft;
}

const windowMs = 60_000;

/**
 * What is told by one notification: to one person, of one type, in one project, by one person, in one bulk or within one
 * minute of the clock; and deadlines within the same minute. It follows from the occasion alone, so that whoever comes
 * to it, whenever, and in whatever order, puts it in the same group.
 */
export function groupOf({ event, draft }: Told): string {
  const { actor, projectId, about, at } = event;
  const minute = Math.floor(Date.parse(about.deadline ?? at) / windowMs);
  return [draft.userId, draft.type, projectId, actor.userId, actor.bulkId ?? minute].join(' ');
}

/** What the notifications of one group have in common, as far as they have come. */
export interface Summary {
  /** Of how many tasks. */
  count: number;
  /** How often. */
  times: number;
  /** The first of them. */
  taskIds: string[];
  changedFields: string[];
  /** Where all went to the same. */
  newStatus: string | null;
  /** Where all are in the same. */
  sequence: string | null;
  /** Of which task, where it is one. */
  subject: string;
  /** The newest of them. */
  last: { at: string; id: string; draft: NotificationDraft };
}

const maxTaskIds = 20;

/**
 * @param before of the same group; absent for the first
 * @param isFurther whether its task is not among those that were told of
 */
export function grown(before: Summary | undefined, { event, draft }: Told, isFurther: boolean): Summary {
  const own = { at: event.at, id: occasionId(event), draft };
  const newStatus = (draft.data.newStatus ?? null) as string | null;
  const sequence = event.about.sequence ?? null;
  const fields = (draft.data.changedFields ?? []) as string[];
  if (!before) {
    const first = { count: 1, times: 1, taskIds: [taskOf(event)], changedFields: fields };
    return { ...first, newStatus, sequence, subject: subjectOf(event), last: own };
  }
  const isLater = own.at > before.last.at || (own.at === before.last.at && own.id > before.last.id);
  return {
    count: before.count + (isFurther ? 1 : 0),
    times: before.times + 1,
    taskIds: isFurther ? [...before.taskIds, taskOf(event)].slice(0, maxTaskIds) : before.taskIds,
    changedFields: [...new Set([...before.changedFields, ...fields])].sort(),
    newStatus: newStatus === before.newStatus ? newStatus : null,
    sequence: sequence === before.sequence ? sequence : null,
    subject: before.subject,
    last: isLater ? own : before.last,
  };
}

/** Whether what was said last says all: the status that a task went to, and nothing else. */
const saysAll = ({ changedFields, last }: Summary) =>
  last.draft.type === 'task_updated' && changedFields.length === 1 && changedFields[0] === 'status';

/** One notification for all; of one occasion it is its own. */
export function summarised(summary: Summary): NotificationDraft {
  const { count, times, taskIds, changedFields: fields, newStatus, sequence, subject, last } = summary;
  const { draft } = last;
  if (times === 1 || (count === 1 && saysAll(summary))) return draft;
  const { projectId, taskId } = draft.data as { projectId: string; taskId: string };
  const tasks = count === 1 ? `the ${subject}` : `${count} tasks in ${sequence ?? projectId}`;
  const changed = fields.length > 0 && { changedFields: fields };
  const data =
    count === 1
      ? { ...draft.data, ...changed, times }
      : { projectId, taskId, taskIds, count, ...changed, ...(newStatus !== null && { newStatus }) };
  const text = textOfMany(draft.type, { tasks, times, fields, newStatus });
  return { ...draft, ...text, message: text.message.charAt(0).toUpperCase() + text.message.slice(1), data };
}
