import { describe, expect, it, vi } from 'vitest';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SWA');
});

const address = (person: Person) => `/users/${person.id}/personal-data`;

describe('personal data', () => {
  it('is exported for the person and for admins', async () => {
    const artist = await studio.person('artist', { SWA: 'artist' });
    await artist.api('PATCH', '/users/me', { body: { displayName: 'Own Name' } });
    const own = () => artist.api('GET', '/users/me/personal-data');
    await expect.poll(async () => (await own()).body.data.activity.length, { timeout: 5_000 }).toBeGreaterThan(0);
    const { body } = await own();
    expect(body.data).toMatchObject({
      user: { id: artist.id, displayName: 'Own Name', email: `${artist.username}@example.test` },
      projects: { SWA: 'artist' },
      sessions: [{ id: artist.sessionId, clientType: 'web' }],
      notifications: [],
    });
    const change = body.data.activity.find(({ type }: { type: string }) => type === 'user.updated');
    expect(change).toMatchObject({ id: `user:${artist.id}@2`, ip: expect.stringMatching(/[.:]/) });
    expect((await admin.api('GET', address(artist))).body.data.user).toEqual(body.data.user);
  });

  it('is nobody else’s', async () => {
    const artist = await studio.person('artist');
    const [colleague, client] = [await studio.person('supervisor'), await studio.person('client')];
    const statuses = async (method: string, person: Person) => (await person.api(method, address(artist))).status;
    expect(await statuses('GET', colleague)).toBe(403);
    expect(await statuses('GET', client)).toBe(404);
    expect(await statuses('DELETE', artist)).toBe(403);
    expect(await statuses('DELETE', (await newStudio()).admin)).toBe(404);
    expect((await admin.api('DELETE', '/users/user_nobody/personal-data')).status).toBe(404);
  });
});

describe('an erased person', () => {
  it('is out, nameless and stays so; what they did stays', { timeout: 30_000 }, async () => {
    const artist = await studio.person('artist', { SWA: 'artist' });
    const email = `${artist.username}@example.test`;
    const { id: taskId } = await studio.task('SWA', 'sh0010', { artist: artist.username });
    await artist.api('PATCH', `/tasks/${taskId}`, { body: { status: 'in_progress' } });
    const day = { date: '2025-08-29', hours: 3 };
    const { data: hours } = (await artist.api('POST', `/tasks/${taskId}/time-entries`, { body: day })).body;
    const said = { text: 'My private number' };
    const { data: comment } = (await artist.api('POST', `/tasks/${taskId}/comments`, { body: said })).body;
    const letter = { to: [admin.username], subject: 'My surgery', ...said };
    const { threadId } = (await artist.api('POST', '/messages', { body: letter })).body.data;
    await expect
      .poll(async () => (await artist.api('GET', '/users/me/personal-data')).body.data, { timeout: 5_000 })
      .toMatchObject({
        ...{ timeEntries: [{ id: hours.id, taskId, ...day }], comments: [{ id: comment.id, ...said }] },
        messages: [{ threadId, number: 1, ...said }],
      });

    const erased = await admin.api('DELETE', address(artist));
    expect(erased.status).toBe(200);
    const username = `erased-${artist.id.slice(-8)}`;
    expect(erased.body.data).toMatchObject({
      ...{ id: artist.id, username, displayName: 'Erased person', email: null, department: null, active: false },
    });
    expect((await admin.api('GET', `/users/${artist.id}`)).body.data).toEqual(erased.body.data);
    expect((await artist.api('GET', '/auth/me')).status).toBe(401);
    const login = { username: artist.username, password, studio: studio.name };
    expect((await call('POST', '/api/v1/auth/login', { body: login })).status).toBe(401);

    // the index of what somebody did lags
    const exported = await vi.waitFor(async () => {
      const { data } = (await admin.api('GET', address(artist))).body;
      const did = data.activity.map(({ type, ip }: { type: string; ip: string }) => `${type} ${ip}`);
      expect(did).toContain('task.updated ');
      return data;
    }, 5_000);
    expect(exported).toMatchObject({ sessions: [], notifications: [], projects: { SWA: 'artist' } });
    // hours stay; what was said is gone
    expect(exported).toMatchObject({
      timeEntries: [{ id: hours.id, ...day }],
      comments: [{ id: comment.id, text: '' }],
      messages: [{ threadId, number: 1, text: '' }],
    });
    const { data: thread } = (await admin.api('GET', `/messages/${threadId}`)).body;
    expect(thread).toMatchObject({
      subject: null,
      lastMessage: { deleted: true, text: '', author: { id: artist.id } },
    });
    const { data: left } = (await admin.api('GET', `/tasks/${taskId}/comments`)).body;
    expect(left).toMatchObject([{ id: comment.id, deleted: true, text: '', author: { id: artist.id } }]);
    expect(JSON.stringify(exported)).not.toContain(artist.username);
    expect((await admin.api('GET', `/tasks/${taskId}`)).body.data).toMatchObject({ createdBy: admin.id });

    const path = `/users/${artist.id}`;
    expect((await admin.api('POST', `${path}/reactivate`)).status).toBe(409);
    expect((await admin.api('PATCH', path, { body: { displayName: 'Back' } })).status).toBe(409);
    expect((await admin.api('PUT', `/projects/SWA/members/${artist.id}`, { body: { role: 'viewer' } })).status).toBe(
      409,
    );
    const started = Date.now();
    expect((await admin.api('DELETE', address(artist))).body.data).toEqual(erased.body.data);
    expect(Date.now() - started).toBeLessThan(4_000);

    const successor = { username: artist.username, email, displayName: 'Next', role: 'artist', password };
    expect((await admin.api('POST', '/users', { body: successor })).status).toBe(201);
  });
});
