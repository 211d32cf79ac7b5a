import { randomBytes } from 'node:crypto';

/** `prefix_` and 96 random bits: `req_5f0c…`, `user_…`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** An id that sorts behind those made before: nine digits of time to the base of 36, and 64 random bits. */
export function newSortableId(prefix: string): string {
  const time = Date.now().toString(36).padStart(9, '0');
  return `${prefix}_${time}${randomBytes(8).toString('hex')}`;
}

/** Service accounts are told from people by their ids. */
export const isApiKeyId = (userId: string): boolean => userId.startsWith('key_');
