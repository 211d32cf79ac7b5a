import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

const login = (body: object) => call('POST', '/api/v1/auth/login', { body });
const refresh = (refreshToken: string) => call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });

let studio: TestStudio;
let artist: Person;

setUp(async () => {
  studio = await newStudio();
  artist = await studio.person('artist');
});

describe('signing in', () => {
  it('answers bare tokens that anyone can verify with the published keys', async () => {
    const answer = await login({ username: artist.username, password });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'tokenType']);
    expect(answer.body).toMatchObject({ tokenType: 'bearer', expiresIn: 3600 });
    expect(answer.headers.get('cache-control')).toBe('no-store');

    const { url } = await stack();
    const { payload } = await jwtVerify(
      answer.body.accessToken,
      createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`)),
      { issuer: url, audience: 'montu-api', typ: 'at+jwt', algorithms: ['RS256'] },
    );
    expect(payload).toMatchObject({ sub: artist.id, studio: studio.name, roles: ['artist'], clientType: 'web' });
    expect(decodeProtectedHeader(answer.body.accessToken)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  });

  it('takes an e-mail address, the studio by name, and the type of the client', async () => {
    const username = `${artist.username}@example.test`.toUpperCase();
    const { body } = await login({ username, password, studio: studio.name.toUpperCase(), clientType: 'desktop' });
    const me = await call('GET', '/api/v1/auth/me', { token: body.accessToken });
    expect(me.body.data).toMatchObject({
      ...{ id: artist.id, username: artist.username, displayName: 'The artist', studio: studio.name },
      ...{ role: 'artist', projects: {}, clientType: 'desktop' },
    });
  });

  it('says the same of a wrong password, an unknown name and an unknown studio', async () => {
    const answers = await Promise.all([
      login({ username: artist.username, password: 'not the password' }),
      login({ username: 'nobody-at-all', password }),
      login({ username: artist.username, password, studio: 'nowhere' }),
    ]);
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body.error).toMatchObject({
        code: 'UNAUTHENTICATED',
        message: answers[0]?.body.error.message,
        details: [],
      });
    }
  });

  it('asks for the studio only where name and password are good in several', async () => {
    const other = await newStudio();
    const { insertUser } = await import('../../shared/data/users.ts');
    const { hashPassword } = await import('../../shared/platform/passwords.ts');
    const username = `shared-${studio.name}`;
    for (const { name } of [studio, other]) {
      await insertUser({ studio: name, username, displayName: 'Shared', role: 'artist' }, await hashPassword(password));
    }
    const { status, body } = await login({ username, password });
    expect(status).toBe(400);
    expect(body.error.details).toEqual([
      expect.objectContaining({
        field: 'studio',
        code: 'REQUIRED_FIELD',
        suggestion: expect.stringContaining(other.name),
      }),
    ]);
    expect((await login({ username, password, studio: other.name })).status).toBe(200);
  });
});

describe('refreshing', () => {
  it('rotates, and answers the previous token with the same successor', async () => {
    const { body: first } = await login({ username: artist.username, password });
    const second = await refresh(first.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    const lost = await refresh(first.refreshToken);
    expect(lost.body.refreshToken).toBe(second.body.refreshToken);
    const me = await call('GET', '/api/v1/auth/me', { token: lost.body.accessToken });
    expect(me.status).toBe(200);
  });

  it('signs nobody out when two tabs refresh at once', async () => {
    const { body } = await login({ username: artist.username, password });
    const both = await Promise.all([refresh(body.refreshToken), refresh(body.refreshToken)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.body.refreshToken).toBe(both[1]?.body.refreshToken);
    expect((await refresh(both[0]?.body.refreshToken)).status).toBe(200);
  });

  it('ends the session when an older token comes back', async () => {
    const { body: first } = await login({ username: artist.username, password });
    const { body: second } = await refresh(first.refreshToken);
    const { body: third } = await refresh(second.refreshToken);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(third.refreshToken)).status).toBe(401);
  });

  it('refuses what never was a token', async () => {
    for (const token of ['nonsense', Buffer.from('a b c d e').toString('base64url')]) {
      expect((await refresh(token)).body.error.code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('signing out', () => {
  it('ends this session and no other', async () => {
    const [{ body: here }, { body: there }] = await Promise.all([
      login({ username: artist.username, password }),
      login({ username: artist.username, password }),
    ]);
    const out = await call('POST', '/api/v1/auth/logout', { token: here.accessToken });
    expect([out.status, out.body]).toEqual([204, '']);
    expect((await call('GET', '/api/v1/auth/me', { token: here.accessToken })).status).toBe(401);
    expect((await refresh(here.refreshToken)).status).toBe(401);
    expect((await call('GET', '/api/v1/auth/me', { token: there.accessToken })).status).toBe(200);
  });
});
