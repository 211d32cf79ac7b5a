import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { notFound } from '../contract/errors.ts';
import type { PasswordHash } from '../platform/passwords.ts';
import { type SecurityEvent, securityEventItem } from './audit.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { getItem, getItems, type Item, TransactionRefused, transact, unlessContended } from './table.ts';
import type { Authority } from './users.ts';

/** Where a person is. */
export interface Account {
  studio: string;
  userId: string;
}

/** A password as it is stored. */
export interface StoredPassword extends PasswordHash {
  /** When it was last set anew; a stronger hash of the same password does not count. */
  changedAt?: string;
}

/** The password of a person as it is now; undefined where they have none, as whoever was erased. */
export function getPassword(studio: string, userId: string): Promise<StoredPassword | undefined> {
  return getItem<StoredPassword>(keys.password(studio, userId));
}

const nobody: Account = { studio: '-', userId: 'nobody' };
/** The accounts, or one that stands in where there is none, so that the answer costs as much. */
export const orNobody = (accounts: readonly Account[]): readonly Account[] =>
  accounts.length > 0 ? accounts : [nobody];

/** The passwords of some accounts, undefined for one that may not sign in; where there is none, as of one. */
export async function passwordsOf(accounts: readonly Account[]): Promise<(StoredPassword | undefined)[]> {
  const wanted = orNobody(accounts);
  const items = await getItems<Item & StoredPassword & Authority>(
    wanted.flatMap(({ studio, userId }) => [keys.password(studio, userId), keys.userAuth(studio, userId)]),
  );
  return wanted.map(({ studio, userId }) => {
    const key = keys.password(studio, userId);
    const own = items.filter(({ pk }) => pk === key.pk);
    const isActive = own.some(({ sk, active }) => sk !== key.sk && active);
    return isActive ? own.find(({ sk }) => sk === key.sk) : undefined;
  });
}

/**
 * Gives a person another password.
 * @throws NOT_FOUND where the person has none: an account that was erased gets no way back in
 */
export async function setPassword(
  { studio, userId }: Account,
  password: PasswordHash,
  { actor, facts = {} }: Pick<SecurityEvent, 'actor' | 'facts'>,
): Promise<void> {
  const changed = { ...keys.password(studio, userId), ...password, changedAt: new Date().toISOString() };
  const event = securityEventItem({ studio, userId, type: 'user.passwordChanged', actor, facts });
  try {
    await transact([
      { Put: { Item: changed, ConditionExpression: 'attribute_exists(pk)' } },
      { Put: { Item: event, ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);
  } catch (error) {
    if (error instanceof TransactionRefused && error.failedAt(0)) throw notFound('user', userId);
    throw error;
  }
}

/** Puts a stronger hash of the same password in the place of a weak one, unless that has gone meanwhile. */
export async function strengthen(
  { studio, userId }: Account,
  weak: PasswordHash,
  { N, r, p, salt, hash }: PasswordHash,
): Promise<void> {
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: keys.password(studio, userId),
    UpdateExpression: 'SET #N = :N, #r = :r, #p = :p, salt = :salt, #hash = :hash',
    ConditionExpression: '#hash = :weak',
    ExpressionAttributeNames: { '#N': 'N', '#r': 'r', '#p': 'p', '#hash': 'hash' },
    ExpressionAttributeValues: { ':N': N, ':r': r, ':p': p, ':salt': salt, ':hash': hash, ':weak': weak.hash },
  });
  // somebody else may set it at this moment, and with parameters of today
  await unlessContended(dynamo().send(update));
}
