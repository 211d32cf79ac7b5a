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
  'version.created',
  'version.updated',
  'version.locked',
  'version.unlocked',
  'version.published',
  'version.archived',
  'version.submitted',
  'timeEntry.created',
  'timeEntry.updated',
  'timeEntry.deleted',
  'comment.added',
  'comment.edited',
  'comment.deleted',
  'message.sent',
  'message.edited',
  'message.deleted',
  'shot.created',
  'shot.updated',
  'shot.archived',
  'shot.restored',
  'asset.created',
  'asset.updated',
  'asset.archived',
  'asset.restored',
  'sequence.created',
  'sequence.updated',
  'sequence.archived',
  'sequence.restored',
  'casting.added',
  'casting.updated',
  'casting.removed',
  'user.created',
  'user.updated',
  'user.deactivated',
  'user.reactivated',
  'user.erased',
  'user.passwordChanged',
  'member.added',
  'member.updated',
  'member.removed',
  'apiKey.created',
  'apiKey.revoked',
  'featureFlag.set',
  'featureFlag.removed',
  'session.started',
  'session.ended',
  'security.signInFailed',
  'security.signInThrottled',
  'security.tokenReused',
  'security.accessRefused',
  'security.apiKeyUsed',
] as const;
export type EventType = (typeof eventTypes)[number];

export const entityNames = [
  'project',
  'task',
  'version',
  'timeEntry',
  'comment',
  'message',
  'shot',
  'asset',
  'sequence',
  'casting',
  'user',
  'member',
  'apiKey',
  'featureFlag',
] as const;
export type EntityName = (typeof entityNames)[number];

/** Who did something, and from where; people by id, never by name. */
export interface Actor {
  /** A user or API key; `system` for what an operator does; null where nobody was signed in. */
  userId: string | null;
  requestId: string;
  ip: string;
  /** The bulk that it was part of: when that began, in nine digits to the base of 36, and random digits. */
  bulkId?: string;
}

/** The operator's own doing: demo data, the command line. */
export const system: Actor = { userId: 'system', requestId: 'system', ip: '' };

/**
 * That something happened: written with the change, in the same transaction, at the entity's new revision. It is the
 * audit record, the notification's source, the live update, and the history that merges read.
 */
export interface DomainEvent {
  type: EventType;
  studio: string;
  entity: EntityName;
  entityId: string;
  /** Absent where it is about the studio itself. */
  projectId?: string;
  revision: number;
  at: string;
  actor: Actor;
  changes: Changes;
  /** What a reader needs to name the entity; people by id. */
  about: {
    shot?: string;
    task?: string;
    artist?: string;
    status?: string;
    archived?: boolean;
    name?: string;
    /** Of what belongs to a task: which one. */
    taskId?: string;
    /** Of a task: in which sequence it is, cleaned. */
    sequence?: string;
    /** Where it is what this is about. */
    deadline?: string;
    /** As in `v007`. */
    version?: string;
    /** Of a version: who made it. */
    author?: string;
    /** Of a comment: who wrote in its thread before. Of a message: whom it is to. */
    thread?: string[];
  };
}

/** An event of a project, a task or what belongs to one: told on the project's feed and in inboxes. */
export interface ProjectEvent extends DomainEvent {
  entity: 'project' | 'task' | 'version' | 'comment' | 'shot' | 'asset' | 'sequence' | 'casting';
  projectId: string;
  actor: Actor & { userId: string };
}

/** An event of a message: told in the inboxes of those it is to, and nowhere else. */
export interface MessageEvent extends DomainEvent {
  entity: 'message';
  actor: Actor & { userId: string };
}

/** Names an event for good: an entity has one event a revision. */
export function eventId(event: Pick<DomainEvent, 'entity' | 'entityId' | 'revision'>): string {
  return `${event.entity}:${event.entityId}@${event.revision}`;
}
