import { describe, expect, it, vi } from 'vitest';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

/** What the matrix of operations and roles does not reach: counts, searches, cursors, items of a bulk, channels, logs. */
let studio: TestStudio;
let rival: TestStudio;
let artist: Person;
let outsider: Person;
let client: Person;

setUp(async () => {
  studio = await newStudio();
  rival = await newStudio();
  for (const { project } of [studio, rival]) await project('OWN');
  await studio.project('ELSE');
  artist = await studio.person('artist', { OWN: 'artist' });
  outsider = await studio.person('artist', { ELSE: 'artist' });
  client = await studio.person('client', { OWN: 'client' });
  await studio.task('OWN', 'SH0010', { artist: artist.username, milestoneNote: 'kraken' });
  await studio.task('OWN', 'SH0020', { artist: 'a free name', clientSubmissionHistory: [{ version: 'v001' }] });
});

const totalOf = async (person: Person, query = '') => {
  const { status, body } = await person.api('GET', `/tasks?projectId=OWN&include=total${query}`);
  return status === 200 ? body.pagination.total : status;
};
const foundBy = async (person: Person, q: string) =>
  (await person.api('GET', `/search?q=${q}`)).body.data.map(({ id }: { id: string }) => id);

describe('totals and counts', () => {
  it('are of what one may see', async () => {
    await vi.waitFor(async () => expect(await totalOf(artist)).toBe(2), 5_000);
    expect(await totalOf(client)).toBe(1);
    expect(await totalOf(outsider)).toBe(404);
    expect(await totalOf(rival.admin)).toBe(0);
    const counts = await client.api('GET', '/tasks/facets?projectId=OWN');
    expect(counts.body.data).toMatchObject({ total: 1, artist: [{ value: 'Unassigned', count: 1 }] });
  });

  it('tell nothing of hidden values to whoever asks for them', async () => {
    await vi.waitFor(async () => expect(await totalOf(artist, '&artist=a%20free%20name')).toBe(1), 5_000);
    expect(await totalOf(client, '&artist=a%20free%20name')).toBe(0);
  });
});

describe('a search', () => {
  it('finds what one may see', async () => {
    await vi.waitFor(async () => expect(await foundBy(artist, 'kraken')).toHaveLength(1), 5_000);
    for (const person of [client, outsider, rival.admin]) expect(await foundBy(person, 'kraken')).toEqual([]);
    expect(await foundBy(client, 'SH0020')).toHaveLength(1);
    expect(await foundBy(outsider, 'OWN')).toEqual([]);
  });
});

describe('a cursor', () => {
  it.each(['/users?limit=1', '/audit?limit=1', '/projects?limit=1'])('of %s is for nobody else', async (path) => {
    const { pagination } = (await studio.admin.api('GET', path)).body;
    expect(pagination.nextCursor).toBeDefined();
    const other = await studio.person('admin');
    for (const person of [other, rival.admin]) {
      const { status, body } = await person.api('GET', `${path}&cursor=${pagination.nextCursor}`);
      expect({ status, field: body.error.details[0].field }).toEqual({ status: 400, field: 'cursor' });
    }
  });
});

describe('a bulk', () => {
  it('changes nothing where one of its items is not the caller’s to change', async () => {
    const { id: own } = await studio.task('OWN', 'SH0030', { artist: artist.username });
    const { id: others } = await studio.task('OWN', 'SH0040');
    const { id: elsewhere } = await studio.task('ELSE', 'SH0050');
    const { id: theirs } = await rival.task('OWN', 'SH9999');
    const operations = [own, others, elsewhere, theirs].map((id) => ({
      ...{ op: 'update', id },
      data: { status: 'in_progress' },
    }));
    for (const wrong of operations.slice(1)) {
      const { status } = await artist.api('POST', '/tasks/bulk', { body: { operations: [operations[0], wrong] } });
      expect([403, 404]).toContain(status);
    }
    expect((await studio.admin.api('GET', `/tasks/${own}`)).body.data.status).toBe('not_started');
    const each = await artist.api('POST', '/tasks/bulk?atomic=false', { body: { operations } });
    expect(each.body.data.results.map(({ status }: { status: number }) => status)).toEqual([200, 403, 404, 404]);
  });
});

describe('a channel', () => {
  it('is not subscribed to by whoever may not hear it', async () => {
    const headers = { authorization: `Bearer ${outsider.token}` };
    const socket = await listen(`/ws/notifications/${outsider.id}`, headers);
    for (const channel of ['project:OWN', `user:${artist.id}`]) {
      socket.send({ action: 'subscribe', channel });
      await socket.until(({ type, error }) => type === 'error' && error.message.includes(channel));
    }
    socket.close();
  });
});

describe('the audit log', () => {
  it('has nothing of another studio, whatever is asked for', async () => {
    const { id } = await studio.task('OWN', 'SH0060');
    for (const query of ['', '?projectId=OWN', `?userId=${studio.admin.id}`, `?entity=task:${id}`]) {
      const { data } = (await rival.admin.api('GET', `/audit${query}`)).body;
      expect(JSON.stringify(data)).not.toContain(studio.admin.id);
    }
  });
});
