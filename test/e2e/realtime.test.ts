import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;
const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });
const isUpdate = (taskId: string) => (message: { type: string; data: { taskId: string } }) =>
  message.type === 'task.updated' && message.data.taskId === taskId;

/** A token as this person had it an hour ago. */
async function expiredToken({ id, studio, sessionId }: Person): Promise<string> {
  const { signAccessToken } = await import('../../shared/platform/jwt.ts');
  const { signer } = await import('../../shared/data/signing.ts');
  const { config } = await import('../../shared/platform/config.ts');
  const claims = { sub: id, studio, roles: ['artist' as const], clientType: 'web' as const, sid: sessionId };
  return signAccessToken(claims, { signer: await signer(), issuer: config().MONTU_PUBLIC_URL, lifeSeconds: -3_600 });
}

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor', { SHOW: 'supervisor' });
  artist = await studio.person('artist', { SHOW: 'artist' });
});

describe('a socket', () => {
  it('hears a project’s changes, with their old and new values', async () => {
    const { id } = await studio.task('SHOW', 'SH0010', { artist: artist.username });
    const socket = await listen('/ws/tasks/SHOW', bearer(supervisor));
    await artist.api('PATCH', `/tasks/${id}`, { body: { status: 'review' } });
    expect(await socket.until(isUpdate(id))).toEqual({
      ...{ type: 'task.updated', id: `task:${id}@2`, channel: 'project:SHOW', seq: expect.any(Number) },
      createdAt: expect.any(String),
      data: {
        ...{ taskId: id, projectId: 'SHOW', revision: 2, actorId: artist.id },
        changes: { status: { old: 'not_started', new: 'review' } },
      },
    });
    socket.close();
  });

  it('hears one’s notifications, signed in by a ticket that works once', async () => {
    const artist = await studio.person('artist', { SHOW: 'artist' });
    const { body } = await artist.api('POST', '/auth/websocket-ticket');
    const path = `/ws/notifications/${artist.id}?ticket=${body.data.ticket}`;
    const socket = await listen(path);
    await expect(listen(path)).rejects.toMatchObject({ status: 401 });
    const { id } = await studio.task('SHOW', 'SH0020', { artist: artist.username });
    const heard = await socket.until(({ type, data }) => type.startsWith('notification.') && data.data.taskId === id);
    expect(heard).toMatchObject({
      channel: `user:${artist.id}`,
      data: { type: 'task_assigned', userId: artist.id, isRead: false },
    });
    socket.close();
  });

  it('is refused without a sign-in, with a forged one, and to what is not one’s own', async () => {
    const rival = await newStudio();
    await rival.project('SHOW');
    const client = await studio.person('client', { SHOW: 'client' });
    const refused = async (path: string, headers: Record<string, string>, status: number) =>
      expect(listen(path, headers)).rejects.toMatchObject({ status });
    await refused('/ws/tasks/SHOW', {}, 401);
    await refused('/ws/tasks/SHOW', { authorization: 'Bearer a.b.c' }, 401);
    await refused('/ws/tasks/SHOW', { authorization: `Bearer ${await expiredToken(artist)}` }, 401);
    await refused(`/ws/tasks/SHOW?ticket=${'x'.repeat(43)}`, {}, 401);
    await refused(`/ws/notifications/${supervisor.id}`, bearer(artist), 404);
    await refused('/ws/tasks/NOPE', bearer(artist), 404);
    await refused('/ws/tasks/NOPE', bearer(studio.admin), 404);
    // a client sees only what was submitted, so not the whole feed
    await refused('/ws/tasks/SHOW', bearer(client), 404);
  });

  it('never hears of another studio’s project of the same name', async () => {
    const rival = await newStudio();
    await rival.project('SHOW');
    const socket = await listen('/ws/tasks/SHOW', bearer(rival.admin));
    const { id } = await studio.task('SHOW', 'SH0030');
    const own = await rival.task('SHOW', 'SH0031');
    await socket.until(({ type, data }) => type === 'task.created' && data.taskId === own.id);
    expect(socket.messages.filter(({ data }) => data?.taskId === id)).toEqual([]);
    socket.close();
  });

  it('subscribes to more channels, and leaves them', async () => {
    const project = await studio.project('LEFT');
    const channel = `project:${project.id}`;
    const socket = await listen('/ws', bearer(studio.admin));
    socket.send({ action: 'subscribe', channel });
    const { head } = await socket.until(({ type }) => type === 'subscribed');
    socket.send({ action: 'ping' });
    const { heads } = await socket.until(({ type }) => type === 'pong');
    expect(Object.keys(heads)).toEqual([channel]);
    expect(heads[channel]).toBeGreaterThanOrEqual(head);
    socket.send({ action: 'unsubscribe', channel });
    await socket.until(({ type }) => type === 'unsubscribed');
    const still = await listen(`/ws/tasks/${project.id}`, bearer(studio.admin));
    const { id } = await studio.task(project.id, 'SH0040');
    await still.until(({ type, data }) => type === 'task.created' && data.taskId === id);
    await sleep(300);
    expect(socket.messages.filter(({ data }) => data?.taskId === id)).toEqual([]);
    for (const each of [socket, still]) each.close();
  });

  it('gets exactly what it missed, in order, and no gap', async () => {
    const before = await listen('/ws/tasks/SHOW', bearer(supervisor));
    const { id } = await studio.task('SHOW', 'SH0050');
    const last = await before.until(({ data }) => data?.taskId === id);
    before.close();
    await before.closed;
    for (const priority of ['low', 'high', 'urgent']) {
      await studio.admin.api('PATCH', `/tasks/${id}`, { body: { priority } });
    }
    const after = await listen('/ws', bearer(supervisor));
    after.send({ action: 'resume', channel: 'project:SHOW', after: last.seq });
    await after.until(({ type }) => type === 'resumed');
    await after.until(({ data }) => data?.revision === 4 && data.taskId === id);
    // what is pushed while the replay is read comes twice; a client drops it by its number
    const bySeq = new Map(after.messages.flatMap((message) => (message.seq ? [[message.seq, message]] : [])));
    const seen = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    const numbers = seen.map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => last.seq + 1 + index));
    expect(seen.filter(({ data }) => data.taskId === id).map(({ data }) => data.revision)).toEqual([2, 3, 4]);
    after.close();
  });

  it('is told to start anew when it is ahead of the channel', async () => {
    const socket = await listen('/ws', bearer(supervisor));
    socket.send({ action: 'resume', channel: 'project:SHOW', after: 999_999 });
    expect(await socket.until(({ type }) => type === 'resyncRequired')).toMatchObject({ channel: 'project:SHOW' });
    socket.close();
  });

  it.each([{ action: 'subscribe' }, { action: 'resume', after: 0 }])(
    'is told that there is no such project, whoever asks: $action',
    async (message) => {
      const socket = await listen('/ws', bearer(studio.admin));
      socket.send({ ...message, channel: 'project:NOPE' });
      const { channel, error } = await socket.until(({ type }) => type === 'error');
      expect([channel, error.code]).toEqual(['project:NOPE', 'NOT_FOUND']);
      socket.close();
    },
  );

  it('has at most fifty channels, and works on with that many', async () => {
    const { getSocket, socketsOf, subscribe } = await import('../../shared/data/sockets.ts');
    const person = await studio.person('supervisor', {});
    const socket = await listen('/ws', bearer(person));
    const [pointer] = await socketsOf(person.studio, person.id);
    const record = await getSocket(pointer?.connectionId ?? '');
    if (!record) throw new Error('The socket is not registered');
    for (let index = 0; index < 49; index++) await subscribe(record, `project:P${index}`);
    socket.send({ action: 'subscribe', channel: `user:${person.id}` });
    await socket.until(({ type }) => type === 'subscribed');
    socket.send({ action: 'subscribe', channel: 'project:SHOW' });
    const { error } = await socket.until(({ type }) => type === 'error');
    expect(error.code).toBe('CONFLICT');
    socket.send({ action: 'ping' });
    const { heads } = await socket.until(({ type }) => type === 'pong');
    expect(Object.keys(heads)).toHaveLength(50);
    socket.close();
  });

  it('is told what is wrong with its message', async () => {
    const socket = await listen('/ws', bearer(artist));
    socket.send('this is not JSON');
    expect((await socket.until(({ type }) => type === 'error')).error.details[0].suggestion).toContain('subscribe');
    socket.send({ action: 'subscribe', channel: 'everything' });
    await socket.until(({ error }) => error?.details[0].field === 'channel');
    socket.send({ action: 'subscribe', channel: `user:${supervisor.id}` });
    await socket.until(({ error }) => error?.code === 'NOT_FOUND');
    socket.close();
  });

  it('ends when its session does, and says why', async () => {
    const leaving = await studio.person('artist', { SHOW: 'artist' });
    const socket = await listen('/ws/tasks/SHOW', bearer(leaving));
    await leaving.api('POST', '/auth/logout');
    await studio.task('SHOW', 'SH0060');
    expect(await socket.until(({ type }) => type === 'sessionEnded')).toMatchObject({ reason: expect.any(String) });
    await socket.closed;
  });
});
