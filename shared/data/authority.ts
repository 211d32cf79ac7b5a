import { Cache } from '../platform/cache.ts';
import { isApiKeyId } from '../platform/ids.ts';
import { keys } from './keys.ts';
import { getItemsTogether } from './read-together.ts';
import { getItem, type Item } from './table.ts';
import type { Authority } from './users.ts';

/** What decides on the requests of an API key stands where a person's authority does, with what proves the key. */
export interface KeyAuthority extends Authority {
  /** Not there any more once it was revoked. */
  secretHash?: string;
  expiresAt: string | null;
}

/** Logout, role changes, deactivation and revocation take effect everywhere within 5 s; this leaves one for the rest. */
const maxAgeMs = 4_000;
const cache = new Cache<Authority | KeyAuthority | undefined>({ max: 5_000, maxAgeMs });

async function load(studio: string, userId: string, sessionId: string): Promise<Authority | undefined> {
  const items = await getItemsTogether<Item & Authority & { expiresAt?: string }>([
    keys.userAuth(studio, userId),
    keys.session(studio, userId, sessionId),
  ]);
  const authority = items.find((item) => item.sk === 'AUTH');
  const session = items.find((item) => item.sk !== 'AUTH');
  const alive = session?.expiresAt !== undefined && session.expiresAt > new Date().toISOString();
  return authority?.active && alive ? authority : undefined;
}

/** A key has no session: it is good until it is revoked or expires. */
async function loadOfKey(studio: string, keyId: string): Promise<KeyAuthority | undefined> {
  const authority = await getItem<KeyAuthority>(keys.userAuth(studio, keyId));
  const expired = authority?.expiresAt != null && authority.expiresAt <= new Date().toISOString();
  return authority?.active && !expired ? authority : undefined;
}

/**
 * What a person may do through a session, or an API key by itself (its id is its session's too); undefined when the
 * session has ended, the person is not active, or the key is no longer good. One strong read of two items (of a key:
 * one), or of those of all who are asked for in one turn; kept for 4 s in this container.
 */
export function authorityOf(
  studio: string,
  userId: string,
  sessionId: string,
): Promise<Authority | KeyAuthority | undefined> {
  return cache.get(`${studio}/${userId}/${sessionId}`, () =>
    isApiKeyId(userId) ? loadOfKey(studio, userId) : load(studio, userId, sessionId),
  );
}

/** For whoever ends a session in this container. */
export function forgetAuthority(studio: string, userId: string, sessionId: string): void {
  cache.delete(`${studio}/${userId}/${sessionId}`);
}
