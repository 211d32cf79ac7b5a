import { beforeAll, describe, expect, it } from 'vitest';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;

beforeAll(async () => {
  studio = await newStudio();
  admin = studio.admin;
});

describe('a project', () => {
  it('is created with the house defaults, and read back the same', async () => {
    const answer = await admin.api('POST', '/projects', { body: { id: 'NEW', name: 'New show' } });
    expect(answer.status).toBe(201);
    expect(answer.body.data).toMatchObject({
      ...{ id: 'NEW', name: 'New show', revision: 1, taskCount: 0, archivedAt: null, createdBy: admin.id },
      ...{ driveMapping: { workingFiles: 'V:' }, taskTypes: expect.arrayContaining(['lighting']) },
    });
    expect(answer.headers.get('etag')).toBe('"1.0"');
    const read = await admin.api('GET', '/projects/NEW');
    expect(read.body.data).toEqual(answer.body.data);
    expect(read.body.meta).toMatchObject({ apiVersion: 'v1', requestId: read.headers.get('x-request-id') });
    const again = await admin.api('GET', '/projects/NEW', { headers: { 'if-none-match': '"1.0"' } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('is not created twice', async () => {
    await studio.project('TWICE');
    const { status, body } = await admin.api('POST', '/projects', { body: { id: 'TWICE', name: 'Other' } });
    expect(status).toBe(409);
    expect(body.error.details).toMatchObject([{ field: 'id', code: 'DUPLICATE' }]);
  });

  it('is changed in parts by PATCH, and as a whole by PUT', async () => {
    await studio.project('CHANGE', { description: 'before' });
    const patched = await admin.api('PATCH', '/projects/CHANGE', {
      body: { driveMapping: { workingFiles: 'X:' }, filenamePatterns: { maya_scene: null } },
      headers: { 'if-match': '"1"' },
    });
    expect(patched.body.data).toMatchObject({
      ...{ revision: 2, description: 'before', driveMapping: { workingFiles: 'X:', mediaFiles: 'E:' } },
    });
    expect(patched.body.data.filenamePatterns).not.toHaveProperty('maya_scene');
    expect(patched.body.data.filenamePatterns).toHaveProperty('nuke_script');

    const put = await admin.api('PUT', '/projects/CHANGE', { body: { name: 'Fresh' } });
    expect(put.body.data).toMatchObject({
      revision: 3,
      name: 'Fresh',
      description: '',
      driveMapping: { workingFiles: 'V:' },
    });
    const stale = await admin.api('PATCH', '/projects/CHANGE', {
      body: { name: 'Late' },
      headers: { 'if-match': '"2"' },
    });
    expect(stale.status).toBe(412);
    expect(stale.body.error).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', currentRevision: 3 },
      conflicts: [{ field: 'name', current: 'Fresh', yours: 'Late' }],
    });
  });

  it('can be put back as it was read', async () => {
    const read = await studio.project('ROUND');
    const put = await admin.api('PUT', '/projects/ROUND', { body: { ...read, description: 'now with words' } });
    expect(put.body.data).toMatchObject({
      ...read,
      description: 'now with words',
      revision: 2,
      updatedAt: expect.any(String),
    });
  });

  it('is not created again in other letters, since codes are folders', async () => {
    await studio.project('FOLDER');
    expect((await admin.api('POST', '/projects', { body: { id: 'folder', name: 'x' } })).status).toBe(409);
  });

  it('writes nothing when nothing changes', async () => {
    const { name } = await studio.project('SAME');
    const { body } = await admin.api('PATCH', '/projects/SAME', { body: { name } });
    expect(body.data.revision).toBe(1);
  });

  it('names every section that cannot be accepted', async () => {
    const { status, body } = await admin.api('POST', '/projects', {
      body: {
        ...{ id: 'BAD', name: 'Bad', driveMapping: { workingFiles: '', renderOutputs: 'W:', mediaFiles: 'E:' } },
        ...{ templates: null, statuses: [{ name: 'open', category: 'tood' }], versionSettings: { padding: 'three' } },
      },
    });
    expect(status).toBe(400);
    const fields = body.error.details.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(
      expect.arrayContaining([
        ...['driveMapping.workingFiles', 'driveMapping.cacheFiles', 'templates', 'statuses.0.category'],
        ...['versionSettings.padding', 'versionSettings.startVersion'],
      ]),
    );
  });

  it('refuses templates that climb and patterns that are none', async () => {
    const climbing = await admin.api('PATCH', `/projects/${(await studio.project('CLIMB')).id}`, {
      body: { templates: { workingFile: '{drive_working}/../{project}' } },
    });
    expect(climbing.body.error.details).toMatchObject([{ field: 'templates.workingFile', code: 'INVALID_FORMAT' }]);
    const pattern = await admin.api('PATCH', '/projects/CLIMB', { body: { nameCleaningRules: { shotPattern: '(' } } });
    expect(pattern.body.error.details).toMatchObject([
      { field: 'nameCleaningRules.shotPattern', code: 'INVALID_FORMAT' },
    ]);
  });

  it('leaves the list when it is archived, cannot be changed, and comes back', async () => {
    await studio.project('ARCH');
    const archived = await admin.api('DELETE', '/projects/ARCH');
    expect(archived.body.data.archivedAt).toEqual(expect.any(String));
    expect((await admin.api('PATCH', '/projects/ARCH', { body: { name: 'X' } })).status).toBe(409);
    const after = { 'montu-after': 'ARCH@2' };
    const live = await admin.api('GET', '/projects?search=arch', { headers: after });
    expect(live.body.data).toEqual([]);
    const gone = await admin.api('GET', '/projects?search=arch&archived=true', { headers: after });
    expect(gone.body.data).toHaveLength(1);
    const restored = await admin.api('POST', '/projects/ARCH/restore');
    expect(restored.body.data).toMatchObject({ archivedAt: null, revision: 3 });
  });
});

describe('the list of projects', () => {
  it('sorts, searches and pages, and shows what was just written', async () => {
    const other = await newStudio();
    const names = { CC: 'alpha 10', AA: 'Alpha 2', BB: 'beta' };
    for (const [id, name] of Object.entries(names)) await other.project(id, { name });
    const headers = { 'montu-after': 'CC@1, AA@1, BB@1' };
    const ids = async (query: string) => {
      const { body } = await other.admin.api('GET', `/projects${query}`, { headers });
      return body.data.map(({ id }: { id: string }) => id);
    };
    expect(await ids('')).toEqual(['AA', 'CC', 'BB']);
    expect(await ids('/?order=desc')).toEqual(['BB', 'CC', 'AA']);
    expect(await ids('?sort=createdAt')).toEqual(['CC', 'AA', 'BB']);
    expect(await ids('?search=ALPHA')).toEqual(['AA', 'CC']);

    const first = await other.admin.api('GET', '/projects?limit=2', { headers });
    expect(first.body.pagination).toMatchObject({ limit: 2, hasMore: true });
    const next = `/projects?limit=2&cursor=${first.body.pagination.nextCursor}`;
    const second = await other.admin.api('GET', next, { headers });
    expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual(['BB']);
    expect(second.body.pagination).toEqual({ limit: 2, hasMore: false });
  });

  it('shows artists only the projects they are members of', async () => {
    await studio.project('MINE');
    await studio.project('THEIRS');
    const artist = await studio.person('artist', { MINE: 'artist' });
    const { body } = await artist.api('GET', '/projects');
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['MINE']);
    expect((await artist.api('GET', '/projects/THEIRS')).status).toBe(404);
    expect((await artist.api('PATCH', '/projects/MINE', { body: { name: 'X' } })).status).toBe(403);
  });
});
