import type { Caller, Resource } from '../domain/access.ts';
import type { Actor } from '../domain/events.ts';
import { Cache } from '../platform/cache.ts';
import { logger } from '../platform/logger.ts';
import { markUsed, useIntervalMs } from './api-keys.ts';
import { writeSecurityEvent } from './audit.ts';

const hourMs = 3600 * 1000;

/** What this container has put down already, so that repeating it costs nothing. */
const noted = new Cache<void>({ max: 10_000, maxAgeMs: 24 * hourMs });

/** Puts something down once in a while. Never fails: that it could not is a line in the log. */
function once(what: string, write: () => Promise<void>, everyMs?: number): Promise<void> {
  const attempt = () =>
    write().catch((error: unknown) => {
      logger.warn('security trail not written', { what, error: error as Error });
    });
  return noted.get(what, attempt, everyMs);
}

/** `2026-03-02T08`, or without the hour. */
const now = (length: 'day' | 'hour') => new Date().toISOString().slice(0, length === 'day' ? 10 : 13);

/** When an API key was used, to the minute, and from which addresses, once a day each. */
export async function noteUse({ studio, userId }: Caller, actor: Actor): Promise<void> {
  const onceFor = `${userId}:${actor.ip}:${now('day')}`;
  await Promise.all([
    once(`${studio}:${userId}`, () => markUsed(studio, userId), useIntervalMs),
    once(`${studio}:${onceFor}`, () =>
      writeSecurityEvent({ studio, userId, type: 'security.apiKeyUsed', actor, onceFor }),
    ),
  ]);
}

/** That somebody was refused an operation, once an hour each. */
export function noteRefusal(
  { studio, userId }: Caller,
  refused: { operation: string; resource?: Resource | undefined },
  actor: Actor,
): Promise<void> {
  const { operation, resource } = refused;
  const onceFor = `${userId}:${operation}:${now('hour')}`;
  const facts = { operation, ...(resource && { resource: `${resource.kind}:${resource.id}` }) };
  return once(`${studio}:${onceFor}`, () =>
    writeSecurityEvent({ studio, userId, type: 'security.accessRefused', actor, facts, onceFor }),
  );
}
