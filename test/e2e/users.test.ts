import { describe, expect, it } from 'vitest';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
});

const newUser = (fields: object = {}) => ({
  ...{ username: 'hana.kim', displayName: 'Hana Kim', role: 'artist', password: 'nine purple lanterns swim' },
  ...fields,
});
/** Within five seconds, everywhere; the engine of these tests is as late as AWS. */
const soon = { timeout: 5_000, interval: 250 };
const statusOf = async (person: Person, path = '/auth/me') => (await person.api('GET', path)).status;
const fieldsOf = (answer: Awaited<ReturnType<typeof call>>) =>
  answer.body.error.details.map(({ field }: { field: string }) => field);

describe('a user', () => {
  it('is created, read, and listed at once for whoever wrote it', async () => {
    const body = newUser({ email: 'Hana@Lights.test', department: 'lighting' });
    const created = await admin.api('POST', '/users', { body });
    expect(created.status).toBe(201);
    const { data } = created.body;
    const { password: _, ...shown } = body;
    expect(data).toMatchObject({ ...shown, active: true, revision: 1, archivedAt: null, createdBy: admin.id });
    expect(JSON.stringify(data)).not.toMatch(/password|hash|salt|lanterns/i);
    expect(created.headers.get('etag')).toBe('"1"');

    const read = await admin.api('GET', `/users/${data.id}`);
    expect(read.body.data).toEqual(data);
    const headers = { 'if-none-match': '"1"' };
    expect((await admin.api('GET', `/users/${data.id}`, { headers })).status).toBe(304);
    const after = { 'montu-after': `${data.id}@1` };
    const listed = await admin.api('GET', '/users?search=hana', { headers: after });
    expect(listed.body.data).toEqual([data]);

    const login = { username: 'HANA@lights.test', password: body.password, studio: studio.name };
    expect((await call('POST', '/api/v1/auth/login', { body: login })).status).toBe(200);
  });

  it('has a username and an e-mail address of their own', async () => {
    await admin.api('POST', '/users', { body: newUser({ username: 'one', email: 'one@lights.test' }) });
    const sameName = await admin.api('POST', '/users', { body: newUser({ username: 'ONE' }) });
    expect([sameName.status, ...fieldsOf(sameName)]).toEqual([409, 'username']);
    const sameMail = await admin.api('POST', '/users', {
      body: newUser({ username: 'two', email: 'ONE@lights.test' }),
    });
    expect([sameMail.status, ...fieldsOf(sameMail)]).toEqual([409, 'email']);
  });

  it('is refused with a password that is easily guessed, or a name of the erased', async () => {
    const weak = { username: 'weak', displayName: 'Weak Person' };
    for (const guess of ['short', 'weak person 2026', 'password2026!']) {
      const answer = await admin.api('POST', '/users', { body: newUser({ ...weak, password: guess }) });
      expect([answer.status, ...fieldsOf(answer)]).toEqual([400, 'password']);
    }
    const erased = await admin.api('POST', '/users', { body: newUser({ username: 'erased-01234567' }) });
    expect([erased.status, ...fieldsOf(erased)]).toEqual([400, 'username']);
  });

  it('is created by admins only', async () => {
    const coordinator = await studio.person('coordinator');
    expect((await coordinator.api('POST', '/users', { body: newUser({ username: 'no' }) })).status).toBe(403);
  });

  it('changes their own name and e-mail address, and nothing else', async () => {
    const artist = await studio.person('artist');
    const body = { displayName: 'Chosen Name', email: 'chosen@lights.test' };
    const changed = await artist.api('PATCH', '/users/me', { body, headers: { 'if-match': '"1"' } });
    expect(changed.body.data).toMatchObject({ ...body, id: artist.id, revision: 2, updatedBy: artist.id });
    const letters = await artist.api('PATCH', `/users/${artist.id}`, { body: { email: 'Chosen@Lights.test' } });
    expect(letters.body.data).toMatchObject({ email: 'Chosen@Lights.test', revision: 3 });
    const removed = await artist.api('PATCH', '/users/me', { body: { email: null } });
    expect(removed.body.data).toMatchObject({ email: null, revision: 4 });

    for (const own of [{ role: 'admin' }, { department: 'fx' }, { displayName: 'X', role: 'artist' }]) {
      expect((await artist.api('PATCH', '/users/me', { body: own })).status).toBe(403);
    }
    expect((await artist.api('PATCH', `/users/${admin.id}`, { body: { displayName: 'X' } })).status).toBe(403);
    const username = await admin.api('PATCH', `/users/${artist.id}`, { body: { username: 'x' } });
    expect([username.status, ...fieldsOf(username)]).toEqual([400, 'username']);
    expect((await artist.api('GET', '/users/me')).body.data).toEqual(removed.body.data);
  });

  it('is changed by an admin from the revision that they saw', async () => {
    const { id } = await studio.person('artist');
    const patch = (body: object, headers = {}) => admin.api('PATCH', `/users/${id}`, { body, headers });
    expect((await patch({ department: 'comp' })).body.data).toMatchObject({ department: 'comp', revision: 2 });
    const stale = await patch({ department: 'fx' }, { 'if-match': '"1"' });
    expect(stale.status).toBe(412);
    expect(stale.body.error.conflicts).toEqual([{ field: 'department', current: 'comp', yours: 'fx' }]);
    expect((await patch({ role: null })).status).toBe(400);
    expect((await patch({ department: null })).body.data).toMatchObject({ department: null, revision: 3 });
    const taken = await patch({ email: `${admin.username}@example.test` });
    expect([taken.status, ...fieldsOf(taken)]).toEqual([409, 'email']);
    expect((await admin.api('PATCH', '/users/user_nobody', { body: { department: 'fx' } })).status).toBe(404);
  });

  it('has another role within five seconds', async () => {
    const artist = await studio.person('artist');
    expect(await statusOf(artist)).toBe(200);
    const body = { id: 'THEIRS', name: 'Their show' };
    expect((await artist.api('POST', '/projects', { body })).status).toBe(403);
    await admin.api('PATCH', `/users/${artist.id}`, { body: { role: 'coordinator' } });
    await expect.poll(async () => (await artist.api('POST', '/projects', { body })).status, soon).toBe(201);
    await admin.api('PATCH', `/users/${artist.id}`, { body: { role: 'artist' } });
    await expect.poll(() => statusOf(artist, '/projects/THEIRS'), soon).toBe(404);
  });
});

describe('the list of users', () => {
  it('sorts by name, filters and pages', async () => {
    const other = await newStudio();
    const people = [
      ...[newUser({ username: 'b', displayName: 'Beth 10', department: 'comp' })],
      ...[newUser({ username: 'a', displayName: 'beth 2', department: 'fx', email: 'beth@two.test' })],
      ...[newUser({ username: 'c', displayName: 'Cora', role: 'supervisor' })],
    ];
    const ids: string[] = [];
    for (const body of people) ids.push((await other.admin.api('POST', '/users', { body })).body.data.id);
    const headers = { 'montu-after': [...ids, other.admin.id].map((id) => `${id}@1`).join(',') };
    const names = async (query: string) => {
      const { body } = await other.admin.api('GET', `/users${query}`, { headers });
      return body.data.map(({ displayName }: { displayName: string }) => displayName);
    };
    expect(await names('')).toEqual(['beth 2', 'Beth 10', 'Cora', 'The admin']);
    expect(await names('?role=supervisor,admin')).toEqual(['Cora', 'The admin']);
    expect(await names('?department=comp&department=fx&search=TWO')).toEqual(['beth 2']);
    expect(await names('?active=false')).toEqual([]);

    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await other.admin.api('GET', `/users?limit=1${cursor && `&cursor=${cursor}`}`, { headers });
      seen.push(...page.body.data.map(({ displayName }: { displayName: string }) => displayName));
      cursor = page.body.pagination.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(['beth 2', 'Beth 10', 'Cora', 'The admin']);
  });

  it('has for a client themselves alone, and for another studio nobody', async () => {
    const client = await studio.person('client', { SWA: 'client' });
    const artist = await studio.person('artist');
    const headers = { 'montu-after': `${artist.id}@1, ${client.id}@1` };
    const ids = async (person: Person) =>
      (await person.api('GET', '/users?limit=100', { headers })).body.data.map(({ id }: { id: string }) => id);
    expect(await ids(client)).toEqual([client.id]);
    expect(await ids(artist)).toEqual(expect.arrayContaining([admin.id, artist.id, client.id]));
    expect(await statusOf(client, `/users/${artist.id}`)).toBe(404);
    expect(await statusOf(client, '/users/me')).toBe(200);
    const stranger = (await newStudio()).admin;
    expect(await ids(stranger)).not.toContain(artist.id);
    expect(await statusOf(stranger, `/users/${artist.id}`)).toBe(404);
  });

  it('takes no cursor of somebody else', async () => {
    const { body } = await admin.api('GET', '/users?limit=1');
    const artist = await studio.person('artist');
    const foreign = await artist.api('GET', `/users?limit=1&cursor=${body.pagination.nextCursor}`);
    expect([foreign.status, ...fieldsOf(foreign)]).toEqual([400, 'cursor']);
  });
});

describe('somebody who is deactivated', () => {
  const refresh = ({ refreshToken }: Person) => call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });

  it('is out within five seconds, stays visible, and comes back without their old sessions', async () => {
    const artist = await studio.person('artist');
    await studio.project('LEFT');
    const task = await studio.task('LEFT', 'sh0010', { artist: artist.username });
    expect(await statusOf(artist)).toBe(200);

    const gone = await admin.api('POST', `/users/${artist.id}/deactivate`);
    expect(gone.body.data).toMatchObject({ active: false, archivedAt: expect.any(String), revision: 2 });
    expect((await refresh(artist)).status).toBe(401);
    await expect.poll(() => statusOf(artist), soon).toBe(401);
    const again = await admin.api('POST', `/users/${artist.id}/deactivate`);
    expect(again.body.data).toEqual(gone.body.data);

    expect((await admin.api('GET', `/users/${artist.id}`)).body.data).toEqual(gone.body.data);
    expect((await admin.api('GET', `/tasks/${task.id}`)).body.data.artist).toBe(artist.username);
    const headers = { 'montu-after': `${artist.id}@2` };
    const search = `/users?search=${artist.username}`;
    expect((await admin.api('GET', search, { headers })).body.data).toEqual([]);
    expect((await admin.api('GET', `${search}&active=false`, { headers })).body.data).toEqual([gone.body.data]);

    const back = await admin.api('POST', `/users/${artist.id}/reactivate`);
    expect(back.body.data).toMatchObject({ active: true, archivedAt: null, revision: 3 });
    expect((await admin.api('POST', `/users/${artist.id}/reactivate`)).body.data).toEqual(back.body.data);
    expect((await refresh(artist)).status).toBe(401);
    expect(await statusOf(artist)).toBe(401);
    const login = { username: artist.username, password, studio: studio.name };
    expect((await call('POST', '/api/v1/auth/login', { body: login })).status).toBe(200);
  });

  it('has no session that comes back, even where the deactivation was interrupted', async () => {
    const artist = await studio.person('artist');
    const { changeUser } = await import('../../shared/data/users.ts');
    const { deactivated } = await import('../../shared/domain/users.ts');
    const change = { studio: studio.name, actor: { userId: admin.id, requestId: 'req_test', ip: '' } };
    await changeUser(artist.id, { type: 'user.deactivated', expected: undefined, decide: deactivated }, change);
    await admin.api('POST', `/users/${artist.id}/reactivate`);
    expect((await refresh(artist)).status).toBe(401);
  });

  it('keeps a session where they were active all along', async () => {
    const artist = await studio.person('artist');
    expect((await admin.api('POST', `/users/${artist.id}/reactivate`)).body.data.revision).toBe(1);
    expect(await statusOf(artist)).toBe(200);
    expect((await refresh(artist)).status).toBe(200);
  });

  it('is deactivated by admins only, and from the revision that they saw', async () => {
    const { id } = await studio.person('artist');
    const supervisor = await studio.person('supervisor');
    expect((await supervisor.api('POST', `/users/${id}/deactivate`)).status).toBe(403);
    const stale = await admin.api('POST', `/users/${id}/deactivate`, { headers: { 'if-match': '"9"' } });
    expect(stale.status).toBe(412);
    expect((await admin.api('POST', '/users/user_nobody/deactivate')).status).toBe(404);
  });
});

describe('the admins of a studio', () => {
  it('are never none, when two demote each other at once', async () => {
    const other = await newStudio();
    const [ann, bob] = [other.admin, await other.person('admin')];
    const demote = (by: Person, whom: Person) => by.api('PATCH', `/users/${whom.id}`, { body: { role: 'artist' } });
    const answers = await Promise.all([demote(ann, bob), demote(bob, ann)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const left = answers[0]?.status === 200 ? ann : bob;
    expect((await left.api('POST', '/users/me/deactivate')).status).toBe(409);
    expect((await left.api('DELETE', '/users/me/personal-data')).status).toBe(409);
    expect((await left.api('GET', '/users/me')).body.data).toMatchObject({ role: 'admin', active: true });
  });
});
