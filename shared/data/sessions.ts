import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { ClientType } from '../contract/permissions.ts';
import { type Actor, system } from '../domain/events.ts';
import { newId } from '../platform/ids.ts';
import { type SecurityEvent, securityEventItem } from './audit.ts';
import { forgetAuthority } from './authority.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import {
  getItem,
  type Paging,
  queryAll,
  queryPage,
  type StartKey,
  TransactionRefused,
  transact,
  unlessContended,
  type Write,
} from './table.ts';

/** A family of refresh tokens ends for good after this, however often it was rotated. */
const familyLifeMs = 30 * 24 * 3600 * 1000;
/** Somebody has so many sessions at most: all of them can be ended within a request. */
const maxSessions = 1_000;
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

/** What tells of a session's beginning or end in the audit log. */
function putEvent(
  { studio, userId, sessionId, clientType }: Pick<Session, 'studio' | 'userId' | 'sessionId'> & Partial<Session>,
  { type, actor, facts }: Pick<SecurityEvent, 'type' | 'actor' | 'facts'>,
): Write {
  const told = { sessionId, ...(clientType && { clientType }), ...facts };
  const Item = securityEventItem({ studio, userId, type, actor, facts: told });
  return { Put: { Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

/** Starts a session and gives its first refresh token. */
export async function startSession(
  who: Pick<Session, 'studio' | 'userId' | 'clientType'>,
  actor: Actor = system,
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
  await transact([
    { Put: { Item: { ...key, kind: 'session', ...session, expiresAtEpoch } } },
    putEvent(session, { type: 'session.started', actor }),
  ]);
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
export async function rotateSession(refreshToken: string, actor: Actor = system): Promise<Rotation> {
  const token = parseToken(refreshToken);
  if (!token) return { outcome: 'invalid' };
  const key = keys.session(token.studio, token.userId, token.sessionId);
  // another round only after losing a race: against the same token, which then is the previous one, or the session's end
  for (let round = 0; round < 3; round++) {
    const session = await getItem<Session>(key);
    if (!session || session.expiresAt <= new Date().toISOString()) return { outcome: 'invalid' };
    if (!sameText(token.tag, tagOf(session.tagKey, token.secret))) return { outcome: 'invalid' };

    const hash = sha256(token.secret);
    if (hash !== session.currentHash) return successorOrEnd(session, token.secret, hash, actor);
    const refreshed = await rotate(session, token.secret, hash);
    if (refreshed) return { outcome: 'rotated', session, refreshToken: refreshed };
  }
  return { outcome: 'invalid' };
}

/** What a token of ours that is not the current one is good for. */
async function successorOrEnd(session: Session, secret: string, hash: string, actor: Actor): Promise<Rotation> {
  const age = Date.now() - Date.parse(session.rotatedAt);
  if (hash === session.previousHash && age <= graceMs) {
    const successor = hmac(session.seed, secret).digest('base64url');
    return { outcome: 'rotated', session, refreshToken: tokenOf(session, successor) };
  }
  const { studio, userId, sessionId } = session;
  const alongside = [putEvent(session, { type: 'security.tokenReused', actor })];
  const ended = await endSession(studio, userId, sessionId, { actor, reason: 'tokenReused', alongside });
  return ended ? { outcome: 'reused', session } : { outcome: 'invalid' };
}

async function rotate(session: Session, secret: string, hash: string): Promise<string | undefined> {
  const seed = randomKey();
  const successor = hmac(seed, secret).digest('base64url');
  const update = new UpdateCommand({
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
  });
  return (await unlessContended(dynamo().send(update))) ? tokenOf(session, successor) : undefined;
}

/** Who ends a session and why, for the audit log, and what else is written with it. */
export interface Ending {
  actor: Actor;
  reason: 'signedOut' | 'ended' | 'passwordChanged' | 'passwordReset' | 'tokenReused' | 'deactivated' | 'erased';
  alongside?: Write[];
}

const byOperator: Ending = { actor: system, reason: 'ended' };

/**
 * Ends a session: its refresh tokens at once, its access tokens within 5 s.
 * @returns false where there is none, or not any more
 */
export async function endSession(
  studio: string,
  userId: string,
  sessionId: string,
  { actor, reason, alongside = [] }: Ending = byOperator,
): Promise<boolean> {
  try {
    await transact([
      {
        Delete: {
          Key: keys.session(studio, userId, sessionId),
          ConditionExpression: 'expiresAt > :now',
          ExpressionAttributeValues: { ':now': new Date().toISOString() },
        },
      },
      putEvent({ studio, userId, sessionId }, { type: 'session.ended', actor, facts: { reason } }),
      ...alongside,
    ]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused && error.failedAt(0)) return false;
    throw error;
  } finally {
    forgetAuthority(studio, userId, sessionId);
  }
}

/** Of a person's sessions those that are still good: TTL deletes late. */
function alive(studio: string, userId: string) {
  const { pk, sk } = keys.session(studio, userId, '');
  return {
    equals: { pk },
    range: { attribute: 'sk', beginsWith: sk },
    filter: {
      expression: '#expiresAt > :now',
      names: { '#expiresAt': 'expiresAt' },
      values: { ':now': new Date().toISOString() },
    },
  };
}

/** A page of a person's sessions. */
export async function listSessions(
  studio: string,
  userId: string,
  options: Paging,
): Promise<{ sessions: Session[]; next?: StartKey }> {
  const { items, next } = await queryPage<Session>({ ...alive(studio, userId), ...options });
  return { sessions: items, ...(next && { next }) };
}

/** All sessions of a person. */
export const sessionsOf = (studio: string, userId: string): Promise<Session[]> =>
  queryAll<Session>(alive(studio, userId));

async function endEach(ended: readonly Session[], ending: Ending): Promise<void> {
  const end = ({ studio, userId, sessionId }: Session) => endSession(studio, userId, sessionId, ending);
  await pMap(ended, end, { concurrency: 10, stopOnError: false });
}

/** Ends those sessions of a person that were used least lately, where there are more than somebody may have. */
export async function endSurplus(studio: string, userId: string, actor: Actor, most = maxSessions): Promise<void> {
  const lately = (await sessionsOf(studio, userId)).toSorted((a, b) => (a.rotatedAt < b.rotatedAt ? 1 : -1));
  await endEach(lately.slice(most), { actor, reason: 'ended' });
}

/** Ends every session of a person, but perhaps the one that asks for it. */
export async function endSessions(
  studio: string,
  userId: string,
  { except, ...ending }: Omit<Ending, 'alongside'> & { except?: string } = byOperator,
): Promise<void> {
  const ended = (await sessionsOf(studio, userId)).filter(({ sessionId }) => sessionId !== except);
  await endEach(ended, ending);
}
