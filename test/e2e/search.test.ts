import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let artist: Person;
/** So that what was just written is found. */
let headers: Record<string, string>;

async function search(person: Person, query: string) {
  const { status, body } = await person.api('GET', `/search?${query}`, { headers });
  if (status !== 200) return status;
  return body.data.map(({ type, id }: { type: string; id: string }) => `${type} ${id}`);
}

setUp(async () => {
  studio = await newStudio();
  artist = await studio.person('artist', { SWAN: 'artist' });
  await studio.project('SWAN', { name: 'Lake of birds' });
  await studio.project('LAKE', { name: 'Under the swan' });
  await studio.project('GONE', { name: 'Swan long ago' });
  const tasks = [
    await studio.task('SWAN', 'SH0010', { artist: artist.username, milestoneNote: 'The beak flickers' }),
    await studio.task('SWAN', 'SH0020', { task: 'comp', clientSubmissionHistory: [{ version: 'v001' }] }),
    await studio.task('LAKE', 'SH0030', { task: 'comp', labels: ['beak'] }),
    await studio.task('GONE', 'SH0040', { task: 'comp' }),
  ];
  await studio.admin.api('DELETE', '/projects/GONE');
  await studio.task('SWAN', 'SH0050', { task: 'comp' }).then(({ id }) => studio.admin.api('DELETE', `/tasks/${id}`));
  const writes = [...tasks.map(({ id }) => id), 'SWAN', 'LAKE', 'GONE', 'ep00_sq0010_sh0050_comp'];
  headers = { 'montu-after': writes.map((id) => `${id}@1`).join(', ') };
});

describe('a search', () => {
  it('finds what has every word, in any case and of whatever is live', async () => {
    expect(await search(studio.admin, 'q=SQ0010%20comp')).toEqual([
      'task ep00_sq0010_sh0030_comp',
      'task ep00_sq0010_sh0020_comp',
    ]);
    expect(await search(studio.admin, 'q=beak')).toEqual(['task ep00_sq0010_sh0010_lighting']);
    expect(await search(studio.admin, 'q=sh0050')).toEqual([]);
    expect(await search(studio.admin, 'q=beak%20comp')).toEqual([]);
  });

  it('has the exact code first, then what begins so, then the rest', async () => {
    expect(await search(studio.admin, 'q=swan')).toEqual(['project SWAN', 'project LAKE']);
    expect(await search(studio.admin, 'q=lake')).toEqual(['project LAKE', 'project SWAN']);
    const [first] = (await search(studio.admin, 'q=ep00_sq0010_sh0020_comp')) as string[];
    expect(first).toBe('task ep00_sq0010_sh0020_comp');
    expect((await search(studio.admin, 'q=sh00')) as string[]).toHaveLength(3);
  });

  it('tells of a task what it is, and of a project its name', async () => {
    const { body } = await studio.admin.api('GET', '/search?q=sh0010', { headers });
    expect(body.data).toEqual([
      {
        ...{ type: 'task', id: 'ep00_sq0010_sh0010_lighting', projectId: 'SWAN', title: 'SH0010 lighting' },
        ...{ status: 'not_started', artist: artist.username },
      },
    ]);
    expect(body.pagination).toEqual({ limit: 20, hasMore: false });
    const projects = await studio.admin.api('GET', '/search?q=birds', { headers });
    expect(projects.body.data).toEqual([
      { type: 'project', id: 'SWAN', projectId: 'SWAN', title: 'Lake of birds', status: null, artist: null },
    ]);
  });

  it('is narrowed by type, project and limit', async () => {
    expect(await search(studio.admin, 'q=comp&projectId=SWAN')).toEqual(['task ep00_sq0010_sh0020_comp']);
    expect(await search(studio.admin, 'q=lake&type=task')).toEqual([]);
    expect(await search(studio.admin, 'q=swan&type=project,task&limit=1')).toEqual(['project SWAN']);
    expect(await search(studio.admin, 'q=swan&projectId=NOWHERE')).toBe(404);
    expect(await search(studio.admin, 'q=')).toBe(400);
    expect(await search(studio.admin, 'q=a&type=shot')).toBe(400);
  });

  it('finds nothing that its caller may not see', async () => {
    expect(await search(artist, 'q=comp')).toEqual(['task ep00_sq0010_sh0020_comp']);
    expect(await search(artist, 'q=lake')).toEqual(['project SWAN']);
    expect(await search(artist, 'q=lake&projectId=LAKE')).toBe(404);
    const rival = await newStudio();
    expect(await search(rival.admin, 'q=swan')).toEqual([]);
    expect(await search(await studio.person('client'), 'q=swan')).toEqual([]);
  });

  it('shows a client what was submitted, by nothing that is hidden from them', async () => {
    const client = await studio.person('client', { SWAN: 'client' });
    expect(await search(client, 'q=sq0010')).toEqual(['task ep00_sq0010_sh0020_comp']);
    await studio.admin.api('PATCH', '/tasks/ep00_sq0010_sh0020_comp', {
      body: { artist: artist.username, milestoneNote: 'hidden words' },
    });
    expect(await search(studio.admin, 'q=hidden')).toEqual(['task ep00_sq0010_sh0020_comp']);
    expect(await search(client, 'q=hidden')).toEqual([]);
    expect(await search(client, `q=${artist.username}`)).toEqual([]);
    const { body } = await client.api('GET', '/search?q=comp', { headers });
    expect(body.data).toMatchObject([{ id: 'ep00_sq0010_sh0020_comp', artist: null }]);
  });
});
