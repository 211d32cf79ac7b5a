import { Cache } from '../platform/cache.ts';
import { keys } from './keys.ts';
import { getItems, type Item } from './table.ts';
import type { Authority } from './users.ts';

/** Logout, role changes and deactivation take effect everywhere within 5 s; this leaves one for the rest. */
const maxAgeMs = 4_000;
const cache = new Cache<Authority | undefined>({ max: 5_000, maxAgeMs });

async function load(studio: string, userId: string, sessionId: string): Promise<Authority | undefined> {
  const items = await getItems<Item & Authority & { expiresAt?: string }>([
    keys.userAuth(studio, userId),
    keys.session(studio, userId, sessionId),
  ]);
  const authority = items.find((item) => item.sk === 'AUTH');
  const session = items.find((item) => item.sk !== 'AUTH');
  const alive = session?.expiresAt !== undefined && session.expiresAt > new Date().toISOString();
  return authority?.active && alive ? authority : undefined;
}

/**
 * What a person may do through a session; undefined when the session has ended or the person is not active. One strong
 * read of two items, kept for 4 s in this container.
 */
export function authorityOf(studio: string, userId: string, sessionId: string): Promise<Authority | undefined> {
  return cache.get(`${studio}/${userId}/${sessionId}`, () => load(studio, userId, sessionId));
}

/** For whoever ends a session in this container. */
export function forgetAuthority(studio: string, userId: string, sessionId: string): void {
  cache.delete(`${studio}/${userId}/${sessionId}`);
}
