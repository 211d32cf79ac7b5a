import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { invalidField } from '../contract/errors.ts';
import { cursorKey } from './key-set.ts';

/** What a cursor belongs to: it opens nowhere else. */
export interface CursorScope {
  studio: string;
  userId: string;
  operation: string;
  /** The query without `cursor` and `limit`, filters and order included. */
  query: object;
}

function associated(scope: CursorScope): Buffer {
  const query = Object.entries(scope.query)
    .filter(([name, value]) => !['cursor', 'limit'].includes(name) && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([scope.studio, scope.userId, scope.operation, query]));
}

const ivBytes = 12;
const tagBytes = 16;

/** Seals a position (AES-256-GCM), so that a cursor tells nothing and works only where it was made. */
export async function sealCursor(position: unknown, scope: CursorScope): Promise<string> {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', await cursorKey(), iv).setAAD(associated(scope));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws VALIDATION_ERROR on `cursor` for one that was tampered with, or made for another caller or query */
export async function openCursor<T>(cursor: string | undefined, scope: CursorScope): Promise<T | undefined> {
  if (cursor === undefined) return undefined;
  const key = await cursorKey();
  const bytes = Buffer.from(cursor, 'base64url');
  try {
    // decoding ignores what is no base64
    if (bytes.toString('base64url') !== cursor) throw new Error('Not a cursor of ours');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(associated(scope))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const opened = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
    return JSON.parse(opened.toString()) as T;
  } catch {
    throw invalidField(
      'cursor',
      'INVALID_VALUE',
      'This cursor is not from this query',
      'Send pagination.nextCursor of the page before, with the same parameters; or leave it out to start again',
    );
  }
}
