import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;

interface Shown {
  id: string;
  type: string;
  message: string;
  isRead: boolean;
  data: { taskId?: string; taskIds?: string[]; count?: number };
}

const soon = { timeout: 15_000 };
/** Those that notifications are about: what happens within a minute is told together. */
const tasksOf = (shown: Shown[]) => shown.flatMap(({ data }) => data.taskIds ?? data.taskId ?? []);

async function inbox(person: Person, query = ''): Promise<Shown[]> {
  const { body } = await person.api('GET', `/notifications${query}`);
  return body.data;
}

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor', { SHOW: 'supervisor' });
  artist = await studio.person('artist', { SHOW: 'artist' });
});

const announcement = { type: 'announcement', title: 'Dailies', message: 'At ten.' };

/** Somebody new whose inbox holds so many announcements and nothing else, the oldest first. */
async function withAnnouncements(count: number) {
  const reader = await studio.person('artist', { SHOW: 'artist' });
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const body = { ...announcement, userId: reader.id };
    ids.push((await supervisor.api('POST', '/notifications', { body })).body.data.id);
  }
  return { reader, ids };
}

describe('notifications', () => {
  it('tell the artist and the supervisors of a change, and nobody of their own', async () => {
    const { id } = await studio.task('SHOW', 'SH0010', { artist: artist.username });
    await expect
      .poll(() => inbox(artist), { timeout: 5_000 })
      .toMatchObject([
        { type: 'task_assigned', userId: artist.id, isRead: false, data: { taskId: id, projectId: 'SHOW' } },
      ]);

    await artist.api('PATCH', `/tasks/${id}`, { body: { status: 'in_progress' } });
    await expect
      .poll(() => inbox(supervisor), { timeout: 5_000 })
      .toMatchObject([
        {
          ...{ type: 'task_updated', title: 'Task Status Changed', priority: 'medium' },
          message: 'Lighting task for SH0010 moved to In Progress',
          data: { taskId: id, projectId: 'SHOW', oldStatus: 'not_started', newStatus: 'in_progress' },
        },
      ]);
    expect(await inbox(artist)).toHaveLength(1);

    await supervisor.api('PATCH', `/tasks/${id}`, { body: { priority: 'urgent', deadline: '2030-01-01T00:00:00Z' } });
    await expect.poll(() => inbox(artist), { timeout: 5_000 }).toHaveLength(2);
    expect((await inbox(artist))[0]?.message).toBe('Lighting task for SH0010 changed: deadline, priority');
    expect(await inbox(supervisor)).toHaveLength(1);
  });

  it('are not for who may not see the task', async () => {
    const outsider = await studio.person('artist');
    const client = await studio.person('client', { SHOW: 'client' });
    const ids: string[] = [];
    for (const person of [outsider, client]) {
      const { id } = await studio.task('SHOW', `SH-${person.username}`, { artist: person.username });
      ids.push(id);
      await studio.admin.api('PATCH', `/tasks/${id}`, { body: { status: 'review' } });
      expect((await person.api('GET', `/tasks/${id}`)).status).toBe(404);
    }
    // the supervisor hears of both, so they have been delivered
    await expect.poll(async () => tasksOf(await inbox(supervisor)), soon).toEqual(expect.arrayContaining(ids));
    expect([await inbox(outsider), await inbox(client)]).toEqual([[], []]);
  });

  it('expire after seven days', async () => {
    const { reader } = await withAnnouncements(1);
    const [first] = (await reader.api('GET', '/notifications')).body.data;
    expect(Date.parse(first.expiresAt) - Date.parse(first.createdAt)).toBe(7 * 24 * 3600 * 1000);
  });

  it('are marked as read and unread, and filtered by it', async () => {
    const { reader, ids } = await withAnnouncements(2);
    const [older, newest] = ids;
    const idsOf = async (query: string) => (await inbox(reader, query)).map(({ id }) => id);
    const read = await reader.api('PUT', `/notifications/${newest}`, { body: { isRead: true } });
    expect(read.body.data).toMatchObject({ id: newest, isRead: true });
    expect([await idsOf('?isRead=true'), await idsOf('?isRead=false')]).toEqual([[newest], [older]]);
    const unread = await reader.api('PUT', `/notifications/${newest}`, { body: { isRead: false } });
    expect(unread.body.data.isRead).toBe(false);
  });

  it('are nobody else’s', async () => {
    const { reader, ids } = await withAnnouncements(1);
    const answer = await supervisor.api('PUT', `/notifications/${ids[0]}`, { body: { isRead: true } });
    expect(answer.status).toBe(404);
    expect(await inbox(reader, '?isRead=true')).toEqual([]);
  });

  it('come in pages, the newest first', async () => {
    const { reader, ids } = await withAnnouncements(2);
    const first = await reader.api('GET', '/notifications?limit=1');
    expect(first.body.pagination).toMatchObject({ limit: 1, hasMore: true });
    const second = await reader.api('GET', `/notifications?limit=1&cursor=${first.body.pagination.nextCursor}`);
    expect([first.body.data[0].id, second.body.data[0].id]).toEqual(ids.toReversed());
  });

  it('come to the person’s other sockets when they are read and deleted', async () => {
    const { reader, ids } = await withAnnouncements(1);
    const [id] = ids;
    const socket = await listen(`/ws/notifications/${reader.id}`, { authorization: `Bearer ${reader.token}` });
    await reader.api('PUT', `/notifications/${id}`, { body: { isRead: true } });
    const isOf = (wanted: string) => (message: { type: string; id: string }) =>
      message.type === wanted && message.id === id;
    expect(await socket.until(isOf('notification.updated'))).toMatchObject({ data: { isRead: true } });
    expect((await reader.api('DELETE', `/notifications/${id}`)).status).toBe(204);
    await socket.until(isOf('notification.deleted'));
    expect((await reader.api('GET', `/notifications/${id}`)).status).toBe(404);
    expect((await reader.api('DELETE', `/notifications/${id}`)).status).toBe(404);
    socket.close();
  });
});

describe('what somebody sends', () => {
  const send = (by: Person, fields: object) =>
    by.api('POST', '/notifications', { body: { ...announcement, ...fields } });

  it('is in the inbox at once, once for one Idempotency-Key, counted, and read and deleted in bulk', async () => {
    const reader = await studio.person('client', { SHOW: 'client' });
    const body = { ...announcement, userId: reader.id, data: { projectId: 'SHOW', room: 3 } };
    const headers = { 'idempotency-key': 'once' };
    const answers = [await supervisor.api('POST', '/notifications', { body, headers })];
    answers.push(await supervisor.api('POST', '/notifications', { body, headers }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [first] = await inbox(reader);
    expect(first).toMatchObject({ ...body, data: { ...body.data, senderId: supervisor.id }, isRead: false });
    expect(answers.map(({ body }) => body.data.id)).toEqual([first?.id, first?.id]);
    await send(supervisor, { userId: reader.id, priority: 'urgent' });

    const stats = async () => (await reader.api('GET', '/notifications/stats')).body.data;
    expect(await stats()).toEqual({ unread: 2, byType: { announcement: 2 }, byProject: { SHOW: 1 } });
    expect(await inbox(reader, '?priority=urgent,high&type=announcement')).toHaveLength(1);
    expect(await inbox(reader, `?project=SHOW&since=${new Date(Date.now() - 60_000).toISOString()}`)).toHaveLength(1);
    const bulk = (body: object) => reader.api('POST', '/notifications/bulk', { body });
    expect((await bulk({ action: 'read', ids: [first?.id, 'notif_0'] })).body.data).toEqual({
      ...{ changed: 1, unchanged: 0, notFound: ['notif_0'], hasMore: false },
    });
    expect(await stats()).toEqual({ unread: 1, byType: { announcement: 1 }, byProject: {} });
    expect((await bulk({ action: 'delete', all: true, filters: { isRead: true } })).body.data.changed).toBe(1);
    expect((await bulk({ action: 'delete', all: true })).body.data.changed).toBe(1);
    expect(await inbox(reader)).toEqual([]);
    for (const wrong of [
      { action: 'read' },
      { action: 'read', all: true, ids: ['notif_0'] },
      { action: 'eat', all: true },
    ])
      expect((await bulk(wrong)).status).toBe(400);
  });

  it('is for those only who may see what it is about, from those who may send', async () => {
    const outsider = await studio.person('artist');
    const { id: taskId } = await studio.task('SHOW', 'SH0900');
    const refused = async (by: Person, fields: object) => {
      const { status, body } = await send(by, fields);
      return [status, body.error.details[0]?.field];
    };
    expect(await refused(artist, { userId: artist.id })).toEqual([403, undefined]);
    expect(await refused(supervisor, { userId: outsider.id, data: { taskId } })).toEqual([400, 'userId']);
    expect(await refused(supervisor, { userId: outsider.id, data: { projectId: 'SHOW' } })).toEqual([400, 'userId']);
    expect(await refused(supervisor, { userId: 'user_0' })).toEqual([400, 'userId']);
    expect(await refused(supervisor, { userId: artist.id, data: { taskId: 'none' } })).toEqual([404, undefined]);
    expect(await refused(supervisor, { userId: artist.id, data: { taskId: 7 } })).toEqual([400, 'data.taskId']);
    expect(await refused(supervisor, { userId: artist.id, expiresAt: '2020-01-01T00:00:00Z' })).toEqual([
      ...[400, 'expiresAt'],
    ]);
    expect(await inbox(outsider)).toEqual([]);
  });
});

describe('who hears', () => {
  it('is who watches, not who has muted it or wants none of that type; what is not live is in the inbox', async () => {
    await studio.project('HEAR');
    const inProject = (role: 'artist' | 'supervisor') => studio.person('artist', { HEAR: role });
    const [watcher, muted, off, quiet] = await Promise.all([
      inProject('artist'),
      ...(['supervisor', 'supervisor', 'supervisor'] as const).map(inProject),
    ] as [Promise<Person>, Promise<Person>, Promise<Person>, Promise<Person>]);
    const { id } = await studio.task('HEAR', 'SH0800');
    const prefer = (person: Person, level: string, headers = {}) =>
      person.api('PUT', '/notification-preferences', { body: { types: { task_updated: level } }, headers });
    expect((await prefer(off, 'off')).body.data).toMatchObject({ types: { task_updated: 'off', mention: 'live' } });
    await prefer(quiet, 'inbox');
    expect((await prefer(quiet, 'off', { 'if-match': '"1"' })).status).toBe(412);
    expect((await prefer(quiet, 'loud')).status).toBe(400);
    expect((await quiet.api('GET', '/notification-preferences')).headers.get('etag')).toBe('"2"');
    for (const person of [muted, watcher]) await person.api('PUT', '/projects/HEAR/watch', { body: { level: 'mute' } });
    // what is said of the task counts before what is said of its project
    await watcher.api('PUT', `/tasks/${id}/watch`, { body: { level: 'watch' } });
    expect((await watcher.api('GET', '/watches')).body.data).toMatchObject([
      { kind: 'project', id: 'HEAR', level: 'mute' },
      { kind: 'task', id, level: 'watch' },
    ]);
    const socket = await listen(`/ws/notifications/${quiet.id}`, { authorization: `Bearer ${quiet.token}` });

    await studio.admin.api('PATCH', `/tasks/${id}`, { body: { priority: 'urgent' } });
    for (const person of [watcher, quiet])
      await expect.poll(async () => tasksOf(await inbox(person)), soon).toEqual([id]);
    expect((await watcher.api('DELETE', `/tasks/${id}/watch`)).status).toBe(204);
    expect((await watcher.api('GET', '/watches')).body.data).toMatchObject([{ kind: 'project' }]);
    // what is for nobody else comes to who has muted the project too; and after it, nothing before it is under way
    await studio.admin.api('PATCH', `/tasks/${id}`, { body: { artist: muted.username } });
    await expect.poll(async () => (await inbox(muted)).map(({ type }) => type), soon).toEqual(['task_assigned']);
    expect(await inbox(off)).toEqual([]);
    const body = { userId: quiet.id, type: 'announcement', title: 'Last', message: '.' };
    await studio.admin.api('POST', '/notifications', { body });
    await socket.until(({ type, data }) => type === 'notification.created' && data.type === 'announcement', 15_000);
    expect(socket.messages.filter(({ data }) => data?.type === 'task_updated')).toEqual([]);
    socket.close();
  }, 60_000);

  it('is nobody whom the thing is hidden from', async () => {
    const [outsider, client] = [await studio.person('artist'), await studio.person('client', { SHOW: 'client' })];
    const { id } = await studio.task('SHOW', 'SH0810');
    const watch = async (person: Person, path: string) =>
      (await person.api('PUT', `${path}/watch`, { body: { level: 'watch' } })).status;
    expect([await watch(outsider, `/tasks/${id}`), await watch(outsider, '/projects/SHOW')]).toEqual([404, 404]);
    expect([await watch(client, `/tasks/${id}`), await watch(client, '/projects/SHOW')]).toEqual([404, 403]);
    expect(await watch(artist, '/projects/NONE')).toBe(404);
  });

  it('hears of a burst by one notification, or two where a minute ends', async () => {
    await studio.project('BURST');
    const boss = await studio.person('artist', { BURST: 'supervisor' });
    const ids: string[] = [];
    for (let n = 0; n < 4; n++) ids.push((await studio.task('BURST', `SH07${n}0`)).id);
    await Promise.all(ids.map((id) => studio.admin.api('PATCH', `/tasks/${id}`, { body: { status: 'in_progress' } })));
    await expect.poll(async () => tasksOf(await inbox(boss)).toSorted(), soon).toEqual(ids.toSorted());
    const told = await inbox(boss);
    expect(told.length).toBeLessThanOrEqual(2);
    expect(told[0]?.message).toMatch(/in sq0010 moved to In Progress|^Lighting task/);
  }, 60_000);
});
