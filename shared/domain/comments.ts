import type { Comment, CommentVersion } from '../contract/comments.ts';
import type { Resource } from './access.ts';

/** A comment as something to be allowed or refused: it is its author's own. */
export function commentResource({ id, projectId, author }: Pick<Comment, 'id' | 'projectId' | 'author'>): Resource {
  return { kind: 'comment', id, projectId, userId: author.id };
}

/** What may be made of a comment: its text as it is stored, since when it says so, and what it said before. */
export interface Written {
  text: string;
  mentions: string[];
  editedAt: string | null;
  createdAt: string;
  edits: CommentVersion[];
}

const mostVersions = 20;
const mostBytes = 64 * 1024;

/** The newest ones of what a comment said before, as many as are kept. */
function newest(edits: readonly CommentVersion[]): CommentVersion[] {
  const kept = edits.slice(1 - mostVersions);
  while (Buffer.byteLength(JSON.stringify(kept)) > mostBytes) kept.shift();
  return kept;
}

/** A comment that says something else from now on. The same text changes nothing. */
export function edited<T extends Written>(comment: T, text: string, mentions: string[], at: string): T {
  if (text === comment.text) return comment;
  const before = { text: comment.text, at: comment.editedAt ?? comment.createdAt };
  return { ...comment, text, mentions, editedAt: at, edits: newest([...comment.edits, before]) };
}

/** A comment of which only remains that it was there. */
export function deleted<T extends Written>(comment: T, at: string): T & { archivedAt: string } {
  return { ...comment, text: '', mentions: [], editedAt: null, edits: [], archivedAt: at };
}

/** What a comment says and said before, newest first. */
export function versionsOf({ text, editedAt, createdAt, edits }: Written): CommentVersion[] {
  return [{ text, at: editedAt ?? createdAt }, ...edits.toReversed()];
}
