import type { AuditEntry } from '../contract/audit.ts';
import type { ChannelMessage } from '../contract/realtime.ts';
import { eventId, type ProjectEvent } from './events.ts';
import { fitted } from './frames.ts';
import type { Changes } from './merge-patch.ts';

/**
 * Changes as clients are told of them: the old and the new value of each field.
 * @param showArtist turns a stored artist into the name that clients know
 */
export function shownChanges(changes: Changes, showArtist: (stored: string) => string): AuditEntry['changes'] {
  const entries = Object.entries(changes).map(([field, { from, to }]) => {
    const shown = (value: unknown) => (field === 'artist' && typeof value === 'string' ? showArtist(value) : value);
    return [field, { old: shown(from), new: shown(to) }];
  });
  return Object.fromEntries(entries);
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
      projectId: event.projectId,
      revision: event.revision,
      actorId: event.actor.userId,
      changes: shownChanges(event.changes, showArtist),
    },
  });
}
