import { invalidField } from '../contract/errors.ts';
import type { NewNotification, Notification, NotificationType } from '../contract/notifications.ts';
import type { Project } from '../contract/projects.ts';
import { eventId, type MessageEvent, type ProjectEvent } from './events.ts';
import { nestedParts } from './nested-id.ts';

/** Seven days, unless the sender says otherwise. */
export const notificationLifeMs = 7 * 24 * 3600 * 1000;

/** Everything of a notification that follows from the event alone. */
export type NotificationDraft = Pick<Notification, 'userId' | 'type' | 'title' | 'message' | 'data' | 'priority'>;

/** What people may have to hear of: an event, or that a task's deadline comes or has passed, which nobody does. */
export interface Occasion extends Omit<ProjectEvent, 'type'> {
  type: ProjectEvent['type'] | 'task.deadlineNear' | 'task.deadlinePassed';
}

/** The same for the same occasion, however often it is found: of a deadline that is the deadline itself. */
export function occasionId(occasion: Occasion): string {
  const { deadline } = occasion.about;
  return deadline === undefined ? eventId(occasion) : `${occasion.type}:${occasion.entityId}@${deadline}`;
}

/** The task that an occasion is about, or is below of. */
export const taskOf = ({ entity, entityId, about }: Pick<Occasion, 'entity' | 'entityId' | 'about'>): string =>
  entity === 'task' ? entityId : (about.taskId ?? '');

/** Who is there to hear of something. */
export interface Audience {
  /** User ids. */
  supervisors: readonly string[];
  /** Whether an artist is a user (ids) rather than a free name. */
  isPerson(stored: string): boolean;
  /** Who watches, and who has muted, a task or its project; nobody, if nothing is said. */
  attentionTo?(taskId: string): { watching: readonly string[]; muted: ReadonlySet<string> };
  /** What the project's statuses mean; nothing, if nothing is said. */
  categoryOf?(status: string): Project['statuses'][number]['category'] | undefined;
}

const words = (value: unknown) =>
  String(value ?? 'none')
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

const label = (field: string) => field.replace(/([A-Z])/g, ' $1').toLowerCase();

/** As in "Lighting task for SH0020". */
export function subjectOf({ about }: Pick<Occasion, 'about'>): string {
  return `${words(about.task)} task for ${about.shot}`;
}

const isReview = (status: unknown) => typeof status === 'string' && /review/i.test(status);
const isRefusal = (status: string) => /reject|refus|retake|redo|fix|change|revis/i.test(status);

/** Whether a task leaves a review, so that its project's statuses say what came of it. */
export const leavesReview = ({ type, changes: { status } }: Occasion): boolean =>
  type === 'task.updated' && isReview(status?.from) && !isReview(status?.to);

/** What came of a review; undefined where nothing did, as for a task that is only put aside. */
function resultOf(occasion: Occasion, { categoryOf }: Audience): 'approved' | 'rejected' | undefined {
  const to = occasion.changes.status?.to;
  if (typeof to !== 'string') return undefined;
  if (occasion.type === 'version.updated') return to === 'approved' || to === 'rejected' ? to : undefined;
  if (!leavesReview(occasion)) return undefined;
  const category = categoryOf?.(to);
  if (category === 'done') return 'approved';
  return category === 'active' || category === 'cancelled' || isRefusal(to) ? 'rejected' : undefined;
}

/** Hours are entered many times a day: sums and the feed tell of them. And a submission tells of itself. */
const silentFields = ['actualTimeLogged', 'clientSubmissionHistory'];

/** That one was published tells that it is the task's published version; that one was withdrawn, nothing else does. */
function isPublication({ publishedVersion: change }: Occasion['changes']): boolean {
  const [before, after] = [change?.from, change?.to].map((version) => Number(String(version).slice(1)));
  return Number.isNaN(before) ? !Number.isNaN(after) : Number(after) > Number(before);
}

/** The fields of a task of whose change nothing else tells. */
function toldFields({ changes }: Occasion): string[] {
  const fields = Object.keys(changes).filter((field) => !silentFields.includes(field));
  const others = fields.filter((field) => field !== 'publishedVersion');
  return (others.length === 0 && isPublication(changes) ? others : fields).sort();
}

/** Those who are mentioned, and were not before. */
function mentionedBy({ changes: { mentions } }: Occasion): string[] {
  const [before, after] = [mentions?.from, mentions?.to] as (string[] | null | undefined)[];
  return (after ?? []).filter((userId) => !before?.includes(userId));
}

/** What somebody is to what happened. */
type Part = 'mentioned' | 'newArtist' | 'artist' | 'author' | 'thread' | 'supervisors' | 'watching';

const parts: Record<Part, (occasion: Occasion, audience: Audience) => readonly unknown[]> = {
  mentioned: mentionedBy,
  newArtist: ({ changes }) => [changes.artist?.to],
  artist: ({ about }) => [about.artist],
  author: ({ about }) => [about.author],
  thread: ({ about }) => about.thread ?? [],
  supervisors: (_, { supervisors }) => supervisors,
  watching: (occasion, { attentionTo }) => attentionTo?.(taskOf(occasion)).watching ?? [],
};

/** Of a person who is none there is no account: these may be free names. */
const mayBeFree: readonly Part[] = ['newArtist', 'artist', 'author'];

type Text = Pick<NotificationDraft, 'title' | 'message'> & { data?: NotificationDraft['data'] };

/** On which events who is told what. */
interface Rule {
  type: NotificationType;
  on: readonly Occasion['type'][];
  /** Where it is not on all of these. */
  when?(occasion: Occasion, audience: Audience): boolean;
  to: readonly Part[];
  priority: NotificationDraft['priority'];
  /** It is to one person alone: also to who has muted the task. */
  personal?: true;
  text(occasion: Occasion, audience: Audience): Text;
  /** What is said of several at once. */
  ofMany(said: { tasks: string; times: number; fields: string[]; newStatus: string | null }): Omit<Text, 'data'>;
}

/**
 * Who hears what. Of the rules that fit, the first that names a person counts for them; nobody hears of their own act.
 */
const rules: readonly Rule[] = [
  {
    type: 'mention',
    on: ['comment.added', 'comment.edited'],
    to: ['mentioned'],
    priority: 'high',
    personal: true,
    text: (occasion) => ({ title: 'Mention', message: `You were mentioned on the ${subjectOf(occasion)}` }),
    ofMany: ({ tasks, times }) => ({ title: 'Mentions', message: `You were mentioned ${times} times on ${tasks}` }),
  },
  {
    // what it says stands in no inbox
    type: 'comment_added',
    on: ['comment.added'],
    to: ['artist', 'thread', 'watching'],
    priority: 'medium',
    text: (occasion) => ({ title: 'New Comment', message: `New comment on the ${subjectOf(occasion)}` }),
    ofMany: ({ tasks, times }) => ({ title: 'New Comments', message: `${times} new comments on ${tasks}` }),
  },
  {
    type: 'task_assigned',
    on: ['task.created', 'task.updated'],
    to: ['newArtist'],
    priority: 'high',
    personal: true,
    text: (occasion) => ({ title: 'Task Assigned', message: `${subjectOf(occasion)} is yours now` }),
    ofMany: ({ tasks }) => ({ title: 'Tasks Assigned', message: `${tasks} were assigned to you` }),
  },
  {
    type: 'review_result',
    on: ['task.updated', 'version.updated'],
    when: (occasion, audience) => resultOf(occasion, audience) !== undefined,
    to: ['author', 'artist', 'supervisors', 'watching'],
    priority: 'high',
    text(occasion, audience) {
      const result = resultOf(occasion, audience) as string;
      const { version } = occasion.about;
      const what = version === undefined ? subjectOf(occasion) : `${version} of ${subjectOf(occasion)}`;
      const message =
        version === undefined
          ? `${what} came out of review: ${words(occasion.changes.status?.to)}`
          : `${what} was ${result}`;
      return { title: 'Review Result', message, data: { ...statusData(occasion), result } };
    },
    ofMany: ({ tasks, newStatus }) => ({
      title: 'Review Results',
      message: `${tasks} came out of review${newStatus === null ? '' : `: ${words(newStatus)}`}`,
    }),
  },
  {
    type: 'task_updated',
    on: ['task.updated'],
    when: (occasion) => toldFields(occasion).length > 0,
    to: ['artist', 'supervisors', 'watching'],
    priority: 'medium',
    text(occasion) {
      const fields = toldFields(occasion);
      const data = { ...statusData(occasion), changedFields: fields };
      if (occasion.changes.status) {
        const message = `${subjectOf(occasion)} moved to ${words(occasion.changes.status.to)}`;
        return { title: 'Task Status Changed', message, data };
      }
      return {
        title: 'Task Updated',
        message: `${subjectOf(occasion)} changed: ${fields.map(label).join(', ')}`,
        data,
      };
    },
    ofMany: ({ tasks, fields, newStatus }) =>
      newStatus === null
        ? { title: 'Tasks Updated', message: `${tasks} changed: ${fields.map(label).join(', ')}` }
        : { title: 'Task Status Changed', message: `${tasks} moved to ${words(newStatus)}` },
  },
  {
    type: 'version_published',
    on: ['version.published'],
    to: ['author', 'artist', 'supervisors', 'watching'],
    priority: 'medium',
    text: (occasion) => ({
      title: 'Version Published',
      message: `${occasion.about.version} of ${subjectOf(occasion)} was published`,
    }),
    ofMany: ({ tasks, times }) => ({
      title: 'Versions Published',
      message: `${times} versions of ${tasks} were published`,
    }),
  },
  {
    type: 'submission',
    on: ['version.submitted'],
    to: ['author', 'artist', 'supervisors', 'watching'],
    priority: 'medium',
    text: (occasion) => ({
      title: 'Client Submission',
      message: `${occasion.about.version} of ${subjectOf(occasion)} was submitted`,
    }),
    ofMany: ({ tasks, times }) => ({
      title: 'Client Submissions',
      message: `${times} versions of ${tasks} were submitted`,
    }),
  },
  {
    type: 'deadline_near',
    on: ['task.deadlineNear'],
    to: ['artist', 'supervisors', 'watching'],
    priority: 'high',
    text: (occasion) => ({ title: 'Deadline Near', message: `${subjectOf(occasion)} is due within 24 hours` }),
    ofMany: ({ tasks }) => ({ title: 'Deadlines Near', message: `${tasks} are due within 24 hours` }),
  },
  {
    type: 'deadline_passed',
    on: ['task.deadlinePassed'],
    to: ['artist', 'supervisors', 'watching'],
    priority: 'urgent',
    text: (occasion) => ({ title: 'Deadline Passed', message: `${subjectOf(occasion)} is past its deadline` }),
    ofMany: ({ tasks }) => ({ title: 'Deadlines Passed', message: `${tasks} are past their deadline` }),
  },
];

function statusData({ changes: { status } }: Occasion): NotificationDraft['data'] {
  return status ? { oldStatus: status.from as string, newStatus: status.to as string } : {};
}

/** Which thing it is about, as ids. */
function idsOf(occasion: Occasion): NotificationDraft['data'] {
  const { entity, projectId, entityId, revision, about } = occasion;
  return {
    taskId: taskOf(occasion),
    projectId,
    ...(entity === 'task' && about.deadline === undefined && { revision }),
    ...(about.deadline !== undefined && { deadline: about.deadline }),
    ...(about.version !== undefined && { version: about.version }),
    ...(entity === 'comment' && { commentId: nestedParts(entityId).own }),
  };
}

/** Who hears of something, and what; one notification a person. */
export function notificationsFor(occasion: Occasion, audience: Audience): NotificationDraft[] {
  const drafts = new Map<string, NotificationDraft>();
  const muted = audience.attentionTo?.(taskOf(occasion)).muted;
  for (const rule of rules) {
    const { type, on, to, priority, personal } = rule;
    if (!on.includes(occasion.type) || rule.when?.(occasion, audience) === false) continue;
    const people = to.flatMap((part) => {
      const isThere = (one: unknown): one is string =>
        typeof one === 'string' && (!mayBeFree.includes(part) || audience.isPerson(one));
      return parts[part](occasion, audience).filter(isThere);
    });
    const hearing = people.filter((userId) => !drafts.has(userId) && (personal || !muted?.has(userId)));
    if (hearing.length === 0) continue;
    const { title, message, data } = rule.text(occasion, audience);
    for (const userId of hearing)
      drafts.set(userId, { userId, type, title, message, data: { ...idsOf(occasion), ...data }, priority });
  }
  drafts.delete(occasion.actor.userId);
  return [...drafts.values()];
}

/** What is said of several occasions of one type at once. */
export function textOfMany(type: NotificationType, said: Parameters<Rule['ofMany']>[0]): Omit<Text, 'data'> {
  const rule = rules.find((one) => one.type === type);
  if (!rule) throw new Error(`No rule tells of ${type}`);
  return rule.ofMany(said);
}

/** What it means to somebody that a message came for them; neither what it says nor whose it is by name. */
export function messageNotice({ entityId, actor }: MessageEvent, userId: string): NotificationDraft {
  const { parent: threadId, own } = nestedParts(entityId);
  return {
    ...{ userId, type: 'message', title: 'New Message', message: 'You have a new message', priority: 'medium' },
    data: { threadId, number: Number(own), authorId: actor.userId },
  };
}

/** A notification may be sent that lives so long. */
const maxLifeMs = 90 * 24 * 3600 * 1000;

/**
 * A notification as somebody sends it.
 * @throws VALIDATION_ERROR where it would have expired, or live too long
 */
export function sentNotification(
  { data, expiresAt, ...fields }: NewNotification,
  { id, senderId, now }: { id: string; senderId: string; now: Date },
): Notification {
  const latest = new Date(now.getTime() + maxLifeMs).toISOString();
  const createdAt = now.toISOString();
  if (expiresAt !== undefined && (expiresAt <= createdAt || expiresAt > latest)) {
    const message = 'Must be in the future, and within ninety days';
    throw invalidField('expiresAt', 'OUT_OF_RANGE', message, `Between ${createdAt} and ${latest}`);
  }
  return {
    ...{ id, ...fields, data: { ...data, senderId }, isRead: false, createdAt },
    expiresAt: expiresAt ?? new Date(now.getTime() + notificationLifeMs).toISOString(),
  };
}
