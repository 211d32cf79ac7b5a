import type { AuditEntry } from '../contract/audit.ts';
import type { ChannelMessage } from '../contract/realtime.ts';
import { castingParts } from './breakdown.ts';
import { eventId, type ProjectEvent } from './events.ts';
import { fitted } from './frames.ts';
import type { Changes } from './merge-patch.ts';
import { nestedParts } from './nested-id.ts';

/** Fields that hold somebody; and fields of which a member does. */
const personFields = ['artist', 'author'];
const personMember = 'by';
const fieldsWithPerson = ['lock', 'unlocked', 'publish'];

/** The people that changes tell of, as they are stored. */
export function peopleOfChanges(changes: Changes): unknown[] {
  return Object.entries(changes).flatMap(([field, { from, to }]) => {
    if (personFields.includes(field)) return [from, to];
    return fieldsWithPerson.includes(field) ? [from, to].map((value) => memberOf(value)) : [];
  });
}

const memberOf = (value: unknown) => (value as Record<string, unknown> | null)?.[personMember];

/**
 * Changes as clients are told of them: the old and the new value of each field.
 * @param showArtist turns a stored person into the name that clients know
 */
export function shownChanges(changes: Changes, showArtist: (stored: string) => string): AuditEntry['changes'] {
  const entries = Object.entries(changes).map(([field, { from, to }]) => {
    const shown = (value: unknown) => {
      if (personFields.includes(field) && typeof value === 'string') return showArtist(value);
      const person = fieldsWithPerson.includes(field) ? memberOf(value) : undefined;
      return typeof person === 'string' ? { ...(value as object), [personMember]: showArtist(person) } : value;
    };
    return [field, { old: shown(from), new: shown(to) }];
  });
  return Object.fromEntries(entries);
}

/** Which shot, asset or sequence it is about; a casting is about two. */
function itemsOf({ entity, entityId }: ProjectEvent): Record<string, string> {
  const { own } = nestedParts(entityId);
  if (entity === 'casting') return castingParts(own);
  return entity === 'shot' || entity === 'asset' || entity === 'sequence' ? { [`${entity}Id`]: own } : {};
}

/** An event as the project's feed tells it: the changed fields with their old and new values, and the new revision. */
export function feedMessage(
  event: ProjectEvent,
  showArtist: (stored: string) => string,
): Omit<ChannelMessage, 'seq' | 'channel'> {
  return fitted({
    type: event.type,
    id: eventId(event),
    createdAt: event.at,
    data: {
      ...(event.entity === 'task' && { taskId: event.entityId }),
      ...(event.entity === 'version' && { taskId: event.about.taskId, version: event.about.version }),
      ...(event.entity === 'comment' && {
        taskId: event.about.taskId,
        commentId: nestedParts(event.entityId).own,
      }),
      ...itemsOf(event),
      projectId: event.projectId,
      revision: event.revision,
      actorId: event.actor.userId,
      changes: shownChanges(event.changes, showArtist),
    },
  });
}
