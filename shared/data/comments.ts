import type { Comment, CommentVersion } from '../contract/comments.ts';
import { ApiError, invalidField, notFound } from '../contract/errors.ts';
import type { Task } from '../contract/tasks.ts';
import { deleted, edited, versionsOf, type Written } from '../domain/comments.ts';
import { type EventType, system } from '../domain/events.ts';
import { mentionedIn, mentionedNames, shownText, storedText } from '../domain/mentions.ts';
import { nestedId, nestedParts } from '../domain/nested-id.ts';
import { isApiKeyId, newSortableId } from '../platform/ids.ts';
import { changeEntity, commit, kept, untilWritten } from './entities.ts';
import { type Alongside, type Change, type EntityKind, entityOf, type Versioned } from './entity-kinds.ts';
import { insertion } from './entity-plans.ts';
import { keys } from './keys.ts';
import { type People, peopleAmong, peopleOf, personOf } from './people.ts';
import { readersOf } from './readers.ts';
import { getItem, getItems, type Item, type Paging, queryPage, type StartKey } from './table.ts';
import { getTask } from './tasks.ts';

/** A comment as it is stored: its text, and what it said before, mention people by id. */
interface StoredComment extends Versioned, Written {
  taskId: string;
  projectId: string;
  threadId: string;
  parentId: string | null;
}

/** That somebody writes in a thread, for those who hear of its replies. */
function joinThread({ taskId, threadId, createdBy }: StoredComment, studio: string): Alongside[] {
  // an API key has no inbox
  if (createdBy === null || isApiKeyId(createdBy)) return [];
  const Update = {
    Key: keys.commentThread(studio, taskId, threadId),
    UpdateExpression: 'ADD authors :author',
    ExpressionAttributeValues: { ':author': new Set([createdBy]) },
  };
  return [{ write: { Update }, refused: () => new ApiError('CONFLICT', 'The thread was changed meanwhile.') }];
}

/**
 * @param task what the comment is on, with its artist as stored
 * @param thread who wrote in the thread before
 */
function commentKind(task: Task, thread: readonly string[] = []): EntityKind<StoredComment> {
  return {
    name: 'comment',
    onFeed: true,
    key(studio, id) {
      const { parent, own } = nestedParts(id);
      return keys.comment(studio, parent, own);
    },
    eventKey(studio, id, revision) {
      const { parent, own } = nestedParts(id);
      return keys.commentEvent(studio, parent, own, revision);
    },
    toItem: (entity, studio) => ({ ...entity, studio }),
    alongside: (before, after) => (before ? [] : joinThread(after as unknown as StoredComment, after.studio as string)),
    personal: ['text', 'edits'],
    about: () => ({
      projectId: task.projectId,
      about: {
        ...{ taskId: task.id, shot: task.shot, task: task.task, artist: task.artist },
        ...(task.sequence !== null && { sequence: task.sequenceClean }),
        ...(thread.length > 0 && { thread: [...thread] }),
      },
    }),
  };
}

/** The task with its artist by id, as events tell of them. */
async function loadTask(studio: string, taskId: string): Promise<{ task: Task; stored: Task }> {
  const task = await getTask(studio, taskId);
  const people = await peopleOf(studio);
  return { task, stored: { ...task, artist: people.toStored(task.artist) } };
}

function toComment({ edits: _, ...stored }: StoredComment, people: People): Comment {
  return {
    ...stored,
    id: nestedParts(stored.id).own,
    text: shownText(stored.text, (id) => people.toShown(id)),
    author: personOf(stored.createdBy, people),
    mentions: stored.mentions.map((id) => personOf(id, people)),
    deleted: stored.archivedAt !== null,
  };
}

async function toComments(studio: string, stored: readonly StoredComment[]): Promise<Comment[]> {
  const people = await peopleAmong(
    studio,
    stored.flatMap(({ createdBy, mentions }) => [createdBy, ...mentions]),
  );
  return stored.map((one) => toComment(one, people));
}

/**
 * Text as it is stored. Whoever may see the project may be mentioned; who was mentioned already still is.
 * @param already ids
 */
async function resolved(
  studio: string,
  projectId: string,
  text: string,
  already: readonly string[],
): Promise<{ text: string; mentions: string[] }> {
  const names = mentionedNames(text);
  if (names.length === 0) return { text, mentions: [] };
  const people = await peopleOf(studio, [...names, ...already]);
  const ids = new Map(
    names.flatMap((name) => (people.knows(name) && !people.has(name) ? [[name, people.toStored(name)] as const] : [])),
  );
  const unsure = new Set([...ids.values()].filter((id) => !already.includes(id)));
  const readers = await readersOf(studio, projectId, unsure);
  const stored = storedText(text, (name) => {
    const id = ids.get(name);
    return id !== undefined && (readers.has(id) || already.includes(id)) ? id : undefined;
  });
  return { text: stored, mentions: mentionedIn(stored) };
}

/** What a comment replies to, and who wrote in that thread. */
async function parentOf(
  studio: string,
  taskId: string,
  parentId: string,
): Promise<{ threadId: string; thread: string[] }> {
  const parent = await getItem<StoredComment>(keys.comment(studio, taskId, parentId));
  if (parent?.archivedAt !== null)
    throw invalidField('parentId', 'NOT_FOUND', `There is no comment "${parentId}" here`);
  const known = await getItem<{ authors: Set<string> }>(keys.commentThread(studio, taskId, parent.threadId));
  return { threadId: parent.threadId, thread: [...(known?.authors ?? [])].sort() };
}

/**
 * Writes a comment.
 * @param allow throws where the caller may not comment on the task
 * @throws NOT_FOUND where there is no such task, VALIDATION_ERROR where there is no such parent
 */
export async function insertComment(
  taskId: string,
  { text, parentId = null }: { text: string; parentId?: string | null | undefined },
  allow: (task: Task) => Promise<void>,
  change: Change,
): Promise<Comment> {
  const { studio } = change;
  const { task, stored } = await loadTask(studio, taskId);
  await allow(task);
  const { projectId } = task;
  const commentId = newSortableId('comment');
  const [{ threadId, thread }, written] = await Promise.all([
    parentId === null ? { threadId: commentId, thread: [] } : parentOf(studio, taskId, parentId),
    resolved(studio, projectId, text, []),
  ]);
  const fields = { taskId, projectId, threadId, parentId, ...written, editedAt: null, edits: [] };
  const comment = { id: nestedId(taskId, commentId), ...fields };
  const { entity, writes, alongside } = insertion(commentKind(stored, thread), comment, change, 'comment.added');
  const [answer] = (await toComments(studio, [entity])) as [Comment];
  await untilWritten(
    () => 'The thread is',
    () => commit(writes, [...alongside, ...kept(change, answer)]),
  );
  return answer;
}

/** Which comment, on which task. */
export interface CommentAddress {
  taskId: string;
  commentId: string;
}

/** @throws NOT_FOUND */
async function load(studio: string, { taskId, commentId }: CommentAddress): Promise<StoredComment> {
  const item = await getItem<Item & StoredComment>(keys.comment(studio, taskId, commentId));
  if (!item) throw notFound('comment', commentId);
  return entityOf(item);
}

/** Unlike what changes of other entities are told, this holds no text as it is stored. */
function refuseUnseen({ revision }: StoredComment, expected: number | undefined): void {
  if (expected === undefined || expected === revision) return;
  throw new ApiError('VERSION_CONFLICT', `It is at revision ${revision} now, not ${expected}.`, {
    extra: { currentRevision: revision, conflicts: [] },
  });
}

/** What is asked of a comment that is to be changed. */
interface CommentChange {
  expected: number | undefined;
  /** Throws where the caller may not change it. */
  allow: (current: Comment, task: Task) => Promise<void>;
}

async function changeComment(
  address: CommentAddress,
  { type, expected, allow }: CommentChange & { type: EventType },
  decide: (current: StoredComment) => StoredComment | Promise<StoredComment>,
  change: Change,
): Promise<Comment> {
  const { studio } = change;
  const { task, stored } = await loadTask(studio, address.taskId);
  const comment = await changeEntity(
    commentKind(stored),
    {
      ...{ type, expected: undefined, load: () => load(studio, address) },
      async decide(current) {
        const [shown] = (await toComments(studio, [current])) as [Comment];
        await allow(shown, task);
        refuseUnseen(current, expected);
        return decide(current);
      },
    },
    change,
  );
  const [answer] = await toComments(studio, [comment]);
  return answer as Comment;
}

/**
 * Changes what a comment says, and keeps what it said.
 * @throws NOT_FOUND, VERSION_CONFLICT, and CONFLICT where it was deleted
 */
export function updateComment(
  address: CommentAddress,
  text: string,
  options: CommentChange,
  change: Change,
): Promise<Comment> {
  const decide = async (current: StoredComment) => {
    if (current.archivedAt !== null) throw new ApiError('CONFLICT', 'This comment was deleted.');
    const written = await resolved(change.studio, current.projectId, text, current.mentions);
    return edited(current, written.text, written.mentions, new Date().toISOString());
  };
  return changeComment(address, { ...options, type: 'comment.edited' }, decide, change);
}

/**
 * Leaves of a comment only that it was there. One that is deleted stays as it is.
 * @throws NOT_FOUND, VERSION_CONFLICT
 */
export function removeComment(address: CommentAddress, options: CommentChange, change: Change): Promise<Comment> {
  const decide = (current: StoredComment) =>
    current.archivedAt === null ? deleted(current, new Date().toISOString()) : current;
  return changeComment(address, { ...options, type: 'comment.deleted' }, decide, change);
}

/** Takes away what somebody wrote who is erased. */
export async function eraseComment(studio: string, id: string): Promise<void> {
  const allow = async () => {};
  const { parent: taskId, own: commentId } = nestedParts(id);
  await removeComment({ taskId, commentId }, { expected: undefined, allow }, { studio, actor: system });
}

/** A page of the comments on a task, oldest first; of one thread, if one is given. */
export async function listComments(
  studio: string,
  { taskId, threadId }: { taskId: string; threadId: string | undefined },
  paging: Paging,
): Promise<{ comments: Comment[]; next?: StartKey }> {
  const ofThread = {
    filter: { expression: '#thread = :thread', names: { '#thread': 'threadId' }, values: { ':thread': threadId } },
  };
  const { items, next } = await queryPage<StoredComment & Item>({
    equals: { pk: keys.task(studio, taskId).pk },
    range: { attribute: 'sk', beginsWith: 'C#' },
    ...(threadId !== undefined && ofThread),
    ...paging,
  });
  return { comments: await toComments(studio, items), ...(next && { next }) };
}

/**
 * What a comment says and said before, newest first; nothing of one that was deleted.
 * @throws NOT_FOUND
 */
export async function commentVersions(studio: string, address: CommentAddress): Promise<CommentVersion[]> {
  const comment = await load(studio, address);
  if (comment.archivedAt !== null) return [];
  const versions = versionsOf(comment);
  const people = await peopleAmong(
    studio,
    versions.flatMap(({ text }) => mentionedIn(text)),
  );
  return versions.map(({ text, at }) => ({ text: shownText(text, (id) => people.toShown(id)), at }));
}

/** Comments by id, in no order, as they are stored under these ids. */
export async function commentsById(studio: string, ids: readonly string[]): Promise<Comment[]> {
  const wanted = ids.map(nestedParts).map(({ parent, own }) => keys.comment(studio, parent, own));
  return toComments(studio, await getItems<StoredComment & Item>(wanted));
}
