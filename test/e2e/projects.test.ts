import { describe, expect, it, vi } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;

setUp(async () => {
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

  it('takes work again as soon as it is restored', async () => {
    await studio.project('BACK');
    const { id } = await studio.task('BACK', 'SH1');
    await admin.api('DELETE', `/tasks/${id}`);
    await admin.api('DELETE', '/projects/BACK');
    const restore = () => admin.api('POST', `/tasks/${id}/restore`);
    await expect.poll(async () => (await restore()).status, { timeout: 5_000 }).toBe(409);
    await admin.api('POST', '/projects/BACK/restore');
    expect((await restore()).status).toBe(200);
    const note = admin.api('POST', `/tasks/${id}/comments`, { body: { text: 'Back again' } });
    expect((await note).status).toBe(201);
  });
});

describe('progress', () => {
  it('follows the tasks, and the tag with it', async () => {
    await studio.project('MOVES');
    const read = (headers = {}) => admin.api('GET', '/projects/MOVES', { headers });
    const progressIs = (tasksByStatus: object) =>
      vi.waitFor(async () => expect((await read()).body.data.progress.tasksByStatus).toEqual(tasksByStatus), 10_000);
    const [one, two] = [await studio.task('MOVES', 'SH1'), await studio.task('MOVES', 'SH2', { status: 'review' })];
    await progressIs({ not_started: 1, review: 1 });
    const before = (await read()).headers.get('etag') as string;
    expect((await read({ 'if-none-match': before })).status).toBe(304);

    await admin.api('PATCH', `/tasks/${one.id}`, { body: { status: 'final' } });
    await progressIs({ review: 1, final: 1 });
    const moved = await read({ 'if-none-match': before });
    expect(moved.body.data).toMatchObject({
      ...{ taskCount: 2, revision: 1 },
      progress: { doneTasks: 1, openTasks: 1, percentDone: 50 },
    });
    await admin.api('DELETE', `/tasks/${two.id}`);
    await progressIs({ final: 1 });
    await admin.api('POST', `/tasks/${two.id}/restore`);
    await progressIs({ review: 1, final: 1 });
  });
});

describe('a project from another’s settings', () => {
  const settings = {
    taskTypes: ['sculpt', 'groom'],
    statuses: [{ name: 'open', category: 'todo' }],
    customFields: { rig: { type: 'text' } },
    versionSettings: { padding: 4, startVersion: 0, increment: 1 },
  };

  it('has them where nothing else is said, and nothing of what the other is', async () => {
    const own = {
      ...{ description: 'secret', projectTimeline: { startDate: '2026-01-01', endDate: '2026-02-01' } },
      projectBudget: { totalMandays: 9, allocatedMandays: 9, remainingMandays: 0 },
      importedFrom: { extra: { a: 1 } },
    };
    await studio.project('MODEL', { ...settings, ...own });
    const body = { id: 'COPY', name: 'Copy', copyFrom: 'MODEL', taskTypes: ['fx'] };
    const { body: answer } = await admin.api('POST', '/projects', { body });
    expect(answer.data).toMatchObject({ id: 'COPY', name: 'Copy', revision: 1, ...settings, taskTypes: ['fx'] });
    expect(answer.data).toMatchObject({
      description: '',
      projectBudget: null,
      projectTimeline: null,
      importedFrom: null,
    });
    expect((await admin.api('GET', '/projects/COPY')).body.data).toEqual(answer.data);
  });

  it('is refused where there is none of that code, also for another studio', async () => {
    const rival = await newStudio();
    await rival.project('THERE');
    for (const copyFrom of ['NOWHERE', 'THERE']) {
      const { status, body } = await admin.api('POST', '/projects', { body: { id: 'LOST', name: 'Lost', copyFrom } });
      expect([status, body.error.details]).toMatchObject([404, [{ field: 'copyFrom', code: 'NOT_FOUND' }]]);
    }
    expect((await admin.api('GET', '/projects/LOST')).status).toBe(404);
  });

  it('fits together with what is sent', async () => {
    await studio.project('FLOWS', { statusTransitions: { review: ['approved'] } });
    const body = { id: 'OTHER', name: 'Other', copyFrom: 'FLOWS', statuses: settings.statuses };
    const { body: answer } = await admin.api('POST', '/projects', { body });
    expect(answer.error.details).toMatchObject([
      { field: 'statusTransitions.review', code: 'INVALID_VALUE', suggestion: 'One of: open' },
      { field: 'statusTransitions.review.0', code: 'INVALID_VALUE' },
    ]);
  });
});

describe('a workflow', () => {
  it('is of the project’s statuses, when it is saved and when a status goes', async () => {
    await studio.project('SAVED', { statusTransitions: { review: ['approved'] } });
    const patch = (body: object) => admin.api('PATCH', '/projects/SAVED', { body });
    const wrong = await patch({ statusTransitions: { review: ['aproved'] } });
    expect(wrong.body.error.details).toMatchObject([
      { field: 'statusTransitions.review.0', suggestion: expect.stringContaining('Did you mean "approved"?') },
    ]);
    const fewer = { statuses: [{ name: 'review', category: 'active' }] };
    expect((await patch(fewer)).body.error.details).toMatchObject([{ field: 'statusTransitions.review.0' }]);
    const replaced = await admin.api('PUT', '/projects/SAVED', { body: { name: 'x', statusTransitions: { a: [] } } });
    expect(replaced.body.error.details).toMatchObject([{ field: 'statusTransitions.a' }]);
    expect((await patch({ ...fewer, statusTransitions: null })).body.data.statusTransitions).toBeNull();
  });

  it('binds everyone, whichever way a status is changed', async () => {
    const statusTransitions = {
      not_started: ['in_progress'],
      in_progress: ['review'],
      review: ['approved', 'in_progress'],
    };
    await studio.project('FLOW', { statusTransitions });
    const { id } = await studio.task('FLOW', 'SH1');
    const refused = { status: 400, suggestion: 'From review: approved, in_progress' };
    const outcome = ({ status, body }: Awaited<ReturnType<Person['api']>>) => ({
      status,
      ...(body.error && { suggestion: body.error.details[0].suggestion }),
    });
    const set = async (status: string) => outcome(await admin.api('PATCH', `/tasks/${id}`, { body: { status } }));
    expect(await set('review')).toEqual({ status: 400, suggestion: 'From not_started: in_progress' });
    expect(await set('in_progress')).toEqual({ status: 200 });
    expect(await set('review')).toEqual({ status: 200 });
    expect(await set('final')).toEqual(refused);

    const { data: read } = (await admin.api('GET', `/tasks/${id}`)).body;
    const replaced = await admin.api('PUT', `/tasks/${id}`, { body: { ...read, status: 'not_started' } });
    expect(outcome(replaced)).toEqual(refused);
    expect(outcome(await admin.api('POST', `/tasks/${id}/revert`, { body: { revision: 1 } }))).toEqual(refused);
    expect(outcome(await admin.api('POST', `/tasks/${id}/revert`, { body: { revision: 2 } }))).toEqual({ status: 200 });
    // where it begins is free, and so is what the workflow does not name
    const approved = await studio.task('FLOW', 'SH2', { status: 'approved' });
    expect((await admin.api('PATCH', `/tasks/${approved.id}`, { body: { status: 'final' } })).status).toBe(200);
  });
});

describe('fields of a project’s own', () => {
  const customFields = { rig: { type: 'choice', choices: ['biped', 'wings'] }, bid: { type: 'number', label: 'Bid' } };

  it('are taken as they are declared, removed by null, and filtered by', async () => {
    await studio.project('FIELDS', { customFields });
    const task = await studio.task('FIELDS', 'SH1', { customFields: { rig: 'biped', bid: 2.5 } });
    const other = await studio.task('FIELDS', 'SH2', { customFields: { rig: 'wings', bid: 2.5 } });
    const patch = (fields: object) => admin.api('PATCH', `/tasks/${task.id}`, { body: { customFields: fields } });
    const { details } = (await patch({ rgi: 'biped', bid: '3', rig: 'bipd' })).body.error;
    expect(
      details.toSorted((a: { field: string }, b: { field: string }) => (a.field < b.field ? -1 : 1)),
    ).toMatchObject([
      { field: 'customFields.bid', code: 'INVALID_TYPE' },
      { field: 'customFields.rgi', code: 'UNKNOWN_FIELD', suggestion: 'Did you mean "rig"?' },
      { field: 'customFields.rig', code: 'INVALID_VALUE', suggestion: 'Did you mean "biped"? One of: biped, wings' },
    ]);

    const headers = { 'montu-after': `${task.id}@1, ${other.id}@1` };
    const found = async (query: string) =>
      (await admin.api('GET', `/tasks?projectId=FIELDS&sort=shot&${query}`, { headers })).body.data.map(
        ({ id }: { id: string }) => id,
      );
    expect(await found('customFields=bid:2.5')).toEqual([task.id, other.id]);
    expect(await found('customFields=bid:2.5,rig:wings')).toEqual([other.id]);
    expect(await found('customFields=rig:wings&customFields=rig:biped')).toEqual([task.id, other.id]);
    expect(await found('customFields=rig:none')).toEqual([]);
    const malformed = await admin.api('GET', '/tasks?projectId=FIELDS&customFields=rig');
    expect(malformed.body.error.details).toMatchObject([{ field: 'customFields', code: 'INVALID_FORMAT' }]);

    expect((await patch({ rig: null })).body.data.customFields).toEqual({ bid: 2.5 });
  });

  it('keep their values when their declaration goes, and are not checked any more', async () => {
    await studio.project('DROPS', { customFields });
    const { id } = await studio.task('DROPS', 'SH1', { customFields: { bid: 1 } });
    await admin.api('PATCH', '/projects/DROPS', { body: { customFields: { bid: null } } });
    const { body } = await admin.api('PATCH', `/tasks/${id}`, { body: { shot: 'SH9' } });
    expect(body.data).toMatchObject({ shot: 'SH9', customFields: { bid: 1 } });
    // another container may know the declaration for a second
    await vi.waitFor(async () => {
      const changed = await admin.api('PATCH', `/tasks/${id}`, { body: { customFields: { bid: Math.random() } } });
      expect(changed.body.error?.details).toMatchObject([{ field: 'customFields.bid', code: 'UNKNOWN_FIELD' }]);
    }, 5_000);
    const removed = await admin.api('PATCH', `/tasks/${id}`, { body: { customFields: { bid: null } } });
    expect(removed.body.data.customFields).toEqual({});
  });

  it('are not an artist’s to change, nor a client’s to see', async () => {
    await studio.project('HIDES', { customFields });
    const artist = await studio.person('artist', { HIDES: 'artist' });
    const client = await studio.person('client', { HIDES: 'client' });
    const submitted = { artist: artist.username, clientSubmissionHistory: [{ version: 'v001' }] };
    const { id } = await studio.task('HIDES', 'SH1', { ...submitted, customFields: { bid: 1 } });
    expect((await artist.api('PATCH', `/tasks/${id}`, { body: { customFields: { bid: 2 } } })).status).toBe(403);
    expect((await client.api('GET', `/tasks/${id}`)).body.data.customFields).toEqual({});
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
