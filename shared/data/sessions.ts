import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ClientType } from '../contract/permissions.ts';
import { newId } from '../platform/ids.ts';
import { forgetAuthority } from './authority.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { getItem } from './table.ts';

/** A family of refresh tokens ends for good after this, however often it was rotated. */
const familyLifeMs = 30 * 24 * 3600 * 1000;
/** The immediately previous token answers with its successor for so long: a lost answer, two tabs. */
const graceMs = 10_000;

/** One sign-in, and the family of refresh tokens that came of it. Of the tokens only hashes are stored. */
export interface Session {
  sessionId: string;
  studio: string;
  userId: string;
  clientType: ClientType;
  createdAt: string;
  expiresAt: string;
  currentHash: string;
  previousHash: string | null;
  rotatedAt: string;
  /** With the previous token (and not without it) this gives the current one. */
  seed: string;
  /** Tells a token that was ours once from one that never was. */
  tagKey: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const hmac = (key: string, text: string) => createHmac('sha256', Buffer.from(key, 'base64url')).update(text);
const randomKey = () => randomBytes(32).toString('base64url');
const tagOf = (tagKey: string, secret: string) => hmac(tagKey, secret).digest('base64url').slice(0, 22);

/** Opaque to clients: where its session is, 256 secret bits, and a tag that only our tokens have. */
function tokenOf(session: Pick<Session, 'studio' | 'userId' | 'sessionId' | 'tagKey'>, secret: string): string {
  const parts = [session.studio, session.userId, session.sessionId, secret, tagOf(session.tagKey, secret)];
  return Buffer.from(parts.join(' ')).toString('base64url');
}

function parseToken(token: string) {
  const [studio, userId, sessionId, secret, tag] = Buffer.from(token, 'base64url').toString().split(' ');
  return studio && userId && sessionId && secret && tag ? { studio, userId, sessionId, secret, tag } : undefined;
}

function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Starts a session and gives its first refresh token. */
export async function startSession(
  who: Pick<Session, 'studio' | 'userId' | 'clientType'>,
): Promise<{ session: Session; refreshToken: string }> {
  const now = Date.now();
  const secret = randomKey();
  const session: Session = {
    ...who,
    sessionId: newId('sess'),
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + familyLifeMs).toISOString(),
    currentHash: sha256(secret),
    previousHash: null,
    rotatedAt: new Date(now).toISOString(),
    seed: randomKey(),
    tagKey: randomKey(),
  };
  const key = keys.session(who.studio, who.userId, session.sessionId);
  const expiresAtEpoch = Math.ceil((now + familyLifeMs) / 1000);
  await dynamo().send(new PutCommand({ TableName: tableName(), Item: { ...key, ...session, expiresAtEpoch } }));
  return { session, refreshToken: tokenOf(session, secret) };
}

/** What came of a refresh token: its successor, a token that is not (or no longer) good, or one that was used twice. */
export type Rotation =
  | { outcome: 'rotated'; session: Session; refreshToken: string }
  | { outcome: 'invalid' }
  | { outcome: 'reused'; session: Session };

/**
 * Exchanges a refresh token (RFC 9700 §4.14.2). The current one is rotated; the immediately previous one answers with
 * the same successor for ten seconds; any older one ends the whole family.
 */
export async function rotateSession(refreshToken: string): Promise<Rotation> {
  const token = parseToken(refreshToken);
  if (!token) return { outcome: 'invalid' };
  const key = keys.session(token.studio, token.userId, token.sessionId);
  // a second round only after losing a race against the same token, which then is the previous one
  for (let round = 0; round < 3; round++) {
    const session = await getItem<Session>(key);
    if (!session || session.expiresAt <= new Date().toISOString()) return { outcome: 'invalid' };
    if (!sameText(token.tag, tagOf(session.tagKey, token.secret))) return { outcome: 'invalid' };

    const hash = sha256(token.secret);
    if (hash === session.currentHash) {
      const refreshed = await rotate(session, token.secret, hash);
      if (refreshed) return { outcome: 'rotated', session, refreshToken: refreshed };
      continue;
    }
    const age = Date.now() - Date.parse(session.rotatedAt);
    if (hash === session.previousHash && age <= graceMs) {
      const successor = hmac(session.seed, token.secret).digest('base64url');
      return { outcome: 'rotated', session, refreshToken: tokenOf(session, successor) };
    }
    await endSession(token.studio, token.userId, token.sessionId);
    return { outcome: 'reused', session };
  }
  return { outcome: 'invalid' };
}

async function rotate(session: Session, secret: string, hash: string): Promise<string | undefined> {
  const seed = randomKey();
  const successor = hmac(seed, secret).digest('base64url');
  try {
    await dynamo().send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keys.session(session.studio, session.userId, session.sessionId),
        UpdateExpression: 'SET currentHash = :next, previousHash = :hash, rotatedAt = :now, seed = :seed',
        ConditionExpression: 'currentHash = :hash',
        ExpressionAttributeValues: {
          ':next': sha256(successor),
          ':hash': hash,
          ':now': new Date().toISOString(),
          ':seed': seed,
        },
      }),
    );
    return tokenOf(session, successor);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Ends a session: its refresh tokens at once, its access tokens within 5 s. */
export async function endSession(studio: string, userId: string, sessionId: string): Promise<void> {
  await dynamo().send(new DeleteCommand({ TableName: tableName(), Key: keys.session(studio, userId, sessionId) }));
  forgetAuthority(studio, userId, sessionId);
}
