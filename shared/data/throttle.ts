import { createHash } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ApiError } from '../contract/errors.ts';
import type { Actor } from '../domain/events.ts';
import {
  type Count,
  type Counter,
  type CounterKind,
  counterKinds,
  delayOf,
  holding,
  networkOf,
  waitOf,
  windowMs,
  windowOf,
} from '../domain/throttle.ts';
import { type SecurityEvent, writeSecurityEvent } from './audit.ts';
import { dynamo, tableName } from './client.ts';
import { type Key, keys } from './keys.ts';
import { type Account, orNobody } from './passwords.ts';
import { getItems, type Item, unlessRefused } from './table.ts';

/** Whose password is tried, and from where. */
export interface Subject {
  /** What stands for the account: the name as it was typed, or the account itself where it is known. */
  name: string;
  /** The studio that was asked for, if any. */
  studio?: string | undefined;
  address: string;
}

interface StoredCounter extends Counter {
  /** Of the window that is now, and of the one before. */
  keys: [current: Key, previous: Key];
}

/** A try of a password, and what is known before it. */
export interface Attempt {
  subject: Subject;
  /** Until when this name is known from this address, in seconds; 0 where it is not. */
  knownUntil: number;
  /** The counters that hold for it. */
  counters: StoredCounter[];
}

/** A name stays known from an address for so long; noted anew once a day at most. */
const knownSeconds = 30 * 24 * 3600;
const renewedAfterSeconds = 24 * 3600;

const seconds = (ms: number) => Math.ceil(ms / 1000);

/** Keys tell neither names nor addresses. */
const digest = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
const keyOf = (kind: string, ...parts: string[]): Key => keys.throttle(`${kind}#${digest(...parts)}`);

function keyOfCounter(kind: CounterKind, { name, address }: Subject, window: number): Key {
  const [who, where] = [name.toLowerCase(), networkOf(address)];
  const parts = { pair: [who, where], name: [who], address: [where] }[kind];
  return keyOf(kind, ...parts, String(window));
}

/** The studio is part of it: an account of the same name in another studio is somebody else's. */
const keyOfKnown = ({ name, studio = '', address }: Subject): Key =>
  keyOf('known', name.toLowerCase(), studio, networkOf(address));

/** The subject of whoever gives their own password again: no typed name has a line break, so none is taken for it. */
export const ownSubject = ({ studio, userId }: Account, address: string): Subject => ({
  name: `${studio}\n${userId}`,
  address,
});

/** What stands against a try, in one read. A store that is away lets nobody in. */
export async function readAttempt(subject: Subject, kinds: readonly CounterKind[] = counterKinds): Promise<Attempt> {
  const window = windowOf(Date.now());
  const stored = kinds.map((kind) => ({
    kind,
    keys: [keyOfCounter(kind, subject, window), keyOfCounter(kind, subject, window - 1)] as [Key, Key],
  }));
  const known = keyOfKnown(subject);
  const items = await getItems<Item & Count>([known, ...stored.flatMap((counter) => counter.keys)]);
  const find = (key: Key) => items.find(({ pk }) => pk === key.pk);
  // TTL deletes late
  const until = Number(find(known)?.expiresAtEpoch ?? 0);
  const knownUntil = until > seconds(Date.now()) ? until : 0;
  const counters = stored.map((counter) => ({
    ...counter,
    current: find(counter.keys[0]),
    previous: find(counter.keys[1]),
  }));
  return { subject, knownUntil, counters: holding(counters, knownUntil > 0) };
}

/**
 * Lets a try of a password pass, or has it wait.
 * @param accounts whose password it may be: the audit log tells them
 * @throws RATE_LIMITED
 */
export async function admit(attempt: Attempt, accounts: readonly Account[], actor: Actor): Promise<void> {
  const wait = await takeTurn(attempt);
  if (wait === 0) return;
  await note('security.signInThrottled', accounts, actor, attempt);
  const retryAfterSeconds = seconds(wait);
  throw new ApiError('RATE_LIMITED', 'Too many failed tries; wait a moment before the next.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
    extra: { retryAfterSeconds },
  });
}

/** Counts a failed try, and tells of it in the audit log. */
export async function fail(attempt: Attempt, accounts: readonly Account[], actor: Actor): Promise<void> {
  await Promise.all([countFailure(attempt), note('security.signInFailed', accounts, actor, attempt)]);
}

/** One event a minute, account and address, however many tries there are. Where there is no account, as much is done. */
async function note(
  type: SecurityEvent['type'],
  accounts: readonly Account[],
  actor: Actor,
  { subject }: Attempt,
): Promise<void> {
  const onceFor = `${new Date().toISOString().slice(0, 16)}#${digest(networkOf(subject.address))}`;
  await Promise.all(
    orNobody(accounts).map(({ studio, userId }) => writeSecurityEvent({ studio, userId, type, actor, onceFor })),
  );
}

/**
 * How long a try must wait, in ms. Where tries are kept apart, 0 is the one turn that there is: of many at once, one
 * has it.
 */
async function takeTurn({ counters }: Attempt): Promise<number> {
  const now = Date.now();
  const wait = Math.max(...counters.map((counter) => waitOf(counter, now)));
  if (wait > 0) return wait;
  const slow = counters.filter((counter) => delayOf(counter, now) > 0);
  const waits = await Promise.all(
    slow.map(async (counter) => ((await takeTurnOf(counter, now)) ? 0 : delayOf(counter, now))),
  );
  return Math.max(0, ...waits);
}

function takeTurnOf({ keys: [key], current }: StoredCounter, now: number): Promise<boolean> {
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: key,
    UpdateExpression: 'ADD failures :none SET lastAt = :now, expiresAtEpoch = :end',
    ConditionExpression: current ? 'lastAt = :seen' : 'attribute_not_exists(pk)',
    ExpressionAttributeValues: {
      ':none': 0,
      ':now': now,
      ':end': endOfCounter(now),
      ...(current && { ':seen': current.lastAt }),
    },
  });
  return unlessRefused(dynamo().send(update));
}

/** A window is looked at until the next one is over. */
const endOfCounter = (now: number) => seconds((windowOf(now) + 2) * windowMs);

/** Counts a failure wherever it holds; atomically, so that of many at once each counts. */
async function countFailure({ counters }: Attempt): Promise<void> {
  const now = Date.now();
  await Promise.all(
    counters.map(({ keys: [key] }) =>
      dynamo().send(
        new UpdateCommand({
          TableName: tableName(),
          Key: key,
          UpdateExpression: 'ADD failures :one SET lastAt = :now, expiresAtEpoch = :end',
          ExpressionAttributeValues: { ':one': 1, ':now': now, ':end': endOfCounter(now) },
        }),
      ),
    ),
  );
}

/** Forgets a pair's own failures once it has proved itself; what was counted of its name or address stays. */
export async function forgive({ counters }: Attempt): Promise<void> {
  const { current, previous, keys: own } = counters.find(({ kind }) => kind === 'pair') as StoredCounter;
  const counted = [...(current ? [own[0]] : []), ...(previous ? [own[1]] : [])];
  await Promise.all(counted.map((Key) => dynamo().send(new DeleteCommand({ TableName: tableName(), Key }))));
}

/** Notes that this name has signed in from this address. */
export async function remember({ subject, knownUntil }: Attempt): Promise<void> {
  const expiresAtEpoch = seconds(Date.now()) + knownSeconds;
  if (expiresAtEpoch - knownUntil < renewedAfterSeconds) return;
  const Item = { ...keyOfKnown(subject), expiresAtEpoch };
  await dynamo().send(new PutCommand({ TableName: tableName(), Item }));
}
