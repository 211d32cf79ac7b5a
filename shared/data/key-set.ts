import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { isAccepted, type KeyTimes } from '../domain/signing-keys.ts';
import { Cache } from '../platform/cache.ts';
import { config } from '../platform/config.ts';
import type { KeyPair, PublicKey } from '../platform/signer.ts';
import { dynamo, tableName } from './client.ts';
import { type Key, keys } from './keys.ts';
import { getItem, unlessRefused } from './table.ts';

/** A key as it stands in the key set, from its publication on. */
export type SigningKey = KeyPair & KeyTimes;

/** The key set's item; it changes as a whole. */
interface KeySet {
  revision: number;
  signingKeys: SigningKey[];
}

/** An unknown key id may have the set read again, but not more often than this: forged ids must cost nothing. */
const refetchAfterMs = 10_000;

const cached = new Cache<SigningKey[]>({ max: 1, maxAgeMs: refetchAfterMs });

async function load(): Promise<KeySet> {
  const item = await getItem<Partial<KeySet>>(keys.keySet);
  return { revision: item?.revision ?? 0, signingKeys: item?.signingKeys ?? [] };
}

async function loadKeys(): Promise<SigningKey[]> {
  const { signingKeys } = await load();
  // before the first sign-in there is nothing to keep
  if (signingKeys.length === 0) cached.clear();
  return signingKeys;
}

/** All keys there ever were, as of MONTU_KEY_SET_SECONDS ago at most. */
export function signingKeys(maxAgeMs = config().MONTU_KEY_SET_SECONDS * 1_000): Promise<SigningKey[]> {
  return cached.get('keys', loadKeys, maxAgeMs);
}

const accepted = (all: readonly SigningKey[]) => {
  const now = new Date();
  return all.filter((key) => isAccepted(key, now)).map((key) => key.publicKey);
};

/** The public keys that access tokens may be signed with, now or soon. */
export async function keySet(): Promise<PublicKey[]> {
  return accepted(await signingKeys());
}

/** The accepted key with this id; the set is read again when the cached one does not have it. */
export async function publicKey(kid: string): Promise<PublicKey | undefined> {
  const known = (await keySet()).find((key) => key.kid === kid);
  return known ?? accepted(await signingKeys(refetchAfterMs)).find((key) => key.kid === kid);
}

const maxRaces = 10;

/**
 * Reads the key set, decides what it becomes, and writes that, on the condition that nobody wrote between; if somebody
 * did, it reads and decides again.
 * @param decide gives all keys as they should be, or undefined when there is nothing to do
 * @returns the keys as they are now
 */
export async function changeKeys(
  decide: (current: readonly SigningKey[]) => SigningKey[] | undefined | Promise<SigningKey[] | undefined>,
): Promise<readonly SigningKey[]> {
  for (let race = 0; race < maxRaces; race++) {
    const { revision, signingKeys: current } = await load();
    const wanted = await decide(current);
    if (!wanted) return current;
    const write = new PutCommand({
      TableName: tableName(),
      Item: { ...keys.keySet, revision: revision + 1, signingKeys: wanted },
      ConditionExpression: 'attribute_not_exists(revision) OR revision = :revision',
      ExpressionAttributeValues: { ':revision': revision },
    });
    if (await unlessRefused(dynamo().send(write))) {
      cached.clear();
      return wanted;
    }
  }
  throw new Error('The key set is changed by many at this moment');
}

/** Makes the cursor key where there is none. */
export async function ensureCursorKey(): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  const Item = { ...keys.cursorKey, secret };
  const unlessThere = 'attribute_not_exists(pk)';
  await unlessRefused(
    dynamo().send(new PutCommand({ TableName: tableName(), Item, ConditionExpression: unlessThere })),
  );
}

const cursorKeys = new Cache<Buffer>({ max: 1, maxAgeMs: 5 * 60_000 });

/** The secret that cursors are sealed with; made before the first token is signed, so it is there for any request. */
export function cursorKey(): Promise<Buffer> {
  return cursorKeys.get('key', async () => {
    const item = await getItem<Key & { secret: string }>(keys.cursorKey);
    if (!item) throw new Error('There is no cursor key: nobody has signed in yet');
    return Buffer.from(item.secret, 'base64url');
  });
}
