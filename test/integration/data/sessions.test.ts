import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { authorityOf } from '../../../shared/data/authority.ts';
import { keys } from '../../../shared/data/keys.ts';
import {
  endSession,
  endSurplus,
  rotateSession,
  type Session,
  sessionsOf,
  startSession,
} from '../../../shared/data/sessions.ts';
import { system } from '../../../shared/domain/events.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let userId: string;
let session: Session;
let first: string;

beforeAll(async () => {
  table = await useTable();
  studio = await newStudio();
  userId = (await studio.addUser('ann')).id;
});
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  ({ session, refreshToken: first } = await startSession({ studio: studio.id, userId, clientType: 'web' }));
});
afterEach(() => vi.useRealTimers());

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const outcomeOf = async (token: string) => (await rotateSession(token)).outcome;

/** @throws when the token is not good */
async function rotated(token: string): Promise<string> {
  const rotation = await rotateSession(token);
  if (rotation.outcome !== 'rotated') throw new Error(rotation.outcome);
  return rotation.refreshToken;
}

describe('a refresh token', () => {
  it('is exchanged for its successor, and that for the next', async () => {
    const tokens = [first];
    for (let n = 0; n < 4; n++) tokens.push(await rotated(tokens.at(-1) ?? ''));
    expect(new Set(tokens).size).toBe(5);
    expect(await rotateSession(tokens[4] ?? '')).toMatchObject({
      ...{
        outcome: 'rotated',
        session: { studio: studio.id, userId, sessionId: session.sessionId, clientType: 'web' },
      },
    });
  });

  it('is stored as a hash alone', async () => {
    const second = await rotated(first);
    const stored = JSON.stringify(await table.get(keys.session(studio.id, userId, session.sessionId)));
    for (const token of [first, second]) {
      const [, , , secret = ''] = Buffer.from(token, 'base64url').toString().split(' ');
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
      expect(stored).not.toContain(secret);
    }
  });

  it('gives the same successor again for ten seconds: an answer that was lost', async () => {
    const second = await rotated(first);
    later(10_000);
    expect(await rotated(first)).toBe(second);
    expect(await rotated(second)).not.toBe(second);
  });

  it('ends its family when it comes again after that', async () => {
    const second = await rotated(first);
    later(10_001);
    expect(await rotateSession(first)).toMatchObject({ outcome: 'reused', session: { sessionId: session.sessionId } });
    expect(await outcomeOf(second)).toBe('invalid');
    expect(await table.get(keys.session(studio.id, userId, session.sessionId))).toBeUndefined();
  });

  it('ends its family when it is older than the one before, at once', async () => {
    const second = await rotated(first);
    const third = await rotated(second);
    expect(await outcomeOf(first)).toBe('reused');
    expect(await outcomeOf(third)).toBe('invalid');
  });

  it('signs nobody out when it is used many times at once', async () => {
    const successors = await Promise.all(Array.from({ length: 8 }, () => rotated(first)));
    expect(new Set(successors).size).toBe(1);
    expect(await outcomeOf(successors[0] ?? '')).toBe('rotated');
  });

  it('is good for thirty days, however often it was rotated', async () => {
    const day = 24 * 3600 * 1000;
    let token = first;
    for (let n = 0; n < 29; n++) {
      later(day);
      token = await rotated(token);
    }
    later(day - 1);
    token = await rotated(token);
    later(1);
    expect(await outcomeOf(token)).toBe('invalid');
  });
});

describe('a token that is none of ours', () => {
  const remade = (part: number, value: string) => {
    const parts = Buffer.from(first, 'base64url').toString().split(' ');
    parts[part] = value;
    return Buffer.from(parts.join(' ')).toString('base64url');
  };

  it.each<[string, () => string]>([
    ['garbage', () => 'garbage'],
    ['nothing', () => ''],
    ['spaces', () => Buffer.from('    ').toString('base64url')],
    ['of another studio', () => remade(0, 'rival')],
    ['of another person', () => remade(1, 'user_bob')],
    ['of another session', () => remade(2, 'sess_0')],
    ['with another secret', () => remade(3, Buffer.alloc(32).toString('base64url'))],
    ['with another tag', () => remade(4, 'A'.repeat(22))],
    ['with a short tag', () => remade(4, 'A')],
    ['with a tag of as many letters and more bytes', () => remade(4, 'é'.repeat(22))],
    ['cut', () => first.slice(0, -10)],
  ])('(%s) is not accepted, and ends no session', async (_, token) => {
    expect(await outcomeOf(token())).toBe('invalid');
    expect(await outcomeOf(first)).toBe('rotated');
  });
});

describe('a session that has ended', () => {
  it('takes none of its tokens, and nothing brings it back', async () => {
    const second = await rotated(first);
    await endSession(studio.id, userId, session.sessionId);
    for (const token of [first, second, first]) expect(await outcomeOf(token)).toBe('invalid');
    expect(await table.get(keys.session(studio.id, userId, session.sessionId))).toBeUndefined();
    await endSession(studio.id, userId, session.sessionId);
  });

  it('is not brought back by a refresh that was under way', async () => {
    const [refresh] = await Promise.all([rotateSession(first), endSession(studio.id, userId, session.sessionId)]);
    expect(await outcomeOf(refresh.outcome === 'rotated' ? refresh.refreshToken : first)).toBe('invalid');
  });

  it('gives no authority in this container at once, and elsewhere within four seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const authority = () => authorityOf(studio.id, userId, session.sessionId);
    expect(await authority()).toMatchObject({ username: 'ann', role: 'artist' });
    // what another container does
    await table.client.send(
      new DeleteCommand({
        ...{ TableName: table.tableName, Key: keys.session(studio.id, userId, session.sessionId) },
      }),
    );
    vi.advanceTimersByTime(3_999);
    expect(await authority()).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(await authority()).toBeUndefined();

    const other = await startSession({ studio: studio.id, userId, clientType: 'web' });
    expect(await authorityOf(studio.id, userId, other.session.sessionId)).toBeDefined();
    await endSession(studio.id, userId, other.session.sessionId);
    expect(await authorityOf(studio.id, userId, other.session.sessionId)).toBeUndefined();
  });

  it('has no authority, as a person who is not active, or a session past its end', async () => {
    const bob = await studio.addUser('bob');
    const { session: his } = await startSession({ studio: studio.id, userId: bob.id, clientType: 'web' });
    await table.put({
      ...keys.userAuth(studio.id, bob.id),
      ...(await table.get(keys.userAuth(studio.id, bob.id))),
      active: false,
    });
    expect(await authorityOf(studio.id, bob.id, his.sessionId)).toBeUndefined();
    later(30 * 24 * 3600 * 1000);
    expect(await authorityOf(studio.id, userId, session.sessionId)).toBeUndefined();
    expect(await authorityOf('rival', userId, session.sessionId)).toBeUndefined();
  });
});

it('somebody has so many sessions at most: those that were refreshed last', async () => {
  const { id } = await studio.addUser('many');
  const who = { studio: studio.id, userId: id, clientType: 'web' } as const;
  const started: Awaited<ReturnType<typeof startSession>>[] = [];
  for (let n = 0; n < 3; n++) {
    later(1_000);
    started.push(await startSession(who));
  }
  later(1_000);
  await rotated(started[0]?.refreshToken ?? '');
  await endSurplus(studio.id, id, system, 2);
  const left = (await sessionsOf(studio.id, id)).map(({ sessionId }) => sessionId).sort();
  expect(left).toEqual([started[0], started[2]].map((one) => one?.session.sessionId).sort());
});
