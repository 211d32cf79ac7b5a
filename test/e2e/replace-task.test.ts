import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW', { nameCleaningRules: { ...cleaning, shotPattern: '^SHOW_(.+)$' } });
  supervisor = await studio.person('supervisor');
  artist = await studio.person('artist', { SHOW: 'artist' });
});

const cleaning = {
  ...{ sequencePattern: '^(.+)$', sequenceReplacement: '\\1', shotReplacement: '\\1' },
  ...{ episodePattern: '^(.+)$', episodeReplacement: '\\1' },
};
const put = (id: string, body: object, revision?: number, query = '') =>
  supervisor.api('PUT', `/tasks/${id}${query}`, {
    body,
    headers: revision === undefined ? {} : { 'if-match': `"${revision}"` },
  });

describe('putting a task', () => {
  it('takes it as it was read, with what is to change; what is not the client’s stays', async () => {
    const read = await studio.task('SHOW', 'SH0010', { artist: artist.username, labels: ['a'] });
    const { status, headers, body } = await put(read.id, {
      ...{ ...read, status: 'in_progress', shot: 'SHOW_SH0011' },
      ...{
        id: 'other',
        projectId: 'OTHER',
        revision: 99,
        shotClean: 'wrong',
        createdBy: 'nobody',
        archivedAt: 'never',
      },
    });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"2"');
    expect(body.data).toEqual({
      ...{ ...read, status: 'in_progress', shot: 'SHOW_SH0011', shotClean: 'SH0011' },
      ...{ revision: 2, updatedAt: expect.any(String), updatedBy: supervisor.id },
    });
  });

  it('sets back to its default what is left out', async () => {
    const { id, artist: _ } = await studio.task('SHOW', 'SH0020', { artist: artist.username, labels: ['a'] });
    const { body } = await put(id, { shot: 'SH0020', task: 'lighting' });
    expect(body.data).toMatchObject({
      artist: 'Unassigned',
      labels: [],
      episode: null,
      projectId: 'SHOW',
      revision: 2,
    });
    expect((await put(id, { shot: 'SH0020' })).body.error.details).toMatchObject([{ field: 'task' }]);
  });

  it('back as it is writes nothing', async () => {
    const read = await studio.task('SHOW', 'SH0030');
    expect((await put(read.id, read, 1)).body.data).toEqual(read);
  });

  it('looks at the project’s lists only for what changes', async () => {
    const read = await studio.task('SHOW', 'SH0040');
    const { body: project } = await studio.admin.api('GET', '/projects/SHOW');
    const milestones = { milestones: ['fresh', 'polished'] };
    expect((await studio.admin.api('PATCH', '/projects/SHOW', { body: milestones })).status).toBe(200);
    const kept = await put(read.id, { ...read, priority: 'high' });
    expect(kept.body.data).toMatchObject({ priority: 'high', milestone: 'not_started' });
    const wrong = await put(read.id, { ...read, milestone: 'polishd' });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.details).toMatchObject([
      { field: 'milestone', suggestion: expect.stringContaining('Did you mean "polished"?') },
    ]);
    await studio.admin.api('PATCH', '/projects/SHOW', { body: { milestones: project.data.milestones } });
  });

  it('is for those who may change all of it', async () => {
    const read = await studio.task('SHOW', 'SH0050', { artist: artist.username });
    expect((await artist.api('PUT', `/tasks/${read.id}`, { body: read })).status).toBe(403);
    const stranger = await studio.person('artist');
    expect((await stranger.api('PUT', `/tasks/${read.id}`, { body: read })).status).toBe(403);
    const client = await studio.person('client', { SHOW: 'client' });
    expect((await client.api('PUT', `/tasks/${read.id}`, { body: read })).status).toBe(403);
  });

  it('is refused for what is not there, is archived, or has fields that no task has', async () => {
    expect((await put('nothing', { shot: 'SH1', task: 'comp' })).status).toBe(404);
    const read = await studio.task('SHOW', 'SH0060');
    expect((await put(read.id, { ...read, colour: 'red' })).body.error.details).toMatchObject([
      { field: 'colour', code: 'UNKNOWN_FIELD' },
    ]);
    await supervisor.api('DELETE', `/tasks/${read.id}`);
    expect((await put(read.id, read)).status).toBe(409);
  });
});

describe('putting a task that others have changed meanwhile', () => {
  const changed = async (shot: string) => {
    const read = await studio.task('SHOW', shot, { artist: artist.username });
    await artist.api('PATCH', `/tasks/${read.id}`, { body: { status: 'review', actualTimeLogged: 4 } });
    return read;
  };

  it('is refused with what both changed, and with nothing that the client left as it was', async () => {
    const read = await changed('SH0100');
    const { status, body } = await put(read.id, { ...read, status: 'on_hold', priority: 'high' }, 1);
    expect(status).toBe(412);
    expect(body.error).toMatchObject({ code: 'VERSION_CONFLICT', currentRevision: 2 });
    expect(body.error.conflicts).toEqual([{ field: 'status', current: 'review', yours: 'on_hold' }]);
  });

  it('is merged where it changed other fields, and takes nothing of theirs back', async () => {
    const read = await changed('SH0110');
    const { status, body } = await put(read.id, { ...read, priority: 'high' }, 1, '?onConflict=merge');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ revision: 3, status: 'review', actualTimeLogged: 4, priority: 'high' });
    const conflicting = await put(read.id, { ...read, priority: 'low' }, 1, '?onConflict=merge');
    expect(conflicting.status).toBe(412);
    expect(conflicting.body.error.conflicts).toEqual([{ field: 'priority', current: 'high', yours: 'low' }]);
  });

  it('writes all of it when it is to overwrite', async () => {
    const read = await changed('SH0120');
    const { body } = await put(read.id, { ...read, priority: 'high' }, 1, '?onConflict=overwrite');
    expect(body.data).toMatchObject({ revision: 3, status: 'not_started', actualTimeLogged: 0, priority: 'high' });
  });
});
