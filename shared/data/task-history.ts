import { invalidField } from '../contract/errors.ts';
import type { Task } from '../contract/tasks.ts';
import { fieldsBefore } from '../domain/conflicts.ts';
import type { DomainEvent } from '../domain/events.ts';
import { peopleOfChanges } from '../domain/feed.ts';
import { type TaskChange, taskChange } from '../domain/task-history.ts';
import { eventsSince } from './entity-events.ts';
import { keys } from './keys.ts';
import { peopleAmong, peopleOf } from './people.ts';
import { type Item, type Paging, queryPage, type StartKey } from './table.ts';
import { taskKind, taskWith } from './tasks.ts';

/** A page of a task's changes, newest first. */
export async function listTaskChanges(
  studio: string,
  taskId: string,
  options: Paging,
): Promise<{ changes: TaskChange[]; next?: StartKey }> {
  const range = { attribute: 'sk', beginsWith: 'E#' };
  const { pk } = keys.task(studio, taskId);
  const { items, next } = await queryPage<Item & DomainEvent>({
    ...{ equals: { pk }, range, newestFirst: true },
    ...options,
  });
  const people = await peopleAmong(
    studio,
    items.flatMap((event) => [event.actor.userId, ...peopleOfChanges(event.changes)]),
  );
  const names = {
    artist: (stored: string) => people.toShown(stored),
    person: (id: string) => people.usernameOf(id),
  };
  return { changes: items.map((event) => taskChange(event, names)), ...(next && { next }) };
}

/**
 * A task as it was at a revision, in all that its events tell of.
 * @throws VALIDATION_ERROR where it has no such revision yet
 */
export async function taskAt(studio: string, current: Task, revision: number): Promise<Task> {
  if (revision > current.revision) {
    const message = `"${current.id}" has no revision ${revision}`;
    throw invalidField('revision', 'OUT_OF_RANGE', message, `From 1 to ${current.revision}`);
  }
  const since = await eventsSince(taskKind(await peopleOf(studio)), studio, current, revision);
  return taskWith(studio, current, fieldsBefore(since));
}
