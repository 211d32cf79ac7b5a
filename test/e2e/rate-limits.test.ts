import { createHash } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { rateLimits, type Tier } from '../../shared/manifest/rate-limits.ts';
import { captureLogs } from '../support/logs.ts';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let turn: (value: 'on' | 'off') => void;

setUp(async () => {
  studio = await newStudio();
  // the other files of this worker have no limits; the functions read their settings once, in this very process
  const { config } = await import('../../shared/platform/config.ts');
  turn = (value) => Object.assign(config(), { MONTU_RATE_LIMITS: value });
  turn('on');
});
afterAll(() => turn('off'));

const digest = (client: string) => createHash('sha256').update(client).digest('base64url');
const nameOf = ({ studio: name, id }: Person, tier: Tier) => JSON.stringify([name, id, tier]);

/** Puts a client's limit to where so many requests are left. */
async function leave(client: string, tier: Tier, requests: number): Promise<void> {
  const { dynamo, tableName } = await import('../../shared/data/client.ts');
  const { keys } = await import('../../shared/data/keys.ts');
  const { requests: all, seconds } = rateLimits[tier];
  // a little less than one more, so that the time of this test gives none back
  const arrival = Date.now() + seconds * 1_000 - (requests * seconds * 1_000) / all + 20_000;
  const Item = { ...keys.rateLimit(digest(client)), arrival };
  await dynamo().send(new PutCommand({ TableName: tableName(), Item }));
}

const limitOf = ({ headers }: { headers: Headers }) => [headers.get('ratelimit-policy'), headers.get('ratelimit')];

describe('a limit', () => {
  it('is told on every answer: good, empty, unchanged or refused', async () => {
    const person = await studio.person('artist');
    const policy = '"web";q=600;w=60';
    // some may have come back by the time of an answer
    const left = expect.stringMatching(/^"web";r=(5\d\d|600);t=\d+$/);
    const me = await person.api('GET', '/auth/me');
    expect(limitOf(me)).toEqual([policy, left]);
    expect(limitOf(await person.api('GET', '/tasks/none'))).toEqual([policy, left]);
    expect(limitOf(await person.api('GET', '/tasks?limit=0'))).toEqual([policy, left]);
    expect(limitOf(await person.api('POST', '/users', { body: {} }))).toEqual([policy, left]);
    expect(limitOf(await call('GET', '/health'))).toEqual([policy, expect.any(String)]);
    expect(limitOf(await person.api('GET', '/nothing'))).toEqual([policy, left]);
    expect(limitOf(await person.api('DELETE', '/projects'))).toEqual([policy, left]);
    // a browser shows no page the headers of a preflight
    const asking = { origin: 'https://board.example', 'access-control-request-method': 'PATCH' };
    expect(limitOf(await call('OPTIONS', '/api/v1/projects', { headers: asking }))).toEqual([null, null]);
    const stranger = await call('GET', '/api/v1/auth/me', { token: 'nonsense' });
    expect([stranger.status, ...limitOf(stranger)]).toEqual([401, policy, expect.stringMatching(/^"web"/)]);
  });

  it('that is used up is a 429 that says when to come again', async () => {
    const person = await studio.person('artist');
    await leave(nameOf(person, 'web'), 'web', 0);
    const headers = { origin: 'https://board.example' };
    const answers = [await person.api('GET', '/auth/me', { headers }), await person.api('GET', '/auth/me')];
    for (const [index, { status, body, headers: answered }] of answers.entries()) {
      const { code, retryAfterSeconds, queuePosition } = body.error;
      expect({ status, code, queuePosition }).toEqual({ status: 429, code: 'RATE_LIMITED', queuePosition: index + 1 });
      expect(answered.get('retry-after')).toBe(String(retryAfterSeconds));
      expect(retryAfterSeconds).toBeGreaterThan(0);
      expect(retryAfterSeconds).toBeLessThanOrEqual(60);
      expect(answered.get('ratelimit')).toMatch(/^"web";r=0;t=\d+$/);
    }
    expect(answers[0]?.headers.get('access-control-expose-headers')).toContain('RateLimit');
    // nobody else's
    expect((await studio.admin.api('GET', '/auth/me')).status).toBe(200);
  });

  it('is that of the client type in the token, whatever a header says', async () => {
    const { username } = await studio.person('artist');
    const body = { username, password, studio: studio.name, clientType: 'mobile' };
    const signIn = await call('POST', '/api/v1/auth/login', { body });
    expect(limitOf(signIn)).toEqual(['"sign-in";q=300;w=300', expect.stringMatching(/^"sign-in";r=2\d\d;t=\d+$/)]);
    const token = signIn.body.accessToken;
    const me = await call('GET', '/api/v1/auth/me', { token, headers: { 'x-client-type': 'service' } });
    expect(limitOf(me)[0]).toBe('"mobile";q=300;w=60');
    const { body: made } = await studio.admin.api('POST', '/api-keys', {
      body: { name: 'Farm', scopes: ['task.read'] },
    });
    const byKey = await call('GET', '/api/v1/auth/me', { token: made.data.secret });
    expect(limitOf(byKey)[0]).toBe('"service";q=3000;w=60');
  });

  it('counts what is the work of many as many', async () => {
    const { dynamo, tableName } = await import('../../shared/data/client.ts');
    const { keys } = await import('../../shared/data/keys.ts');
    const person = await studio.person('coordinator');
    const asked = Date.now();
    await person.api('POST', '/tasks/bulk', { body: {} });
    const Key = keys.rateLimit(digest(nameOf(person, 'web')));
    const { Item } = await dynamo().send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }));
    // ten requests, of which one comes back every 100 ms
    expect(Item?.arrival).toBeGreaterThanOrEqual(asked + 1_000);
    expect(Item?.expiresAtEpoch).toBeGreaterThan(asked / 1_000 + 60);
  });
});

describe('a table that does not answer about limits', () => {
  it('lets the signed-in through, and nobody sign in', async () => {
    const { dynamo } = await import('../../shared/data/client.ts');
    const client = dynamo();
    const { send } = client;
    const away = (command: object, ...rest: unknown[]) => {
      const isAboutLimits = command instanceof UpdateCommand && String(command.input.Key?.pk).startsWith('RATE#');
      if (isAboutLimits) return Promise.reject(new Error('away'));
      return (send as (...all: unknown[]) => unknown).call(client, command, ...rest);
    };
    const person = await studio.person('artist');
    const logs = captureLogs();
    Object.assign(client, { send: away });
    try {
      expect((await person.api('GET', '/auth/me')).status).toBe(200);
      // what this address has leased already may still be used
      const body = { refreshToken: 'of nobody' };
      const refresh = () => call('POST', '/api/v1/auth/refresh', { body });
      const answers = await Promise.all(Array.from({ length: 12 }, refresh));
      const closed = answers.filter(({ status }) => status === 503);
      expect(closed.length).toBeGreaterThan(0);
      expect(closed[0]).toMatchObject({ body: { error: { code: 'UNAVAILABLE' } } });
      expect(closed[0]?.headers.get('retry-after')).toBe('5');
    } finally {
      logs.restore();
      Object.assign(client, { send });
    }
  });
});
