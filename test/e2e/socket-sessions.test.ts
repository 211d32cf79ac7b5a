import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ProjectRole, StudioRole } from '../../shared/contract/permissions.ts';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { type Listener, listen } from './support/socket.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

let studio: TestStudio;

setUp(async () => {
  studio = await newStudio();
  for (const id of ['SHOW', 'OTHER']) await studio.project(id);
});

const open = ({ token }: { token: string }, path = '/ws') => listen(path, { authorization: `Bearer ${token}` });
const never = (socket: Listener, type: string) =>
  expect(socket.messages.filter((one) => one.type === type)).toEqual([]);

async function subscribe(socket: Listener, channel: string): Promise<void> {
  socket.send({ action: 'subscribe', channel });
  await socket.until((message) => message.type === 'subscribed' && message.channel === channel);
}

/** That a socket still works. */
async function answers(socket: Listener): Promise<string[]> {
  const pings = () => socket.messages.filter(({ type }) => type === 'pong');
  const before = pings().length;
  socket.send({ action: 'ping' });
  await expect.poll(() => pings().length).toBeGreaterThan(before);
  return Object.keys(pings().at(-1).heads);
}

/** That what is done has its effect within five seconds, although nothing happens that the sockets would be told of. */
async function within5s(act: () => Promise<unknown>, effect: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await act();
  await effect();
  expect(performance.now() - start).toBeLessThan(5_000);
}

async function isEnded(socket: Listener): Promise<void> {
  expect(await socket.until(({ type }) => type === 'sessionEnded')).toEqual({
    type: 'sessionEnded',
    reason: expect.stringMatching(/\w+/),
  });
  await socket.closed;
}

const lost = (socket: Listener, channel: string) =>
  socket.until((message) => message.type === 'unsubscribed' && message.channel === channel);

async function ok(answer: Promise<{ status: number; body: unknown }>): Promise<unknown> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** One more sign-in of somebody. */
async function signIn({ username }: Person): Promise<{ token: string; refreshToken: string; sessionId: string }> {
  const body = { username, password, studio: studio.name, clientType: 'desktop' };
  const answer = await call('POST', '/api/v1/auth/login', { body });
  const { accessToken: token, refreshToken } = answer.body;
  const { body: me } = await call('GET', '/api/v1/auth/me', { token });
  return { token, refreshToken, sessionId: me.data.sessionId };
}

describe('a session that ends ends its sockets', () => {
  it('on signing out, and no other of the same person', async () => {
    const person = await studio.person('artist', { SHOW: 'artist' });
    const elsewhere = await signIn(person);
    const sockets = [await open(person), await open(person, '/ws/tasks/SHOW')];
    const other = await open(elsewhere, '/ws/tasks/SHOW');
    await within5s(
      () => ok(person.api('POST', '/auth/logout')),
      () => Promise.all(sockets.map(isEnded)),
    );
    expect(await answers(other)).toEqual(['project:SHOW']);
    never(other, 'sessionEnded');
    other.close();
  });

  it('when it is ended from elsewhere', async () => {
    const person = await studio.person('artist', { SHOW: 'artist' });
    const elsewhere = await signIn(person);
    const [own, other] = [await open(person), await open(elsewhere)];
    await within5s(
      () => ok(person.api('DELETE', `/auth/sessions/${elsewhere.sessionId}`)),
      () => isEnded(other),
    );
    expect(await answers(own)).toEqual([]);
    never(own, 'sessionEnded');
    own.close();
  });

  it('when one of its refresh tokens is used twice', async () => {
    const person = await studio.person('artist');
    const socket = await open(person);
    const refresh = (refreshToken: string) => call('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    const second = (await refresh(person.refreshToken)).body.refreshToken;
    await refresh(second);
    expect(await answers(socket)).toEqual([]);
    await within5s(
      async () => expect((await refresh(person.refreshToken)).status).toBe(401),
      () => isEnded(socket),
    );
  });

  it('when the person is deactivated, wherever they are signed in', async () => {
    const person = await studio.person('artist');
    const sockets = [await open(person), await open(await signIn(person))];
    await within5s(
      () => ok(studio.admin.api('POST', `/users/${person.id}/deactivate`)),
      () => Promise.all(sockets.map(isEnded)),
    );
    await expect(open(person)).rejects.toMatchObject({ status: 401 });
  });

  it('when an API key is revoked', async () => {
    const body = { name: 'farm', role: 'artist', projects: { SHOW: 'artist' }, scopes: ['task.read'] };
    const [key, kept] = [
      (await studio.admin.api('POST', '/api-keys', { body })).body.data,
      (await studio.admin.api('POST', '/api-keys', { body })).body.data,
    ];
    const socket = await open({ token: key.secret }, '/ws/tasks/SHOW');
    const other = await open({ token: kept.secret }, '/ws/tasks/SHOW');
    await within5s(
      () => ok(studio.admin.api('DELETE', `/api-keys/${key.id}`)),
      () => isEnded(socket),
    );
    expect(await answers(other)).toEqual(['project:SHOW']);
    other.close();
  });

  it('when an API key has had its time', async () => {
    const expiresAt = new Date(Date.now() + 2_500).toISOString();
    const body = { name: 'short', role: 'artist', projects: {}, scopes: ['task.read'], expiresAt };
    const { secret } = (await studio.admin.api('POST', '/api-keys', { body })).body.data;
    const socket = await open({ token: secret });
    await within5s(
      () => sleep(Date.parse(expiresAt) - Date.now()),
      () => isEnded(socket),
    );
  });

  it('however late they open', async () => {
    const person = await studio.person('artist', { SHOW: 'artist' });
    await ok(person.api('GET', '/auth/me'));
    const { body } = await person.api('POST', '/auth/websocket-ticket');
    await ok(person.api('POST', '/auth/logout'));
    await expect(open(person)).rejects.toMatchObject({ status: 401 });
    await expect(listen(`/ws?ticket=${body.data.ticket}`)).rejects.toMatchObject({ status: 401 });
  });
});

describe('a role that changes takes effect on open sockets', () => {
  const change = (person: Person, project: string, role: ProjectRole) =>
    ok(studio.admin.api('PUT', `/projects/${project}/members/${person.id}`, { body: { role } }));
  const move = (person: Person, role: StudioRole) =>
    ok(studio.admin.api('PATCH', `/users/${person.id}`, { body: { role } }));

  it('when somebody leaves a project: that channel ends, and no other', async () => {
    const person = await studio.person('artist', { SHOW: 'artist', OTHER: 'artist' });
    const socket = await open(person, '/ws/tasks/SHOW');
    const inbox = `user:${person.id}`;
    for (const channel of ['project:OTHER', inbox]) await subscribe(socket, channel);
    await within5s(
      () => ok(studio.admin.api('DELETE', `/projects/SHOW/members/${person.id}`)),
      async () =>
        expect(await lost(socket, 'project:SHOW')).toEqual({
          ...{ type: 'unsubscribed', channel: 'project:SHOW', reason: expect.any(String) },
        }),
    );
    const hidden = await studio.task('SHOW', 'SH0010');
    const heard = await studio.task('OTHER', 'SH0010');
    await socket.until(({ type, data }) => type === 'task.created' && data.taskId === heard.id);
    await sleep(500);
    expect(socket.messages.filter(({ data }) => data?.taskId === hidden.id)).toEqual([]);
    expect((await answers(socket)).toSorted()).toEqual(['project:OTHER', inbox].toSorted());
    never(socket, 'sessionEnded');
    socket.close();
  });

  it('when a member may see less than before', async () => {
    const person = await studio.person('artist', { SHOW: 'viewer' });
    const socket = await open(person, '/ws/tasks/SHOW');
    await within5s(
      () => change(person, 'SHOW', 'client'),
      () => lost(socket, 'project:SHOW'),
    );
    socket.close();
  });

  it('when a role in the studio is lost', async () => {
    const person = await studio.person('coordinator', { OTHER: 'viewer' });
    const socket = await open(person, '/ws/tasks/SHOW');
    await subscribe(socket, 'project:OTHER');
    await within5s(
      () => move(person, 'artist'),
      () => lost(socket, 'project:SHOW'),
    );
    await expect.poll(() => answers(socket)).toEqual(['project:OTHER']);
    socket.close();
  });

  it('and takes nothing that one may still hear', async () => {
    const person = await studio.person('artist', { SHOW: 'artist' });
    const socket = await open(person, '/ws/tasks/SHOW');
    await change(person, 'SHOW', 'viewer');
    const { id } = await studio.task('SHOW', 'SH0020');
    await socket.until(({ type, data }) => type === 'task.created' && data.taskId === id);
    never(socket, 'unsubscribed');
    socket.close();
  });
});
