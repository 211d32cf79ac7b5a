import type { ChannelMessage } from '../contract/realtime.ts';
import { type DomainEvent, eventId } from './events.ts';
import { fitted } from './frames.ts';

/**
 * An event as the project's feed tells it: the changed fields with their old and new values, and the new revision.
 * @param showArtist turns a stored artist into the name that clients know
 */
export function feedMessage(
  event: DomainEvent,
  showArtist: (stored: string) => string,
): Omit<ChannelMessage, 'seq' | 'channel'> {
  const changes = Object.entries(event.changes).map(([field, { from, to }]) => {
    const shown = (value: unknown) => (field === 'artist' && typeof value === 'string' ? showArtist(value) : value);
    return [field, { old: shown(from), new: shown(to) }];
  });
  return fitted({
    type: event.type,
    id: eventId(event),
    createdAt: event.at,
    data: {
      ...(event.entity === 'task' && { taskId: event.entityId }),
      projectId: event.projectId,
      revision: event.revision,
      actorId: event.actor.userId,
      changes: Object.fromEntries(changes),
    },
  });
}
