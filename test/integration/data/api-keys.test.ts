import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { insertApiKey, listApiKeys, markUsed, revokeApiKey, sessionOfKey } from '../../../shared/data/api-keys.ts';
import { forgetAuthority } from '../../../shared/data/authority.ts';
import { keys } from '../../../shared/data/keys.ts';
import { noteRefusal, noteUse } from '../../../shared/data/security-trail.ts';
import { callerOf } from '../../../shared/http/authenticate.ts';
import { makeCaller } from '../../support/caller.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
});
afterEach(() => {
  vi.useRealTimers();
});

const fields = {
  ...{ name: 'farm submitter', role: 'artist', projects: { SWA: 'supervisor' }, expiresAt: null },
  scopes: ['task.read', 'task.progress'],
} satisfies Parameters<typeof insertApiKey>[0];
const create = (given: Partial<typeof fields> | { expiresAt: string } = {}) =>
  insertApiKey({ ...fields, ...given }, studio.changeBy('user_admin'));
/** As any other container sees it. */
const sessionElsewhere = (secret: string, id: string) => {
  forgetAuthority(studio.id, id, id);
  return sessionOfKey(secret);
};
const listed = async (revoked: boolean) =>
  (await listApiKeys(studio.id, { revoked, limit: 50, startAfter: undefined })).apiKeys;
const securityEvents = async (userId: string) => {
  const { pk } = keys.securityEvent(studio.id, userId, '');
  return (await table.all()).filter((item) => item.pk === pk && String(item.sk).startsWith('A#'));
};

describe('an API key', () => {
  it('is a session of its own, with its roles and scopes', async () => {
    const { id, secret } = await create();
    const session = await sessionOfKey(secret);
    expect(session).toEqual({ studio: studio.id, userId: id, sessionId: id, clientType: 'service' });
    expect(await callerOf({ studio: studio.id, userId: id, sessionId: id, clientType: 'service' })).toEqual({
      ...session,
      ...{ username: 'farm submitter', role: 'artist', projects: { SWA: 'supervisor' } },
      scopes: ['task.read', 'task.progress'],
    });
  });

  it('is known by its hash alone: its secret is nowhere', async () => {
    const { id, secret } = await create();
    const everything = JSON.stringify(await table.all());
    expect(everything).toContain(id);
    expect(secret).toMatch(/^montu_[\w-]+_[\w-]{43}$/);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(secret.slice(-43));
    expect(JSON.stringify(await listed(false))).not.toMatch(/secret/i);
  });

  it('has an event of its creation, which tells everything but the secret', async () => {
    const { id } = await create();
    const event = await table.get(keys.event(keys.apiKey(studio.id, id), 1));
    expect(event).toMatchObject({
      ...{ kind: 'audit', type: 'apiKey.created', entity: 'apiKey', entityId: id, revision: 1 },
      ...{ actor: { userId: 'user_admin' }, actorId: 'user_admin' },
      changes: {
        name: { from: null, to: 'farm submitter' },
        role: { from: null, to: 'artist' },
        scopes: { from: null, to: ['task.read', 'task.progress'] },
        projects: { from: null, to: { SWA: 'supervisor' } },
      },
    });
    expect(JSON.stringify(event)).not.toMatch(/secret|hash/i);
  });

  it('is of one studio: the same key for another is forged', async () => {
    const { id, secret } = await create();
    const other = await newStudio();
    const place = Buffer.from(`${other.id}/${id}`).toString('base64url');
    expect(await sessionOfKey(`montu_${place}_${secret.slice(-43)}`)).toBeUndefined();
    const second = await create();
    expect(await sessionOfKey(secret.slice(0, -43) + second.secret.slice(-43))).toBeUndefined();
    expect(await sessionOfKey(secret)).toMatchObject({ userId: id });
  });

  it('ends when it is revoked, here at once, and its hash is gone', async () => {
    const { id, secret } = await create();
    expect(await sessionOfKey(secret)).toBeDefined();
    const revoked = await revokeApiKey(id, studio.changeBy('user_admin'));
    expect(revoked).toMatchObject({ id, revision: 2, archivedAt: expect.any(String), updatedBy: 'user_admin' });
    expect(await sessionOfKey(secret)).toBeUndefined();
    expect(await sessionElsewhere(secret, id)).toBeUndefined();
    expect(await table.get(keys.userAuth(studio.id, id))).toMatchObject({ kind: 'authority', active: false });
    expect(await table.get(keys.userAuth(studio.id, id))).not.toHaveProperty('secretHash');
    expect(await table.get(keys.event(keys.apiKey(studio.id, id), 2))).toMatchObject({ type: 'apiKey.revoked' });
  });

  it('that is revoked again stays as it was', async () => {
    const { id } = await create();
    const once = await revokeApiKey(id, studio.changeBy('user_admin'));
    expect(await revokeApiKey(id, studio.changeBy('user_other'))).toEqual(once);
    expect(await table.get(keys.event(keys.apiKey(studio.id, id), 3))).toBeUndefined();
  });

  it('that is not there, or of another studio, is not found', async () => {
    const { id } = await create();
    const other = await newStudio();
    await expect(revokeApiKey(id, other.changeBy('user_admin'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(revokeApiKey('key_0', studio.changeBy('user_admin'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('expires by itself', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { id, secret } = await create({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await sessionElsewhere(secret, id)).toBeDefined();
    vi.setSystemTime(Date.now() + 60_001);
    expect(await sessionElsewhere(secret, id)).toBeUndefined();
  });

  it('is listed by name, in pages, the revoked ones apart', async () => {
    for (const name of ['c', 'a', 'b']) await create({ name });
    const gone = await create({ name: 'gone' });
    await revokeApiKey(gone.id, studio.changeBy('user_admin'));
    expect((await listed(false)).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect((await listed(true)).map(({ name }) => name)).toEqual(['gone']);
    const first = await listApiKeys(studio.id, { revoked: false, limit: 2, startAfter: undefined });
    expect(first.apiKeys.map(({ name }) => name)).toEqual(['a', 'b']);
    const second = await listApiKeys(studio.id, { revoked: false, limit: 2, startAfter: first.next });
    expect(second.apiKeys.map(({ name }) => name)).toEqual(['c']);
    expect(second.next).toBeUndefined();
  });
});

describe('the time of last use', () => {
  it('is put down once a minute, and is no change of the key', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { id } = await create();
    const lastUsed = async () => (await listed(false))[0]?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await markUsed(studio.id, id);
    const first = await lastUsed();
    expect(first).toBe(new Date().toISOString());
    vi.setSystemTime(Date.now() + 59_000);
    await markUsed(studio.id, id);
    expect(await lastUsed()).toBe(first);
    vi.setSystemTime(Date.now() + 1_000);
    await markUsed(studio.id, id);
    expect(await lastUsed()).toBe(new Date().toISOString());

    expect(await table.get(keys.apiKey(studio.id, id))).toMatchObject({ revision: 1 });
    expect(await revokeApiKey(id, studio.changeBy('user_admin'))).toMatchObject({ revision: 2 });
    const event = await table.get(keys.event(keys.apiKey(studio.id, id), 2));
    expect(Object.keys(event?.changes as object)).toEqual(['archivedAt']);
    expect((await listed(true))[0]?.lastUsedAt).toBe(new Date().toISOString());
  });

  it('makes no key of one that is not there', async () => {
    await markUsed(studio.id, 'key_0');
    expect(await table.get(keys.apiKey(studio.id, 'key_0'))).toBeUndefined();
  });
});

describe('the security trail', () => {
  const actorOf = (userId: string, ip = '192.0.2.7') => ({ userId, requestId: 'req_1', ip });

  it('tells when and from where a key was used, each address once a day', async () => {
    const { id } = await create();
    const caller = makeCaller({ studio: studio.id, userId: id });
    for (const ip of ['192.0.2.7', '192.0.2.7', '2001:db8::1']) await noteUse(caller, actorOf(id, ip));
    expect((await listed(false))[0]?.lastUsedAt).not.toBeNull();
    const events = await securityEvents(id);
    expect(events).toHaveLength(2);
    for (const event of events) {
      expect(event).toMatchObject({ type: 'security.apiKeyUsed', entity: 'apiKey', entityId: id, actorId: id });
    }
    expect(new Set(events.map(({ actor }) => (actor as { ip: string }).ip))).toEqual(
      new Set(['192.0.2.7', '2001:db8::1']),
    );
  });

  it('tells what somebody was refused, each operation once an hour', async () => {
    const caller = makeCaller({ studio: studio.id, userId: 'user_eve' });
    const resource = { kind: 'task', id: 'ep00_sq0010_sh0020_lighting' } as const;
    for (const operation of ['updateTask', 'updateTask', 'listApiKeys']) {
      await noteRefusal(caller, { operation, resource }, actorOf('user_eve'));
    }
    const events = await securityEvents('user_eve');
    expect(events.map(({ changes }) => changes)).toEqual(
      expect.arrayContaining(
        ['updateTask', 'listApiKeys'].map((operation) => ({
          operation: { from: null, to: operation },
          resource: { from: null, to: 'task:ep00_sq0010_sh0020_lighting' },
        })),
      ),
    );
    expect(events).toHaveLength(2);
  });

  it('is written once, however many containers saw it', async () => {
    const { writeSecurityEvent } = await import('../../../shared/data/audit.ts');
    const event = {
      ...({ studio: studio.id, userId: 'user_eve', type: 'security.accessRefused', onceFor: 'updateTask:1' } as const),
      actor: actorOf('user_eve'),
    };
    await Promise.all([writeSecurityEvent(event), writeSecurityEvent(event)]);
    expect(await securityEvents('user_eve')).toHaveLength(1);
  });

  it('fails nobody where it cannot be written', async () => {
    const tooLong = `user_${'x'.repeat(3_000)}`;
    const caller = makeCaller({ studio: studio.id, userId: tooLong });
    await expect(noteRefusal(caller, { operation: 'updateTask' }, actorOf(tooLong))).resolves.toBeUndefined();
    expect(await securityEvents(tooLong)).toEqual([]);
  });
});
