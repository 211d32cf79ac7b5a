import { createHash } from 'node:crypto';

/**
 * Where somebody stands among all for one feature: the first 32 bits of SHA-256 of `<key>:<user id>`, as a number from 0
 * up to but not 100. Another key puts the same people in another order, so that nobody is first in everything.
 */
export function shareOf(key: string, userId: string): number {
  return (createHash('sha256').update(`${key}:${userId}`).digest().readUInt32BE() / 2 ** 32) * 100;
}
