import { randomBytes } from 'node:crypto';

/** `prefix_` and 96 random bits: `req_5f0c…`, `user_…`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** Service accounts are told from people by their ids. */
export const isApiKeyId = (userId: string): boolean => userId.startsWith('key_');
