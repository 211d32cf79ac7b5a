import { beforeAll, describe, expect, it } from 'vitest';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;

interface Shown {
  id: string;
  type: string;
  message: string;
  isRead: boolean;
}

async function inbox(person: Person, query = ''): Promise<Shown[]> {
  const { body } = await person.api('GET', `/notifications${query}`);
  return body.data;
}

beforeAll(async () => {
  studio = await newStudio();
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor', { SHOW: 'supervisor' });
  artist = await studio.person('artist', { SHOW: 'artist' });
});

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
    for (const person of [outsider, client]) {
      const { id } = await studio.task('SHOW', `SH-${person.username}`, { artist: person.username });
      await studio.admin.api('PATCH', `/tasks/${id}`, { body: { status: 'review' } });
      expect((await person.api('GET', `/tasks/${id}`)).status).toBe(404);
    }
    // the supervisor hears of both, so they have been delivered
    await expect
      .poll(async () => (await inbox(supervisor)).filter(({ message }) => message.includes('SH-')).length, {
        timeout: 8_000,
      })
      .toBe(2);
    expect([await inbox(outsider), await inbox(client)]).toEqual([[], []]);
  });

  it('expire after seven days', async () => {
    const [first] = (await supervisor.api('GET', '/notifications?limit=1')).body.data;
    expect(Date.parse(first.expiresAt) - Date.parse(first.createdAt)).toBe(7 * 24 * 3600 * 1000);
  });

  it('are marked as read and unread, and filtered by it', async () => {
    const [newest] = await inbox(artist);
    const read = await artist.api('PUT', `/notifications/${newest?.id}`, { body: { isRead: true } });
    expect(read.body.data).toMatchObject({ id: newest?.id, isRead: true });
    expect((await inbox(artist, '?isRead=true')).map(({ id }) => id)).toEqual([newest?.id]);
    expect((await inbox(artist, '?isRead=false')).map(({ id }) => id)).not.toContain(newest?.id);
    const unread = await artist.api('PUT', `/notifications/${newest?.id}`, { body: { isRead: false } });
    expect(unread.body.data.isRead).toBe(false);
  });

  it('are nobody else’s', async () => {
    const [newest] = await inbox(artist);
    const answer = await supervisor.api('PUT', `/notifications/${newest?.id}`, { body: { isRead: true } });
    expect(answer.status).toBe(404);
    expect((await inbox(artist, '?isRead=true')).map(({ id }) => id)).toEqual([]);
  });

  it('come in pages', async () => {
    const all = await inbox(artist);
    const first = await artist.api('GET', '/notifications?limit=1');
    expect(first.body.pagination).toMatchObject({ limit: 1, hasMore: true });
    const second = await artist.api('GET', `/notifications?limit=1&cursor=${first.body.pagination.nextCursor}`);
    expect([first.body.data[0].id, second.body.data[0].id]).toEqual(all.map(({ id }) => id));
  });
});
