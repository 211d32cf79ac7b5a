import * as z from 'zod';
import { etagOf } from './etag.ts';
import { operation } from './operation.ts';
import { entity, id, instant, page, text } from './primitives.ts';
import { projectId } from './projects.ts';
import { taskId } from './tasks.ts';

export const person = z.object({ id: z.string(), username: z.string().nullable() });
const commentText = text(5_000)
  .min(1)
  .meta({ description: '`@username` mentions somebody who may see the project; the first 50 names count' });

export const comment = z
  .object({
    id,
    taskId,
    projectId,
    threadId: id.meta({ description: 'The comment that the thread begins with; its own id, if that is this one' }),
    parentId: id.nullable().meta({ description: 'What it replies to' }),
    author: person,
    text: z.string().meta({ description: 'Empty, where it was deleted' }),
    mentions: z.array(person),
    editedAt: instant.nullable().meta({ description: 'When its text was changed last' }),
    deleted: z.boolean(),
    ...entity,
  })
  .meta({ id: 'Comment', description: 'What somebody says about a task, to those who work on it.' });

export type Comment = z.output<typeof comment>;

const commentVersion = z
  .object({ text: z.string(), at: instant.meta({ description: 'When it was written' }) })
  .meta({ id: 'CommentVersion', description: 'What a comment said.' });

export type CommentVersion = z.output<typeof commentVersion>;

const domain = 'comments';
const ofTask = z.object({ taskId });
const params = z.object({ taskId, commentId: id });
const etag = (data: Pick<Comment, 'revision'>) => etagOf(data.revision);

export const commentOperations = {
  listComments: operation({
    id: 'listComments',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/comments',
    summary: 'List the comments on a task, oldest first',
    description: 'Replies stand among them by time, with their `parentId`; `threadId` asks for one thread.',
    access: 'comment.read',
    params: ofTask,
    query: z.strictObject({ ...page, threadId: id.optional() }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: comment },
  }),
  createComment: operation({
    id: 'createComment',
    domain,
    method: 'POST',
    path: '/tasks/{taskId}/comments',
    summary: 'Comment on a task',
    description: 'Its artist hears of it, whoever wrote in the thread, and whoever is mentioned.',
    access: 'comment.create',
    params: ofTask,
    body: z
      .strictObject({ text: commentText, parentId: id.optional() })
      .meta({ examples: [{ text: 'Frame 1043 flickers. @mika, could you look?' }] }),
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 201, data: comment, etag },
    uses: ['tableWrite'],
  }),
  updateComment: operation({
    id: 'updateComment',
    domain,
    method: 'PATCH',
    path: '/tasks/{taskId}/comments/{commentId}',
    summary: 'Change the text of your own comment',
    description: 'Whoever is mentioned for the first time hears of it. What it said before is kept.',
    access: 'comment.update',
    params,
    body: z.strictObject({ text: commentText }),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: comment, etag },
    uses: ['tableWrite'],
  }),
  deleteComment: operation({
    id: 'deleteComment',
    domain,
    method: 'DELETE',
    path: '/tasks/{taskId}/comments/{commentId}',
    summary: 'Delete your own comment, or, as a supervisor, anybody’s',
    description: 'It stays in the list as deleted; what it said is gone, and so is what it said before.',
    access: 'comment.delete',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: comment, etag },
    uses: ['tableWrite'],
  }),
  listCommentHistory: operation({
    id: 'listCommentHistory',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/comments/{commentId}/history',
    summary: 'List what a comment says and said before, newest first',
    description: 'The last 20 versions, and no more than 64 KB of them.',
    access: 'comment.read',
    params,
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: commentVersion },
  }),
} as const;
