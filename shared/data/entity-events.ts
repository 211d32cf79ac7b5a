import { type DomainEvent, type EventType, eventId } from '../domain/events.ts';
import { type Changes, changesBetween } from '../domain/merge-patch.ts';
import { auditAttributes } from './audit.ts';
import type { Change, EntityKind, Versioned } from './entity-kinds.ts';
import { type Key, keys } from './keys.ts';
import { type Item, queryAll, type Write } from './table.ts';

/** Bookkeeping that no event tells of, since the event itself carries it. */
export const bookkeeping = [
  'pk',
  'sk',
  'studio',
  'taskOf',
  'changesOf',
  'dueAt',
  'assignee',
  'directory',
  'revision',
  'updatedAt',
  'updatedBy',
  'createdAt',
  'createdBy',
  'taskCount',
];

/** The event of a change, as it stands in the entity's partition. */
export function eventItem<T extends Versioned>(
  kind: EntityKind<T>,
  change: Pick<Change, 'studio' | 'actor'>,
  {
    type,
    before,
    after,
  }: { type: EventType; before: Record<string, unknown> | undefined; after: Record<string, unknown> },
): Item & DomainEvent {
  const entityId = after.id as string;
  const revision = after.revision as number;
  const about = kind.about(after);
  const at = after.updatedAt as string;
  const { studio, actor } = change;
  const id = eventId({ entity: kind.name, entityId, revision });
  return {
    ...eventKeyOf(kind, studio, entityId, revision),
    kind: kind.isMail ? 'mail' : kind.onFeed ? 'event' : 'audit',
    type,
    studio,
    entity: kind.name,
    entityId,
    ...about,
    revision,
    at,
    actor,
    changes: withoutPersonal(changesBetween(before, after, bookkeeping), kind.personal ?? []),
    ...auditAttributes({ at, id, actor, projectId: about.projectId }),
  };
}

function eventKeyOf<T extends Versioned>(kind: EntityKind<T>, studio: string, id: string, revision: number): Key {
  return kind.eventKey?.(studio, id, revision) ?? keys.event(kind.key(studio, id), revision);
}

/** Of personal data an event tells that it changed, and no more. */
function withoutPersonal(changes: Changes, personal: readonly string[]): Changes {
  const hidden = (value: unknown) => (value === undefined || value === null ? value : '(personal)');
  return Object.fromEntries(
    Object.entries(changes).map(([name, { from, to }]) => [
      name,
      personal.includes(name) ? { from: hidden(from), to: hidden(to) } : { from, to },
    ]),
  );
}

export function putEvent(event: Item): Write {
  return { Put: { Item: event, ConditionExpression: 'attribute_not_exists(pk)' } };
}

/** What happened to an entity after a revision, up to the one that was read; oldest first. */
export async function eventsSince<T extends Versioned>(
  kind: EntityKind<T>,
  studio: string,
  current: Pick<Versioned, 'id' | 'revision'>,
  revision: number,
): Promise<DomainEvent[]> {
  if (revision >= current.revision) return [];
  const { pk, sk: after } = eventKeyOf(kind, studio, current.id, revision);
  const { sk: before } = eventKeyOf(kind, studio, current.id, current.revision);
  return queryAll<Item & DomainEvent>({ equals: { pk }, range: { attribute: 'sk', after, before } });
}
