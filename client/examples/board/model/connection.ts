import type { LiveStatus } from '../../../src/index.ts';

/** How the page stands with the API. */
export interface Connection {
  kind: 'online' | 'reconnecting' | 'offline';
  text: string;
}

const changes = (count: number) => (count === 1 ? '1 change waits' : `${count} changes wait`);

/**
 * Says how the page stands with the API.
 * @param isOnline what the browser says of the network
 * @param waiting how many writes are not done
 */
export function connectionOf(status: LiveStatus, isOnline: boolean, waiting: number): Connection {
  if (isOnline && status === 'open') return { kind: 'online', text: waiting > 0 ? 'Saving …' : 'Live' };
  const kind = isOnline ? 'reconnecting' : 'offline';
  const text = isOnline ? 'Reconnecting …' : 'Offline';
  return { kind, text: waiting > 0 ? `${text} · ${changes(waiting)}` : text };
}
