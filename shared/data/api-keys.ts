import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ApiKey, apiKey } from '../contract/api-keys.ts';
import { notFound } from '../contract/errors.ts';
import { archived } from '../domain/archive.ts';
import { trail } from '../manifest/trail.ts';
import { newId } from '../platform/ids.ts';
import { authorityOf, forgetAuthority, type KeyAuthority } from './authority.ts';
import { dynamo, tableName } from './client.ts';
import { changeEntity, insertEntity } from './entities.ts';
import type { Alongside, Change, EntityKind } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { getItem, type Item, type Paging, queryPage, type StartKey, unlessRefused } from './table.ts';

/** Looks like one of our keys, good or not; access tokens never do. */
export const isApiKey = (token: string): boolean => token.startsWith('montu_');

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Where the key's item is, then 256 secret bits, whose fixed length tells where they begin. */
function keyOf(studio: string, id: string, secret: string): string {
  return `montu_${Buffer.from(`${studio}/${id}`).toString('base64url')}_${secret}`;
}

function parseKey(key: string) {
  const [, place = '', secret = ''] = /^montu_([\w-]{1,400})_([\w-]{43})$/.exec(key) ?? [];
  const [, studio, id] = /^([^#]+)\/(key_[0-9a-f]{24})$/.exec(Buffer.from(place, 'base64url').toString()) ?? [];
  return studio && id ? { studio, id, secret } : undefined;
}

/** A key as a session: whose it is, if it is good; undefined when it is forged, revoked or expired. */
export async function sessionOfKey(key: string) {
  const named = parseKey(key);
  if (!named) return undefined;
  const { studio, id, secret } = named;
  const authority = (await authorityOf(studio, id, id)) as KeyAuthority | undefined;
  const stored = Buffer.from(authority?.secretHash ?? '', 'base64url');
  const given = sha256(secret);
  const good = stored.length === given.length && timingSafeEqual(stored, given);
  return good ? { studio, userId: id, sessionId: id, clientType: 'service' as const } : undefined;
}

/** What decides on its requests is written with a key, and ended with it. */
function authorityWrites(after: Record<string, unknown>, secretHash?: string): Alongside[] {
  const { studio, id, name, role, projects, scopes, expiresAt } = after as unknown as ApiKey & { studio: string };
  const key = keys.userAuth(studio, id);
  const refused = () => notFound('API key', id);
  if (secretHash !== undefined) {
    const authority: KeyAuthority = {
      ...{ userId: id, username: name, role, projects, scopes, active: true },
      ...{ secretHash, expiresAt },
    };
    // its kind lets open sockets know when it changes
    const Item = { ...key, kind: 'authority', studio, ...authority };
    return [{ write: { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } }, refused }];
  }
  const revoke = {
    Key: key,
    UpdateExpression: 'SET active = :no REMOVE secretHash',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':no': false },
  };
  return [{ write: { Update: revoke }, refused }];
}

function apiKeyKind(secretHash?: string): EntityKind<ApiKey> {
  return {
    name: 'apiKey',
    onFeed: false,
    key: keys.apiKey,
    // being used is no change of a key: the time of it is put down beside
    toItem: ({ [trail.use.attribute]: _, ...entity }, studio) => ({
      ...entity,
      studio,
      directory: directoryOf(entity.archivedAt !== null),
    }),
    alongside: (_, after) => authorityWrites(after, secretHash),
    about: () => ({ about: {} }),
  };
}

const directoryOf = (revoked: boolean) => (revoked ? 'keys#revoked' : 'keys');

const fromItem = (item: Item): ApiKey => apiKey.parse({ lastUsedAt: null, ...item });

/** Creates a key. Its secret is in the answer, and from then on nowhere. */
export async function insertApiKey(
  fields: Pick<ApiKey, 'name' | 'role' | 'projects' | 'scopes' | 'expiresAt'>,
  change: Change,
): Promise<ApiKey & { secret: string }> {
  const id = newId('key');
  const secret = randomBytes(32).toString('base64url');
  const kind = apiKeyKind(sha256(secret).toString('base64url'));
  const created = await insertEntity(kind, { ...fields, id, lastUsedAt: null }, change);
  return { ...created, secret: keyOf(change.studio, id, secret) };
}

/** @throws NOT_FOUND */
async function getApiKey(studio: string, id: string): Promise<ApiKey> {
  const item = await getItem(keys.apiKey(studio, id));
  if (!item) throw notFound('API key', id);
  return fromItem(item);
}

/**
 * Ends a key for good: here at once, everywhere within 5 s. One that was revoked stays so.
 * @throws NOT_FOUND
 */
export async function revokeApiKey(id: string, change: Change): Promise<ApiKey> {
  const load = () => getApiKey(change.studio, id);
  const revoked = await changeEntity(
    apiKeyKind(),
    { type: 'apiKey.revoked', expected: undefined, load, decide: archived },
    change,
  );
  forgetAuthority(change.studio, id, id);
  return revoked;
}

/** A page of a studio's keys by name: those that are good, or those that were revoked. */
export async function listApiKeys(
  studio: string,
  options: Paging & { revoked: boolean },
): Promise<{ apiKeys: ApiKey[]; next?: StartKey }> {
  const { revoked, ...page } = options;
  const equals = { studio, directory: directoryOf(revoked) };
  const { items, next } = await queryPage<Item>({ index: 'directory', equals, ...page });
  return { apiKeys: items.map(fromItem), ...(next && { next }) };
}

/** Once in so long is often enough, however many containers a key is used in. */
export const useIntervalMs = 60_000;

/** Puts down that a key was used; does nothing where somebody just has. */
export async function markUsed(studio: string, id: string): Promise<void> {
  const now = Date.now();
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: keys.apiKey(studio, id),
    UpdateExpression: 'SET #used = :now',
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#used) OR #used <= :then)',
    ExpressionAttributeNames: { '#used': trail.use.attribute },
    ExpressionAttributeValues: {
      ':now': new Date(now).toISOString(),
      ':then': new Date(now - useIntervalMs).toISOString(),
    },
  });
  await unlessRefused(dynamo().send(update));
}
