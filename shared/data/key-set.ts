import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Cache } from '../platform/cache.ts';
import type { PublicKey } from '../platform/signer.ts';
import { dynamo, tableName } from './client.ts';
import { type Key, keys } from './keys.ts';
import { getItem } from './table.ts';

const fiveMinutes = 5 * 60_000;
/** An unknown key id may have the set read again, but not more often than this: forged ids must cost nothing. */
const refetchAfterMs = 10_000;

const keySets = new Cache<PublicKey[]>({ max: 1, maxAgeMs: fiveMinutes });

async function load(): Promise<PublicKey[]> {
  const item = await getItem<Key & { publicKeys: Record<string, PublicKey> }>(keys.keySet);
  return Object.values(item?.publicKeys ?? {});
}

/** The public keys that access tokens may be signed with; at most five minutes old. */
export function keySet(): Promise<PublicKey[]> {
  return keySets.get('set', load);
}

/** The key with this id, read again when the cached set does not know it. */
export async function publicKey(kid: string): Promise<PublicKey | undefined> {
  const known = (await keySet()).find((key) => key.kid === kid);
  return known ?? (await keySets.get('set', load, refetchAfterMs)).find((key) => key.kid === kid);
}

async function ignoringWhatIsThere(write: Promise<unknown>): Promise<void> {
  await write.catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

const published = new Set<string>();

/** Puts the signer's public key into the set, and makes the cursor key where there is none. Once a container. */
export async function publishKey(key: PublicKey): Promise<void> {
  if (published.has(key.kid)) return;
  const TableName = tableName();
  const unlessThere = 'attribute_not_exists(pk)';
  await ignoringWhatIsThere(
    dynamo().send(
      new PutCommand({ TableName, Item: { ...keys.keySet, publicKeys: {} }, ConditionExpression: unlessThere }),
    ),
  );
  await ignoringWhatIsThere(
    dynamo().send(
      new UpdateCommand({
        TableName,
        Key: keys.keySet,
        UpdateExpression: 'SET publicKeys.#kid = :key',
        ConditionExpression: 'attribute_not_exists(publicKeys.#kid)',
        ExpressionAttributeNames: { '#kid': key.kid },
        ExpressionAttributeValues: { ':key': key },
      }),
    ),
  );
  const secret = randomBytes(32).toString('base64url');
  await ignoringWhatIsThere(
    dynamo().send(new PutCommand({ TableName, Item: { ...keys.cursorKey, secret }, ConditionExpression: unlessThere })),
  );
  keySets.clear();
  published.add(key.kid);
}

const cursorKeys = new Cache<Buffer>({ max: 1, maxAgeMs: fiveMinutes });

/** The secret that cursors are sealed with; made when the first token is signed, so it is there for any request. */
export function cursorKey(): Promise<Buffer> {
  return cursorKeys.get('key', async () => {
    const item = await getItem<Key & { secret: string }>(keys.cursorKey);
    if (!item) throw new Error('There is no cursor key: nobody has signed in yet');
    return Buffer.from(item.secret, 'base64url');
  });
}
