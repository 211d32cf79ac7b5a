import type { ApiError } from '../contract/errors.ts';
import type { Actor, DomainEvent, EntityName } from '../domain/events.ts';
import type { Key } from './keys.ts';
import type { Item, Write } from './table.ts';

/** What every changeable entity has. */
export interface Versioned {
  id: string;
  revision: number;
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  updatedBy: string | null;
  archivedAt: string | null;
}

/** Who changes something, when, and in which studio. */
export interface Change {
  studio: string;
  actor: Actor;
  /** Defaults to now. */
  at?: Date;
  /** Keeps the answer to the request in the same transaction, so that a repetition of it changes nothing. */
  once?: { kept(answer: unknown): Alongside };
}

/** How a kind of entity is stored. */
export interface EntityKind<T extends Versioned> {
  name: EntityName;
  /** Whether its events go to its project's feed and to inboxes; all of them are in the audit log. */
  onFeed: boolean;
  /** Whether they go to inboxes alone, to those whom they are about. */
  isMail?: true;
  /** What of it makes its id, where clients send none. */
  idFrom?: string;
  key(studio: string, id: string): Key;
  /** Where its events stand, if not as `E#<revision>` beside it. */
  eventKey?(studio: string, id: string, revision: number): Key;
  /** The entity as it is stored: people by id, and the attributes of its indexes. */
  toItem(entity: T, studio: string): Record<string, unknown>;
  /** What the request that writes it is answered, if not the entity: a repetition of it gets just that. */
  answer?(entity: T): unknown;
  /** The key that no other entity of the kind may have, beside its own. */
  unique?(studio: string, id: string): Key;
  /** What else is written in the same transaction; the first of it that is refused refuses the change. */
  alongside?(before: Record<string, unknown> | undefined, after: Record<string, unknown>): Alongside[];
  /** Attributes whose values no event may hold, so that erasing them from the entity erases them. */
  personal?: readonly string[];
  about(item: Record<string, unknown>): Pick<DomainEvent, 'projectId' | 'about'>;
}

/** A write beside the entity's own, and what it means when its condition fails. */
export interface Alongside {
  write: Write;
  refused(): ApiError;
  /** Its refusal stands whatever else was refused; any other one is explained by that of the entity itself. */
  decisive?: true;
  /** Hears that it was written. */
  written?(): void;
}

/** An entity as it was stored, without what is only the table's. */
export function entityOf<T extends Versioned>(item: Item & T): T {
  const { pk: _, sk: __, studio: ___, ...entity } = item as Item & T & { studio: string };
  return entity as unknown as T;
}
