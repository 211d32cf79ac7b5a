import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;
const ids = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW', {
    nameCleaningRules: {
      ...{ sequencePattern: '^SHOW_Ep[0-9]+_(.+)$', sequenceReplacement: '\\1' },
      ...{ shotPattern: '^SHOW_Ep[0-9]+_(.+)$', shotReplacement: '\\1' },
      ...{ episodePattern: '^(Ep[0-9]+)$', episodeReplacement: '\\1' },
    },
  });
  supervisor = await studio.person('supervisor', { SHOW: 'supervisor' });
  artist = await studio.person('artist', { SHOW: 'artist' });
});

describe('a task', () => {
  it('gets its id and clean names from the project’s rules', async () => {
    const task = await studio.task('SHOW', 'SHOW_Ep00_SH0020', { sequence: 'SHOW_Ep00_sq0010' });
    expect(task).toMatchObject({
      ...{ id: 'ep00_sq0010_sh0020_lighting', sequenceClean: 'sq0010', shotClean: 'SH0020', episodeClean: 'Ep00' },
      ...{ artist: 'Unassigned', status: 'not_started', priority: 'medium', labels: [], revision: 1 },
    });
  });

  it('is refused with values that the project does not have, and told which it has', async () => {
    const body = { projectId: 'SHOW', shot: 'SH1', task: 'lightning', status: 'reviw' };
    const answer = await supervisor.api('POST', '/tasks', { body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toMatchObject([
      { field: 'status', code: 'INVALID_VALUE', suggestion: expect.stringContaining('Did you mean "review"?') },
      { field: 'task', code: 'INVALID_VALUE', suggestion: expect.stringContaining('Did you mean "lighting"?') },
    ]);
  });

  it('cannot be created in a project that is not there, or twice', async () => {
    const body = { projectId: 'NOPE', shot: 'SH1', task: 'comp' };
    expect((await studio.admin.api('POST', '/tasks', { body })).status).toBe(404);
    await studio.task('SHOW', 'SH0900');
    const again = { projectId: 'SHOW', episode: 'Ep00', sequence: 'sq0010', shot: 'SH0900', task: 'lighting' };
    expect((await studio.admin.api('POST', '/tasks', { body: again })).status).toBe(409);
  });

  it('has the project in front of its id where another project has the same', async () => {
    await studio.project('OTHER');
    const { id } = await studio.task('SHOW', 'SH0910');
    const { id: second } = await studio.task('OTHER', 'SH0910');
    expect(second).toBe(`other_${id}`);
    const body = { projectId: 'OTHER', episode: 'Ep00', sequence: 'sq0010', shot: 'SH0910', task: 'lighting' };
    expect((await studio.admin.api('POST', '/tasks', { body })).status).toBe(409);
  });

  it('is changed field by field, and null takes a value away', async () => {
    const { id } = await studio.task('SHOW', 'SH0100', { deadline: '2026-01-01T10:00:00+02:00', labels: ['a'] });
    const read = await supervisor.api('GET', `/tasks/${id}`);
    expect(read.body.data.deadline).toBe('2026-01-01T08:00:00.000Z');
    const { body, headers } = await supervisor.api('PATCH', `/tasks/${id}`, {
      body: { deadline: null, labels: null, status: 'in_progress', frameRange: { start: 1001, end: 1100 } },
      headers: { 'if-match': read.headers.get('etag') ?? '' },
    });
    expect(headers.get('etag')).toBe('"2"');
    expect(body.data).toMatchObject({
      ...{ deadline: null, labels: [], status: 'in_progress', frameRange: { start: 1001, end: 1100 } },
      ...{ revision: 2, updatedBy: supervisor.id },
    });
  });

  it('keeps what two people change at the same time', async () => {
    const { id } = await studio.task('SHOW', 'SH0200');
    const answers = await Promise.all([
      supervisor.api('PATCH', `/tasks/${id}`, { body: { priority: 'urgent' } }),
      studio.admin.api('PATCH', `/tasks/${id}`, { body: { milestoneNote: 'Look at the rim light' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { body } = await supervisor.api('GET', `/tasks/${id}`);
    expect(body.data).toMatchObject({ priority: 'urgent', milestoneNote: 'Look at the rim light', revision: 3 });
  });

  it('tells a stale client what changed, and both values', async () => {
    const { id } = await studio.task('SHOW', 'SH0300');
    await supervisor.api('PATCH', `/tasks/${id}`, { body: { status: 'in_progress', priority: 'high' } });
    const { status, body } = await studio.admin.api('PATCH', `/tasks/${id}`, {
      body: { status: 'review', milestoneNote: 'mine alone' },
      headers: { 'if-match': '"1"' },
    });
    expect(status).toBe(412);
    expect(body.error).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', currentRevision: 2 },
      conflicts: [{ field: 'status', current: 'in_progress', yours: 'review' }],
    });
  });

  it('lets artists tell the progress of their own, and nothing else', async () => {
    const { id } = await studio.task('SHOW', 'SH0400', { artist: artist.username });
    const { id: others } = await studio.task('SHOW', 'SH0401');
    const own = await artist.api('PATCH', `/tasks/${id}`, { body: { status: 'in_progress', actualTimeLogged: 3.5 } });
    expect(own.body.data).toMatchObject({ status: 'in_progress', actualTimeLogged: 3.5, artist: artist.username });
    for (const body of [{ deadline: null }, { status: 'approved' }]) {
      const answer = await artist.api('PATCH', `/tasks/${id}`, { body });
      expect(answer.status).toBe(403);
      expect(answer.body.error.details).toMatchObject([{ field: Object.keys(body)[0] }]);
    }
    expect((await artist.api('PATCH', `/tasks/${others}`, { body: { status: 'review' } })).status).toBe(403);
    expect((await artist.api('DELETE', `/tasks/${id}`)).status).toBe(403);
  });

  it('drops out of lists when archived, keeps its history, and comes back', async () => {
    const { id } = await studio.task('SHOW', 'SH0500');
    const archived = await supervisor.api('DELETE', `/tasks/${id}`);
    expect(archived.body.data).toMatchObject({ revision: 2, archivedAt: expect.any(String) });
    const headers = { 'montu-after': `${id}@2` };
    expect(ids((await supervisor.api('GET', '/tasks?projectId=SHOW&limit=100', { headers })).body)).not.toContain(id);
    const gone = await supervisor.api('GET', '/tasks?projectId=SHOW&archived=true', { headers });
    expect(ids(gone.body)).toContain(id);
    expect((await supervisor.api('GET', `/tasks/${id}`)).status).toBe(200);
    expect((await supervisor.api('PATCH', `/tasks/${id}`, { body: { status: 'review' } })).status).toBe(409);
    const again = { projectId: 'SHOW', episode: 'Ep00', sequence: 'sq0010', shot: 'SH0500', task: 'lighting' };
    const { body: taken } = await supervisor.api('POST', '/tasks', { body: again });
    expect(taken.error.details[0].suggestion).toBe('Restore it, or choose another id');
    expect((await supervisor.api('POST', `/tasks/${id}/restore`)).body.data).toMatchObject({ archivedAt: null });
  });
});

describe('the list of tasks', () => {
  it('pages newest first, without loss or repetition, filtered or not', { timeout: 60_000 }, async () => {
    await studio.project('LIST');
    const created: string[] = [];
    for (let index = 0; index < 23; index++) {
      const fields = {
        status: index % 3 === 0 ? 'review' : 'not_started',
        artist: index % 2 ? 'Jo Free' : 'Unassigned',
      };
      created.push((await studio.task('LIST', `SH${String(index).padStart(4, '0')}`, fields)).id);
    }
    const newestFirst = created.toReversed();
    const headers = {
      'montu-after': created
        .slice(-20)
        .map((id) => `${id}@1`)
        .join(','),
    };
    // indexes lag by up to two seconds here; after that the plain list is complete
    await expect
      .poll(async () => ids((await supervisor.api('GET', '/tasks?projectId=LIST&limit=100')).body), { timeout: 5_000 })
      .toEqual(newestFirst);

    async function all(query: string, limit: number) {
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await supervisor.api('GET', `/tasks?projectId=LIST${query}&limit=${limit}${cursor}`, {
          headers,
        });
        expect(body.data.length).toBeLessThanOrEqual(limit);
        found.push(...ids(body));
        cursor = body.pagination.nextCursor ? `&cursor=${body.pagination.nextCursor}` : '';
      } while (cursor);
      return found;
    }
    const at = (fits: (index: number) => boolean) => newestFirst.filter((id) => fits(created.indexOf(id)));
    for (const limit of [4, 7, 100]) {
      expect(await all('', limit)).toEqual(newestFirst);
      expect(await all('&status=review', limit)).toEqual(at((index) => index % 3 === 0));
      expect(await all('&status=review,not_started', limit)).toEqual(newestFirst);
      expect(await all('&artist=Jo%20Free', limit)).toEqual(at((index) => index % 2 === 1));
      expect(await all('&artist=Jo%20Free&status=review', limit)).toEqual(at((i) => i % 2 === 1 && i % 3 === 0));
      expect(await all('&artist=Unassigned&artist=Jo%20Free', limit)).toEqual(newestFirst);
    }
  });

  it('shows a write that the caller has seen, whatever the index says', async () => {
    const { id } = await studio.task('SHOW', 'SH0700', { artist: artist.username });
    const list = async (query: string, revision: number) => {
      const headers = { 'montu-after': `${id}@${revision}` };
      return ids((await supervisor.api('GET', `/tasks?projectId=SHOW&limit=100${query}`, { headers })).body);
    };
    expect(await list('', 1)).toContain(id);
    expect(await list(`&artist=${artist.username}`, 1)).toContain(id);
    await supervisor.api('PATCH', `/tasks/${id}`, { body: { status: 'review' } });
    expect(await list('&status=review', 2)).toContain(id);
    expect(await list('&status=not_started', 2)).not.toContain(id);
  });

  it('knows who “me” is', async () => {
    const { id } = await studio.task('SHOW', 'SH0800', { artist: artist.username });
    const { body } = await artist.api('GET', '/tasks?projectId=SHOW&artist=me', {
      headers: { 'montu-after': `${id}@1` },
    });
    expect(ids(body)).toContain(id);
    expect(new Set(body.data.map((task: { artist: string }) => task.artist))).toEqual(new Set([artist.username]));
  });

  it('shows a client only what was submitted', async () => {
    await studio.project('CLIENT');
    const { id: hidden } = await studio.task('CLIENT', 'SH0001');
    const { id: sent } = await studio.task('CLIENT', 'SH0002', {
      ...{ clientSubmissionHistory: [{ version: 'v001' }], artist: artist.username, milestoneNote: 'For us alone' },
    });
    const client = await studio.person('client', { CLIENT: 'client' });
    const { body: project } = await client.api('GET', '/projects/CLIENT');
    expect(project.data).toMatchObject({ projectBudget: null, taskCount: 0, importedFrom: null });
    const headers = { 'montu-after': `${hidden}@1,${sent}@1` };
    expect(ids((await client.api('GET', '/tasks?projectId=CLIENT', { headers })).body)).toEqual([sent]);
    expect((await client.api('GET', `/tasks/${hidden}`)).status).toBe(404);
    const { body: seen } = await client.api('GET', `/tasks/${sent}`);
    expect(seen.data).toMatchObject({ id: sent, artist: 'Unassigned', milestoneNote: '', createdBy: null });
    expect((await client.api('PATCH', `/tasks/${sent}`, { body: { status: 'review' } })).status).toBe(403);
  });
});
