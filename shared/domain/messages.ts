import { ApiError, type ErrorDetail, invalidField } from '../contract/errors.ts';
import type { NewMessage } from '../contract/messages.ts';
import type { StudioRole } from '../contract/permissions.ts';
import { can, type Person, type Resource } from './access.ts';

/** Who is in a thread: user ids. */
export interface Participants {
  id: string;
  participants: readonly string[];
}

/** A thread as something to be allowed or refused: it is there for those who are in it. */
export function threadResource({ id, participants }: Participants): Resource {
  return { kind: 'message', id, participants };
}

/** A message in it, which is its author's own. */
export function messageResource(thread: Participants, number: number, authorId: string): Resource {
  return { ...threadResource(thread), id: String(number), userId: authorId };
}

/** Where a message goes: into a thread that there is, or to people. */
export type Destination = { threadId: string } | { to: readonly string[]; subject: string | null };

/** @throws VALIDATION_ERROR where it is said neither or twice */
export function destinationOf({ to, subject, threadId }: NewMessage): Destination {
  if (threadId === undefined) {
    if (to) return { to, subject: subject ?? null };
    throw invalidField('to', 'REQUIRED_FIELD', 'Nobody is named', 'Send `to` with usernames, or a `threadId`');
  }
  const twice = to ? 'to' : subject === undefined ? undefined : 'subject';
  if (twice)
    throw invalidField(twice, 'INVALID_VALUE', 'A thread keeps whom and what it is about', `Leave out ${twice}`);
  return { threadId };
}

/** Somebody whom a message may be to. */
export interface Addressee {
  userId: string;
  role: StudioRole;
  active: boolean;
}

function problemOf(name: string, found: Addressee | undefined, author: string): Omit<ErrorDetail, 'field'> | undefined {
  if (!found) {
    const suggestion = 'The username of somebody in this studio';
    return { code: 'NOT_FOUND', message: `There is nobody called "${name}" here`, suggestion };
  }
  if (found.userId === author)
    return { code: 'INVALID_VALUE', message: `"${name}" is you`, suggestion: 'Name the others; you are in the thread' };
  if (!found.active)
    return { code: 'INVALID_VALUE', message: `"${name}" was deactivated`, suggestion: 'Leave them out' };
  if (found.role === 'client')
    return {
      code: 'INVALID_VALUE',
      message: `"${name}" is a client, who gets no messages`,
      suggestion: 'Leave them out',
    };
  return undefined;
}

/**
 * Who is in a thread that somebody begins: themselves first, then each of the others once.
 * @param author user id
 * @param find who has a username
 * @throws VALIDATION_ERROR with everybody who cannot be written to
 */
export function participantsOf(
  to: readonly string[],
  author: string,
  find: (username: string) => Addressee | undefined,
): string[] {
  const problems = to.flatMap((name, index) => {
    const problem = problemOf(name, find(name), author);
    return problem ? [{ field: `to.${index}`, ...problem }] : [];
  });
  if (problems.length > 0) {
    throw new ApiError('VALIDATION_ERROR', 'Not everybody can be written to.', { details: problems });
  }
  return [...new Set([author, ...to.map((name) => (find(name) as Addressee).userId)])];
}

/** Whether somebody hears of what is said in a thread: clients do not, nor whoever was deactivated. */
export function hears(person: Person & { active: boolean }, thread: Participants): boolean {
  return person.active && can(person, 'message.read', threadResource(thread));
}

/** Later than the last message, whatever clocks say: threads stand by it in people's lists. */
export function momentAfter(lastAt: string | undefined, now: Date): Date {
  return lastAt === undefined ? now : new Date(Math.max(now.getTime(), Date.parse(lastAt) + 1));
}

/** What may be made of a message. */
export interface Said {
  text: string;
  editedAt: string | null;
  archivedAt: string | null;
}

/**
 * A message that says something else from now on. The same text changes nothing.
 * @throws CONFLICT where it was deleted
 */
export function reworded<T extends Said>(message: T, text: string, at: string): T {
  if (message.archivedAt !== null) throw new ApiError('CONFLICT', 'This message was deleted.');
  return text === message.text ? message : { ...message, text, editedAt: at };
}

/** A message of which only remains that it was there. */
export function withdrawn<T extends Said>(message: T, at: string): T {
  return message.archivedAt === null ? { ...message, text: '', editedAt: null, archivedAt: at } : message;
}
