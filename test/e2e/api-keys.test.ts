import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { type Call, call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let artist: Person;

setUp(async () => {
  studio = await newStudio();
  await studio.project('FARM');
  await studio.project('ELSE');
  artist = await studio.person('artist', { FARM: 'artist' });
});

const fields = {
  name: 'Farm submitter',
  projects: { FARM: 'supervisor' },
  scopes: ['task.progress'],
};

interface Key {
  id: string;
  secret: string;
  api(method: string, path: string, options?: Omit<Call, 'token'>): ReturnType<typeof call>;
}

async function newKey(given: object = {}): Promise<Key> {
  const { status, body } = await studio.admin.api('POST', '/api-keys', { body: { ...fields, ...given } });
  if (status !== 201) throw new Error(`Not created: ${JSON.stringify(body)}`);
  const { id, secret } = body.data;
  return { id, secret, api: (method, path, options) => call(method, `/api/v1${path}`, { ...options, token: secret }) };
}

const listed = async (query = '') => (await studio.admin.api('GET', `/api-keys?limit=100${query}`)).body.data;

interface SecurityEvent {
  type: string;
  entityId: string;
  changes: { operation: { to: string } };
}

/** The security events of somebody, as they are in the table. */
async function securityEvents(userId: string, type: `security.${string}`): Promise<SecurityEvent[]> {
  const { keys } = await import('../../shared/data/keys.ts');
  const { queryAll } = await import('../../shared/data/table.ts');
  const { pk, sk } = keys.securityEvent(studio.name, userId, '');
  const all = await queryAll<SecurityEvent>({ equals: { pk }, range: { attribute: 'sk', beginsWith: sk } });
  return all.filter((event) => event.type === type);
}
const refusalsOf = async (userId: string) =>
  (await securityEvents(userId, 'security.accessRefused')).map(({ changes }) => changes.operation.to);

describe('an API key', () => {
  it('is shown once, and says who it is', async () => {
    const { status, headers, body } = await studio.admin.api('POST', '/api-keys', { body: fields });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.data).toMatchObject({
      ...{
        name: 'Farm submitter',
        role: 'artist',
        projects: { FARM: 'supervisor' },
        scopes: ['task.progress', 'project.read', 'task.read'],
      },
      ...{ expiresAt: null, lastUsedAt: null, revision: 1, createdBy: studio.admin.id, archivedAt: null },
      secret: expect.stringMatching(/^montu_[\w-]+_[\w-]{43}$/),
    });
    const { id, secret } = body.data;
    const me = await call('GET', '/api/v1/auth/me', { token: secret });
    expect(me.body.data).toEqual({
      ...{ id, username: 'Farm submitter', displayName: 'Farm submitter', email: null, studio: studio.name },
      ...{ role: 'artist', projects: { FARM: 'supervisor' }, clientType: 'service', sessionId: id },
    });
    await vi.waitFor(async () => {
      const mine = (await listed()).find((key: Key) => key.id === id);
      expect(mine.lastUsedAt).not.toBeNull();
      expect(mine.revision).toBe(1);
      expect(mine).not.toHaveProperty('secret');
    }, 5_000);
  });

  it('works on tasks, under its own name', async () => {
    const key = await newKey();
    const { id } = await studio.task('FARM', 'SH0010');
    const tasks = await vi.waitFor(async () => {
      const answer = await key.api('GET', '/tasks?projectId=FARM');
      expect(answer.body.data).toEqual([expect.objectContaining({ id })]);
      return answer;
    }, 5_000);
    expect(tasks.status).toBe(200);
    const patched = await key.api('PATCH', `/tasks/${id}`, { body: { status: 'in_progress' } });
    expect(patched.body.data).toMatchObject({ status: 'in_progress', updatedBy: key.id });

    const { keys } = await import('../../shared/data/keys.ts');
    const { getItem } = await import('../../shared/data/table.ts');
    const event = await getItem(keys.event(keys.task(studio.name, id), 2));
    expect(event).toMatchObject({
      ...{ type: 'task.updated', actorId: key.id },
      actor: { userId: key.id, ip: expect.stringMatching(/127\.0\.0\.1|::1/) },
    });
    expect(await securityEvents(key.id, 'security.apiKeyUsed')).toMatchObject([{ entityId: key.id }]);
  });

  it('does no more than its scopes allow, whatever its role, and nothing that is a person’s', async () => {
    const key = await newKey({ role: 'admin' });
    const { id } = await studio.task('FARM', 'SH0020');
    const attempts: [string, string, object?][] = [
      ['POST', '/tasks', { projectId: 'FARM', shot: 'SH0030', task: 'comp' }],
      ['POST', `/tasks/${id}/archive`],
      ['POST', '/projects', { id: 'MINE', name: 'Mine' }],
      ['GET', '/api-keys'],
      ['POST', '/api-keys', fields],
      ['DELETE', `/api-keys/${key.id}`],
      ['GET', '/audit'],
      ['POST', '/auth/logout'],
    ];
    for (const [method, path, body] of attempts) {
      const { status } = await key.api(method, path, body && { body });
      expect({ method, path, status }).toEqual({ method, path, status: expect.toBeOneOf([403, 404]) });
    }
    expect((await key.api('GET', '/projects/FARM')).status).toBe(200);
    expect(await refusalsOf(key.id)).toEqual(
      expect.arrayContaining(['createTask', 'createProject', 'createApiKey', 'revokeApiKey']),
    );
  });

  it('sees nothing outside its projects, and nothing of another studio', async () => {
    const key = await newKey();
    expect((await key.api('GET', '/projects/ELSE')).status).toBe(404);
    expect((await key.api('GET', '/tasks?projectId=ELSE')).status).toBe(404);
    const rival = await newStudio();
    await rival.project('THEIRS');
    const theirs = await rival.task('THEIRS', 'SH0010', { sequence: 'sq9990' });
    expect((await key.api('GET', '/projects/THEIRS')).status).toBe(404);
    expect((await key.api('GET', `/tasks/${theirs.id}`)).status).toBe(404);
    expect((await rival.admin.api('DELETE', `/api-keys/${key.id}`)).status).toBe(404);
    expect((await key.api('GET', '/auth/me')).status).toBe(200);
  });

  it('is refused when it was tampered with, in any part', async () => {
    const { id, secret } = await newKey();
    const [place = ''] = secret.slice('montu_'.length).split(/_[\w-]{43}$/);
    const words = secret.slice(-43);
    const otherPlace = Buffer.from(`another-studio/${id}`).toString('base64url');
    const forged = [
      `montu_${place}_${words.startsWith('A') ? 'B' : 'A'}${words.slice(1)}`,
      `montu_${otherPlace}_${words}`,
      `montu_${place}_${(await newKey()).secret.slice(-43)}`,
      `montu_${place}`,
      secret.slice(0, -1),
      `${secret}A`,
      secret.toUpperCase(),
    ];
    for (const token of forged) {
      const { status, headers, body } = await call('GET', '/api/v1/auth/me', { token });
      expect({ token, status, code: body.error.code }).toEqual({ token, status: 401, code: 'UNAUTHENTICATED' });
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
      expect(JSON.stringify(body)).not.toContain(token);
    }
    expect((await call('GET', '/api/v1/auth/me', { token: secret })).status).toBe(200);
  });

  it('ends within five seconds when it is revoked', async () => {
    const key = await newKey();
    expect((await key.api('GET', '/auth/me')).status).toBe(200);
    const revoked = await studio.admin.api('DELETE', `/api-keys/${key.id}`);
    expect(revoked).toMatchObject({ status: 200, body: { data: { id: key.id, archivedAt: expect.any(String) } } });
    await vi.waitFor(async () => expect((await key.api('GET', '/auth/me')).status).toBe(401), 5_000);
    await vi.waitFor(async () => {
      expect((await listed()).map(({ id }: Key) => id)).not.toContain(key.id);
      expect((await listed('&revoked=true')).map(({ id }: Key) => id)).toContain(key.id);
    }, 5_000);
  });

  it('ends at its time', async () => {
    const key = await newKey({ expiresAt: new Date(Date.now() + 1_500).toISOString() });
    expect((await key.api('GET', '/auth/me')).status).toBe(200);
    await sleep(1_500);
    await vi.waitFor(async () => expect((await key.api('GET', '/auth/me')).status).toBe(401), 5_000);
  });

  it('hears its project on a socket, by header or by ticket, until it is revoked', async () => {
    const key = await newKey();
    const ticket = await key.api('POST', '/auth/websocket-ticket');
    const sockets = [
      await listen('/ws/tasks/FARM', { authorization: `Bearer ${key.secret}` }),
      await listen(`/ws/tasks/FARM?ticket=${ticket.body.data.ticket}`),
    ];
    await expect(listen('/ws/tasks/ELSE', { authorization: `Bearer ${key.secret}` })).rejects.toMatchObject({
      status: 404,
    });
    const { id } = await studio.task('FARM', 'SH0040');
    await artist.api('PATCH', `/tasks/${id}`, { body: { status: 'review' } });
    for (const socket of sockets) {
      await socket.until(({ type, data }) => type === 'task.created' && data.taskId === id);
    }
    await studio.admin.api('DELETE', `/api-keys/${key.id}`);
    for (const socket of sockets) {
      await socket.until(({ type }) => type === 'sessionEnded');
      await socket.closed;
    }
    await expect(listen('/ws/tasks/FARM', { authorization: `Bearer ${key.secret}` })).rejects.toMatchObject({
      status: 401,
    });
  });
});

describe('creating an API key', () => {
  const refused = async (given: object) => {
    const { status, body } = await studio.admin.api('POST', '/api-keys', { body: { ...fields, ...given } });
    return { status, details: body.error?.details };
  };

  it('needs projects that are there', async () => {
    const rival = await newStudio();
    await rival.project('THEIRS');
    expect(await refused({ projects: { FARM: 'artist', NOPE: 'artist', THEIRS: 'artist' } })).toEqual({
      status: 400,
      details: ['NOPE', 'THEIRS'].map((id) =>
        expect.objectContaining({ field: `projects.${id}`, code: 'NOT_FOUND', message: expect.stringContaining(id) }),
      ),
    });
  });

  it('needs an end that is to come', async () => {
    const expiresAt = new Date(Date.now() - 1_000).toISOString();
    expect(await refused({ expiresAt })).toMatchObject({
      ...{ status: 400, details: [{ field: 'expiresAt', code: 'OUT_OF_RANGE' }] },
    });
  });

  it.each([
    [{ scopes: [] }],
    [{ scopes: ['apiKey.create'] }],
    [{ scopes: ['account.own'] }],
    [{ role: 'owner' }],
    [{ name: '' }],
    [{ secret: 'mine' }],
  ])('takes no %j', async (given) => {
    expect((await refused(given)).status).toBe(400);
  });

  it('is for admins', async () => {
    for (const role of ['supervisor', 'coordinator', 'artist', 'client'] as const) {
      const person = await studio.person(role, { FARM: 'manager' });
      expect((await person.api('POST', '/api-keys', { body: fields })).status).toBe(403);
      expect((await person.api('GET', '/api-keys')).status).toBe(403);
      expect((await person.api('DELETE', '/api-keys/key_0')).status).toBe(403);
      expect((await refusalsOf(person.id)).sort()).toEqual(['createApiKey', 'listApiKeys', 'revokeApiKey']);
    }
  });
});
