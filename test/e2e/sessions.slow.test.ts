import { randomBytes, scryptSync } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/data/keys.ts';
import { type Answer, call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

const login = (body: object) => call('POST', '/api/v1/auth/login', { body });
const refresh = (refreshToken: string) => call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
const me = (token: string) => call('GET', '/api/v1/auth/me', { token });

// hashing is slow on purpose, and slower on a busy machine
const patient = { timeout: 90_000 };

let studio: TestStudio;
setUp(async () => {
  studio = await newStudio();
});

interface SignedIn {
  accessToken: string;
  refreshToken: string;
}

async function signIn(person: Person, secret = password, clientType = 'web'): Promise<SignedIn> {
  const answer = await login({ username: person.username, password: secret, studio: studio.name, clientType });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** What is told of somebody's account, in the order in which it happened. */
async function toldOf({ id }: Person): Promise<{ type: string; changes: object; actor: object }[]> {
  const { queryAll } = await import('../../shared/data/table.ts');
  const { pk } = keys.securityEvent(studio.name, id, '');
  return queryAll({ equals: { pk }, range: { attribute: 'sk', beginsWith: 'A#' } });
}
const typesOf = async (person: Person) => (await toldOf(person)).map(({ type }) => type);

describe('an honest client is never signed out', () => {
  it('by refreshing in two tabs at once, by an answer that was lost, or by both', async () => {
    const artist = await studio.person('artist');
    let { refreshToken } = artist;
    for (let round = 0; round < 3; round++) {
      const before = refreshToken;
      const tabs = await Promise.all([refresh(before), refresh(before), refresh(before)]);
      expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200]);
      const lost = await refresh(before);
      const tokens = new Set([...tabs, lost].map(({ body }) => body.refreshToken));
      expect(tokens.size).toBe(1);
      expect(Object.keys(lost.body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'tokenType']);
      expect((await me(lost.body.accessToken)).status).toBe(200);
      [refreshToken = ''] = tokens;
      expect(refreshToken).not.toBe(before);
    }
    expect(await typesOf(artist)).toEqual(['session.started']);
  });

  it('by what is done in another session', async () => {
    const artist = await studio.person('artist');
    const there = await signIn(artist);
    await refresh(there.refreshToken).then(({ body }) => refresh(body.refreshToken));
    expect((await refresh(there.refreshToken)).status).toBe(401);
    expect((await refresh(artist.refreshToken)).status).toBe(200);
  });
});

it('a token that comes back late ends its session, and that is told', async () => {
  const artist = await studio.person('artist');
  const second = await refresh(artist.refreshToken);
  const third = await refresh(second.body.refreshToken);
  expect((await refresh(artist.refreshToken)).body.error.code).toBe('UNAUTHENTICATED');
  expect((await refresh(third.body.refreshToken)).status).toBe(401);
  expect((await me(third.body.accessToken)).status).toBe(401);
  const told = await toldOf(artist);
  expect(told.map(({ type }) => type).sort()).toEqual(['security.tokenReused', 'session.ended', 'session.started']);
  expect(told.find(({ type }) => type === 'session.ended')).toMatchObject({
    changes: { reason: { to: 'tokenReused' }, sessionId: { to: artist.sessionId } },
    actor: { userId: null },
  });
});

describe('somebody sees their sessions', patient, () => {
  it('of every client, a page at a time, and which is this one', async () => {
    const artist = await studio.person('artist');
    await signIn(artist, password, 'desktop');
    const { accessToken } = await signIn(artist, password, 'mobile');
    const all = await call('GET', '/api/v1/auth/sessions', { token: accessToken });
    const seen = all.body.data as { id: string; clientType: string; current: boolean }[];
    expect(seen.map(({ clientType, current }) => [clientType, current]).sort()).toEqual([
      ['desktop', false],
      ['mobile', true],
      ['web', false],
    ]);
    expect(Object.keys(seen[0] ?? {}).sort()).toEqual(
      ['id', 'clientType', 'createdAt', 'lastUsedAt', 'expiresAt', 'current'].sort(),
    );

    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await artist.api('GET', `/auth/sessions?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      pages.push(...page.body.data.map(({ id }: { id: string }) => id));
      cursor = page.body.pagination.nextCursor;
    } while (cursor);
    expect(pages.sort()).toEqual(seen.map(({ id }) => id).sort());

    const mine = await artist.api('GET', '/auth/sessions?limit=1');
    const stranger = await studio.person('artist');
    const stolen = await stranger.api('GET', `/auth/sessions?limit=1&cursor=${mine.body.pagination.nextCursor}`);
    expect(stolen.body.error).toMatchObject({ code: 'VALIDATION_ERROR', details: [{ field: 'cursor' }] });
  });

  it('and ends one of their own, and nobody else one of theirs', async () => {
    const [artist, stranger] = await Promise.all([studio.person('artist'), studio.person('admin')]);
    const path = `/auth/sessions/${artist.sessionId}`;
    expect((await stranger.api('DELETE', path)).body.error.code).toBe('NOT_FOUND');
    const { accessToken: token } = await signIn(artist);
    const ended = await call('DELETE', `/api/v1${path}`, { token });
    expect([ended.status, ended.body]).toEqual([204, '']);
    expect((await call('DELETE', `/api/v1${path}`, { token })).status).toBe(404);
    expect((await refresh(artist.refreshToken)).status).toBe(401);
    expect((await artist.api('GET', '/auth/me')).status).toBe(401);
    expect((await me(token)).status).toBe(200);
    expect((await toldOf(artist)).at(-1)).toMatchObject({
      type: 'session.ended',
      actor: { userId: artist.id },
      changes: { sessionId: { to: artist.sessionId } },
    });
  });

  it('and ends them all', async () => {
    const artist = await studio.person('artist');
    const others = await Promise.all([signIn(artist), signIn(artist)]);
    expect((await artist.api('POST', '/auth/logout?all=true')).status).toBe(204);
    for (const { refreshToken } of [artist, ...others]) expect((await refresh(refreshToken)).status).toBe(401);
    for (const { accessToken } of others) expect((await me(accessToken)).status).toBe(401);
    expect((await typesOf(artist)).filter((type) => type === 'session.ended')).toHaveLength(3);
    await signIn(artist);
  });
});

it('somebody who was deactivated can neither refresh nor sign in', patient, async () => {
  const artist = await studio.person('artist');
  expect((await studio.admin.api('POST', `/users/${artist.id}/deactivate`)).status).toBe(200);
  expect((await refresh(artist.refreshToken)).status).toBe(401);
  const answer = await login({ username: artist.username, password });
  expect(answer.status).toBe(401);
  expect(answer.body.error.message).toBe((await login({ username: 'nobody-here', password })).body.error.message);
});

/** Gives somebody a hash as it may have been made years ago, which is quick to check. */
async function weaken({ id }: Person) {
  const { setPassword } = await import('../../shared/data/passwords.ts');
  const parameters = { N: 1024, r: 8, p: 1 };
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32, parameters).toString('base64');
  const weak = { ...parameters, salt: salt.toString('base64'), hash };
  await setPassword({ studio: studio.name, userId: id }, weak, { actor: { userId: 'system', requestId: '', ip: '' } });
  return weak;
}

/** The answers to one guess after another, up to the first that is told to wait. */
async function guessUntilThrottled<T extends { status: number }>(guess: (number: number) => Promise<T>) {
  const wrong: T[] = [];
  for (let number = 0; number < 15; number++) {
    const answer = await guess(number);
    if (answer.status === 429) return { wrong, throttled: answer };
    wrong.push(answer);
  }
  throw new Error('Never told to wait');
}

describe('a password', patient, () => {
  const change = (token: string, body: object) => call('PUT', '/api/v1/auth/password', { token, body });
  const fresh = 'umbrella on a quiet harbour';

  it('is changed by its owner, which ends their other sessions and not this one', async () => {
    const artist = await studio.person('artist');
    const { accessToken, refreshToken } = await signIn(artist);
    const changed = await change(accessToken, { currentPassword: password, newPassword: fresh });
    expect([changed.status, changed.body]).toEqual([204, '']);
    expect((await me(accessToken)).status).toBe(200);
    expect((await refresh(refreshToken)).status).toBe(200);
    expect((await artist.api('GET', '/auth/me')).status).toBe(401);
    expect((await refresh(artist.refreshToken)).status).toBe(401);
    expect((await login({ username: artist.username, password })).status).toBe(401);
    await signIn(artist, fresh);
    expect(await typesOf(artist)).toContain('user.passwordChanged');
  });

  it('is not changed by who does not know it, however often they try', async () => {
    const artist = await studio.person('artist');
    await weaken(artist);
    const { wrong, throttled } = await guessUntilThrottled((number) =>
      change(artist.token, { currentPassword: `guess number ${number}`, newPassword: fresh }),
    );
    expect(wrong.length).toBeGreaterThanOrEqual(5);
    for (const { status, body } of wrong) {
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'VALIDATION_ERROR', details: [{ field: 'currentPassword' }] });
    }
    expect(throttled.body.error.retryAfterSeconds).toBeGreaterThan(0);
    expect(await typesOf(artist)).toContain('security.signInThrottled');
    await signIn(artist);
  });

  it.each([
    ['short', 'eleven char', 'OUT_OF_RANGE'],
    ['common', 'password1234', 'INVALID_VALUE'],
    ['repeated', 'abcabcabcabc', 'INVALID_VALUE'],
  ])('is refused where it is %s', async (_, newPassword) => {
    const answer = await change(studio.admin.token, { currentPassword: password, newPassword });
    expect(answer.body.error).toMatchObject({ code: 'VALIDATION_ERROR', details: [{ field: 'newPassword' }] });
  });

  it('is refused where it contains its owner', async () => {
    const artist = await studio.person('artist');
    const answer = await change(artist.token, {
      currentPassword: password,
      newPassword: `the ${artist.username} of tomorrow`,
    });
    expect(answer.body.error.details).toEqual([
      expect.objectContaining({ field: 'newPassword', suggestion: expect.any(String) }),
    ]);
  });

  it('is reset by an admin, which ends all sessions', async () => {
    const artist = await studio.person('artist');
    const path = `/users/${artist.id}/password`;
    const reset = (by: Person, to = path, newPassword = fresh) => by.api('PUT', to, { body: { newPassword } });
    expect((await reset(artist)).status).toBe(403);
    expect((await reset(studio.admin, '/users/user_nobody/password')).status).toBe(404);
    expect((await reset(studio.admin, '/users/me/password')).status).toBe(403);
    expect((await reset(studio.admin, path, 'password1234')).body.error.details[0].field).toBe('newPassword');
    expect((await refresh(artist.refreshToken)).status).toBe(200);

    const done = await reset(studio.admin);
    expect([done.status, done.body]).toEqual([204, '']);
    expect((await artist.api('GET', '/auth/me')).status).toBe(401);
    await signIn(artist, fresh);
    const told = (await toldOf(artist)).find(({ type }) => type === 'user.passwordChanged');
    expect(told).toMatchObject({ actor: { userId: studio.admin.id } });
  });

  it('is hashed anew at sign-in where its hash has become weak', async () => {
    const { getPassword } = await import('../../shared/data/passwords.ts');
    const artist = await studio.person('artist');
    const weak = await weaken(artist);
    const stored = () => getPassword(studio.name, artist.id);
    await login({ username: artist.username, password: 'a wrong one', studio: studio.name });
    expect(await stored()).toMatchObject(weak);
    const { refreshToken } = await signIn(artist);
    const strong = await stored();
    expect(strong).toMatchObject({ N: 2 ** 17, r: 8, p: 1 });
    await signIn(artist);
    expect(await stored()).toEqual(strong);
    expect((await refresh(refreshToken)).status).toBe(200);
  });
});

describe('sign-ins that fail', patient, () => {
  /** Signs in from another address of this machine. */
  async function loginFrom(localAddress: string, body: object) {
    const { url } = await stack();
    return new Promise<{ status: number; retryAfter: string | undefined; body: Answer['body'] }>((resolve, reject) => {
      const sent = request(`${url}/api/v1/auth/login`, {
        ...{ method: 'POST', localAddress, headers: { 'content-type': 'application/json' } },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, retryAfter: headers['retry-after'], body: JSON.parse(text) });
        });
      });
      sent.end(JSON.stringify(body));
    });
  }

  it.each([
    ['a name that is there', '127.0.0.21', (person: Person) => person.username],
    ['a name that is not', '127.0.0.22', (person: Person) => `not-${person.username}`],
  ])('with %s wait ever longer, and say for how long', async (_, address, nameOf) => {
    const artist = await studio.person('artist');
    await weaken(artist);
    const { wrong, throttled } = await guessUntilThrottled((number) =>
      loginFrom(address, { username: nameOf(artist), password: `guess number ${number}` }),
    );
    expect(wrong.length).toBeGreaterThanOrEqual(5);
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
    expect(throttled.body.error).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) });
    expect(throttled.retryAfter).toBe(String(throttled.body.error.retryAfterSeconds));
    // the owner is elsewhere, and hears nothing of it
    await signIn(artist);
  });

  it('all count, though they come at once, and afterwards the right password works again', async () => {
    const artist = await studio.person('artist');
    await weaken(artist);
    const tryIt = (secret: string) => loginFrom('127.0.0.23', { username: artist.username, password: secret });
    const burst = await Promise.all(Array.from({ length: 5 }, (_, number) => tryIt(`guess number ${number}`)));
    expect(burst.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    const { throttled } = await guessUntilThrottled((number) => tryIt(`another guess ${number}`));
    await sleep(throttled.body.error.retryAfterSeconds * 1_000);
    expect((await tryIt(password)).status).toBe(200);
    // it has proved itself, and nothing is held against it
    expect((await tryIt('a typing error')).status).toBe(401);
    expect((await tryIt(password)).status).toBe(200);
  });

  it('are told of those whose account it is, once a minute and address', async () => {
    const artist = await studio.person('artist');
    await weaken(artist);
    for (let n = 0; n < 3; n++) await loginFrom('127.0.0.24', { username: artist.username, password: `guess ${n}` });
    const told = (await toldOf(artist)).filter(({ type }) => type === 'security.signInFailed');
    // a minute may have ended meanwhile
    expect([1, 2]).toContain(told.length);
    expect(told[0]).toMatchObject({ actor: { userId: null, ip: '127.0.0.24' } });
  });

  it('with the right password are none, however many sign in from one address', async () => {
    const artist = await studio.person('artist');
    const guests = await Promise.all(Array.from({ length: 8 }, () => signIn(artist)));
    expect(new Set(guests.map(({ refreshToken }) => refreshToken)).size).toBe(8);
  });
});
