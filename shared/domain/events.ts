import type { Changes } from './merge-patch.ts';

export const eventTypes = [
  'project.created',
  'project.updated',
  'project.archived',
  'project.restored',
  'task.created',
  'task.updated',
  'task.archived',
  'task.restored',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Who did something, and from where; people by id, never by name. */
export interface Actor {
  userId: string;
  requestId: string;
  ip: string;
}

/**
 * That something happened: written with the change, in the same transaction, at the entity's new revision. It is the
 * audit record, the notification's source, the live update, and the history that merges read.
 */
export interface DomainEvent {
  type: EventType;
  studio: string;
  entity: 'project' | 'task';
  entityId: string;
  projectId: string;
  revision: number;
  at: string;
  actor: Actor;
  changes: Changes;
  /** What a reader needs to name the entity; people by id. */
  about: { shot?: string; task?: string; artist?: string; name?: string };
}

/** Names an event for good: an entity has one event a revision. */
export function eventId(event: Pick<DomainEvent, 'entity' | 'entityId' | 'revision'>): string {
  return `${event.entity}:${event.entityId}@${event.revision}`;
}

/** By how many live tasks an event changes its project's count. */
export function taskCountDelta(event: Pick<DomainEvent, 'type'>): number {
  if (event.type === 'task.created' || event.type === 'task.restored') return 1;
  return event.type === 'task.archived' ? -1 : 0;
}
