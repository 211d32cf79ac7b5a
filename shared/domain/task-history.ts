import type * as z from 'zod';
import type { taskOperations } from '../contract/tasks.ts';
import type { DomainEvent } from './events.ts';
import { shownChanges } from './feed.ts';

/** One revision of a task: who changed what. */
export type TaskChange = z.input<typeof taskOperations.listTaskHistory.answer.data>;

/** What clients know people by. */
export interface Names {
  artist(stored: string): string;
  /** null for what is nobody, as an API key or the operator. */
  person(id: string): string | null;
}

/** An event of a task as its history shows it. */
export function taskChange(event: DomainEvent, names: Names): TaskChange {
  const { revision, type, at, actor } = event;
  return {
    ...{ revision, type, at },
    actor: { id: actor.userId, username: actor.userId === null ? null : names.person(actor.userId) },
    changes: shownChanges(event.changes, names.artist),
  };
}
