import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;

setUp(async () => {
  studio = await newStudio();
  supervisor = await studio.person('supervisor');
  await studio.project('SHOW', { customFields: { lens: { type: 'text' }, rig: { type: 'text' } } });
});

type Query = '' | '?onConflict=fail' | '?onConflict=merge' | '?onConflict=overwrite';
const patch = (path: string, body: object, revision?: number, query: Query = '') =>
  studio.admin.api('PATCH', `${path}${query}`, {
    body,
    headers: revision === undefined ? {} : { 'if-match': `"${revision}"` },
  });

describe('a patch of a task that others have changed meanwhile', () => {
  const changed = async (shot: string) => {
    const { id } = await studio.task('SHOW', shot, { customFields: { lens: '35', rig: 'a' } });
    const theirs = { status: 'review', frameRange: { start: 1001, end: 1100 }, customFields: { rig: 'b' } };
    await supervisor.api('PATCH', `/tasks/${id}`, { body: theirs });
    return `/tasks/${id}`;
  };

  it('fails unless asked otherwise, even where nothing collides', async () => {
    const path = await changed('SH0010');
    for (const query of ['', '?onConflict=fail'] as const) {
      const { status, body } = await patch(path, { priority: 'high' }, 1, query);
      expect(status).toBe(412);
      expect(body.error).toMatchObject({ currentRevision: 2, conflicts: [] });
    }
    expect((await patch(path, { priority: 'high' })).body.data).toMatchObject({ revision: 3, status: 'review' });
  });

  it('is merged field by field, and custom field by custom field', async () => {
    const path = await changed('SH0020');
    const { status, headers, body } = await patch(
      path,
      { priority: 'high', customFields: { lens: '50' } },
      1,
      '?onConflict=merge',
    );
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"3"');
    expect(body.data).toMatchObject({
      ...{ priority: 'high', status: 'review', customFields: { lens: '50', rig: 'b' } },
      frameRange: { start: 1001, end: 1100 },
    });
  });

  it('is not merged where both changed the same, and the answer has both values', async () => {
    const path = await changed('SH0030');
    const mine = {
      ...{ status: 'on_hold', frameRange: { start: 990, end: 1100 }, customFields: { rig: null } },
      milestoneNote: 'mine alone',
    };
    const { status, body } = await patch(path, mine, 1, '?onConflict=merge');
    expect(status).toBe(412);
    expect(body.error.code).toBe('VERSION_CONFLICT');
    expect(body.error.currentRevision).toBe(2);
    expect(body.error.details).toMatchObject([{ field: 'If-Match', suggestion: expect.stringContaining('"2"') }]);
    const byField = Object.fromEntries(body.error.conflicts.map((one: { field: string }) => [one.field, one]));
    expect(byField).toEqual({
      status: { field: 'status', current: 'review', yours: 'on_hold' },
      frameRange: {
        field: 'frameRange',
        ...{ current: { start: 1001, end: 1100 }, yours: { start: 990, end: 1100 } },
      },
      'customFields.rig': { field: 'customFields.rig', current: 'b', yours: null },
    });
    const { body: after } = await supervisor.api('GET', path);
    expect(after.data).toMatchObject({ revision: 2, status: 'review', milestoneNote: '' });
  });

  it('has nothing to do where both set the same value', async () => {
    const path = await changed('SH0040');
    const { status, body } = await patch(path, { status: 'review' }, 1, '?onConflict=merge');
    expect(status).toBe(200);
    expect(body.data.revision).toBe(2);
  });

  it('is written over them when it is to overwrite', async () => {
    const path = await changed('SH0050');
    const { status, body } = await patch(path, { status: 'on_hold' }, 1, '?onConflict=overwrite');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ revision: 3, status: 'on_hold', customFields: { rig: 'b' } });
  });

  it('is not merged by who may not write the field, nor of a revision to come, nor in a way that is none', async () => {
    const path = await changed('SH0060');
    const artist = await studio.person('artist', { SHOW: 'artist' });
    const headers = { 'if-match': '"1"' };
    const foreign = await artist.api('PATCH', `${path}?onConflict=merge`, { body: { priority: 'low' }, headers });
    expect(foreign.status).toBe(403);
    expect((await patch(path, { priority: 'low' }, 7, '?onConflict=merge')).status).toBe(412);
    const unknown = await studio.admin.api('PATCH', `${path}?onConflict=guess`, { body: { priority: 'low' } });
    expect(unknown.status).toBe(400);
    expect(unknown.body.error.details).toMatchObject([{ field: 'onConflict', code: 'INVALID_VALUE' }]);
  });
});

describe('a project that others have changed meanwhile', () => {
  const changed = async (id: string) => {
    const read = await studio.project(id, { description: 'before' });
    await patch(`/projects/${id}`, { description: 'theirs', priorityLevels: ['low', 'high'] });
    return read;
  };

  it('is patched by sections, merged or written over', async () => {
    await changed('PATCHED');
    const merged = await patch('/projects/PATCHED', { name: 'Mine' }, 1, '?onConflict=merge');
    expect(merged.body.data).toMatchObject({ revision: 3, name: 'Mine', description: 'theirs' });
    const refused = await patch('/projects/PATCHED', { priorityLevels: ['urgent'] }, 1, '?onConflict=merge');
    expect(refused.status).toBe(412);
    expect(refused.body.error.conflicts).toMatchObject([{ field: 'priorityLevels', yours: ['urgent'] }]);
    const written = await patch('/projects/PATCHED', { description: 'mine' }, 1, '?onConflict=overwrite');
    expect(written.body.data).toMatchObject({ revision: 4, description: 'mine', priorityLevels: ['low', 'high'] });
  });

  it('is put as it was read, and keeps what others changed', async () => {
    const read = await changed('REPLACED');
    const { body } = await studio.admin.api('PUT', '/projects/REPLACED?onConflict=merge', {
      body: { ...read, name: 'Mine' },
      headers: { 'if-match': '"1"' },
    });
    expect(body.data).toMatchObject({
      revision: 3,
      name: 'Mine',
      description: 'theirs',
      priorityLevels: ['low', 'high'],
    });
  });
});
