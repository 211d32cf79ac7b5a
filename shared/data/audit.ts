import type { Actor, DomainEvent, EventType } from '../domain/events.ts';
import { isApiKeyId, newId } from '../platform/ids.ts';
import { keys } from './keys.ts';
import { epochAfter, type Item, TransactionRefused, transact, type Write } from './table.ts';

/** Whose events those are that belong to no project. */
export const studioEvents = '@studio';

/** Security events are kept so long; changes of data are kept with the data. */
const securityEventLifeSeconds = 400 * 24 * 3600;
/** That an event was written is known for so long: longer than the day, hour or minute it is written once in. */
const onceLifeSeconds = 2 * 24 * 3600;

/** What puts an event into the audit log's indexes: by project and by actor, in order of time. */
export function auditAttributes(event: { at: string; id: string; actor: Actor; projectId?: string | undefined }) {
  return {
    eventsOf: event.projectId ?? studioEvents,
    ...(event.actor.userId !== null && { actorId: event.actor.userId }),
    // the id makes it one of a kind, so that a page can go on from it
    occurred: `${event.at}#${event.id}`,
  };
}

type SecurityEventType = Extract<EventType, `security.${string}` | `session.${string}` | 'user.passwordChanged'>;

/** What happened to an account without changing an entity, such as a failed sign-in. */
export interface SecurityEvent {
  studio: string;
  /** Whose account it is about: a user or API key. */
  userId: string;
  type: SecurityEventType;
  actor: Actor;
  /** What else tells of it; no secrets, and nothing personal. */
  facts?: Record<string, string>;
}

/** The item of a security event. */
export function securityEventItem({ studio, userId, type, actor, facts = {} }: SecurityEvent): Item {
  const at = new Date().toISOString();
  const id = newId('evt');
  const event: DomainEvent = {
    ...{
      type,
      studio,
      entity: isApiKeyId(userId) ? 'apiKey' : 'user',
      entityId: userId,
      revision: 0,
      at,
      actor,
    },
    changes: Object.fromEntries(Object.entries(facts).map(([name, to]) => [name, { from: null, to }])),
    about: {},
  };
  return {
    ...keys.securityEvent(studio, userId, `${at}#${id}`),
    kind: 'audit',
    ...event,
    ...auditAttributes({ at, id, actor }),
    expiresAtEpoch: epochAfter(securityEventLifeSeconds),
  };
}

/** A write that is refused where an event of this type was written for the same already. */
function onlyOnce({ studio, userId, type }: SecurityEvent, what: string): Write {
  const key = keys.securityEventOnce(studio, userId, `${type}:${what}`);
  return {
    Put: {
      Item: { ...key, expiresAtEpoch: epochAfter(onceLifeSeconds) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/**
 * Puts a security event into the audit log.
 * @param event.onceFor which minute, hour or day, and what: an event of a type is written once for the same
 */
export async function writeSecurityEvent({ onceFor, ...event }: SecurityEvent & { onceFor?: string }): Promise<void> {
  const put = { Put: { Item: securityEventItem(event) } };
  if (onceFor === undefined) return transact([put]);
  try {
    await transact([onlyOnce(event, onceFor), put]);
  } catch (error) {
    if (!(error instanceof TransactionRefused && error.failedAt(0))) throw error;
  }
}
