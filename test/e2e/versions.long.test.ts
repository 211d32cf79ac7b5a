import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;
let client: Person;
let shots = 0;

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor', { SHOW: 'supervisor' });
  artist = await studio.person('artist', { SHOW: 'artist' });
  client = await studio.person('client', { SHOW: 'client' });
});

const newTask = async (fields = {}, project = 'SHOW'): Promise<string> => {
  shots += 1;
  return (await studio.task(project, `SH${shots}`, { artist: artist.username, ...fields })).id;
};
const versionsOf = (taskId: string, rest = '') => `/tasks/${taskId}/versions${rest}`;
const create = (taskId: string, body: object = {}, by = artist) => by.api('POST', versionsOf(taskId), { body });
const patch = (taskId: string, label: string, body: object, by = supervisor, headers = {}) =>
  by.api('PATCH', versionsOf(taskId, `/${label}`), { body, headers });
const act = (taskId: string, label: string, action: string, body: object = {}, by = artist) =>
  by.api('POST', versionsOf(taskId, `/${label}/${action}`), { body });
const submit = (taskId: string, body: object, by = supervisor) =>
  by.api('POST', `/tasks/${taskId}/submissions`, { body });
const taskNow = async (taskId: string) => (await supervisor.api('GET', `/tasks/${taskId}`)).body.data;
const labels = (body: { data: { label: string }[] }) => body.data.map(({ label }) => label);

/** A task with so many versions. */
async function withVersions(count: number, fields = {}): Promise<string> {
  const taskId = await newTask(fields);
  for (let index = 0; index < count; index += 1) await create(taskId);
  return taskId;
}

async function approve(taskId: string, label: string): Promise<void> {
  await patch(taskId, label, { status: 'review' });
  expect((await patch(taskId, label, { status: 'approved' })).status).toBe(200);
}

describe('a version', () => {
  it('gets the next number, and becomes the current one of its task', async () => {
    const taskId = await newTask();
    const fields = { description: 'Rim light', filePath: 'V:/a/b_v001.ma', fileSize: 58, metadata: { frames: [1, 2] } };
    const first = await create(taskId, fields);
    expect([first.status, first.headers.get('etag')]).toEqual([201, '"1"']);
    expect(first.body.data).toMatchObject({
      ...{ id: `${taskId}_v1`, number: 1, label: 'v001', taskId, projectId: 'SHOW', status: 'wip' },
      ...{ author: artist.username, parentVersion: null, lock: null, publish: null, clientVersions: [], ...fields },
    });
    const second = await create(taskId);
    expect(second.body.data).toMatchObject({ label: 'v002', parentVersion: 'v001', fileSize: null });
    expect(await taskNow(taskId)).toMatchObject({ versions: ['v001', 'v002'], currentVersion: 'v002' });
    for (const written of ['1', '001', 'v001', 'V1'])
      expect((await artist.api('GET', versionsOf(taskId, `/${written}`))).body.data).toEqual(first.body.data);
  });

  it('counts as its project says, on from what the task names already', async () => {
    await studio.project('COUNT', { versionSettings: { padding: 4, startVersion: 10, increment: 5 } });
    const plain = await newTask({}, 'COUNT');
    expect((await create(plain, {}, studio.admin)).body.data.label).toBe('v0010');
    expect((await create(plain, {}, studio.admin)).body.data.label).toBe('v0015');
    const named = await newTask({ versions: ['v003', 'v021'], currentVersion: 'v003' }, 'COUNT');
    const { label, parentVersion } = (await create(named, {}, studio.admin)).body.data;
    expect([label, parentVersion]).toEqual(['v0026', 'v003']);
  });

  it('is one of several at once, each with a number of its own', async () => {
    const taskId = await newTask();
    const answers = await Promise.all(Array.from({ length: 5 }, () => create(taskId)));
    const given = answers.map(({ body }) => body.data.label).sort();
    expect(given).toEqual(['v001', 'v002', 'v003', 'v004', 'v005']);
    expect(await taskNow(taskId)).toMatchObject({ versions: given, currentVersion: 'v005', revision: 6 });
  });

  it('takes a number, a parent and an author that are asked for', async () => {
    const taskId = await withVersions(1);
    const asked = { number: 5, parentVersion: 'v001', author: artist.username };
    expect((await create(taskId, asked, supervisor)).body.data).toMatchObject({
      ...{ label: 'v005', parentVersion: 'v001', author: artist.username, createdBy: supervisor.id },
    });
    const again = await create(taskId, { number: 5 });
    expect([again.status, again.body.error.details[0].field]).toEqual([409, 'number']);
    const orphan = await create(taskId, { parentVersion: 4 });
    expect([orphan.status, orphan.body.error.details[0].field]).toEqual([400, 'parentVersion']);
    expect((await create(taskId, { author: supervisor.username })).status).toBe(403);
    expect((await create(taskId)).body.data.label).toBe('v006');
  });

  it('is created once under one Idempotency-Key', async () => {
    const taskId = await newTask();
    const headers = { 'idempotency-key': `key-${taskId}` };
    const twice = [1, 2].map(() => () => artist.api('POST', versionsOf(taskId), { body: {}, headers }));
    const answers = [await twice[0]?.(), await twice[1]?.()];
    expect(answers[1]?.body.data).toEqual(answers[0]?.body.data);
    expect((await taskNow(taskId)).versions).toEqual(['v001']);
  });

  it('is refused with fields that it cannot have', async () => {
    const taskId = await newTask();
    for (const [field, value] of [
      ...([
        ['number', -1],
        ['fileSize', 1.5],
        ['filePath', 'a\u0007'],
      ] as const),
      ...([
        ['parentVersion', 'seven'],
        ['status', 'published'],
      ] as const),
    ]) {
      const answer = await create(taskId, { [field]: value });
      expect([answer.status, answer.body.error.details[0].field]).toEqual([400, field]);
    }
  });

  it('is not found under a number that there is not, or that is none', async () => {
    const taskId = await newTask();
    expect((await artist.api('GET', versionsOf(taskId, '/7'))).status).toBe(404);
    const { status, body } = await artist.api('GET', versionsOf(taskId, '/newest'));
    expect([status, body.error.details[0].field]).toEqual([400, 'version']);
  });
});

describe('the state of a version', () => {
  it('goes from wip to published, which locks it and tells the task', async () => {
    const taskId = await withVersions(1);
    expect((await patch(taskId, 'v001', { status: 'review' }, artist)).body.data.status).toBe('review');
    expect((await patch(taskId, 'v001', { status: 'approved' }, artist)).status).toBe(403);
    expect((await act(taskId, 'v001', 'publish')).status).toBe(409);
    expect((await patch(taskId, 'v001', { status: 'approved' })).body.data.status).toBe('approved');
    const { status, body } = await act(taskId, 'v001', 'publish', { notes: 'For comp' });
    expect([status, body.data]).toMatchObject([
      200,
      {
        ...{ status: 'published', publish: { by: artist.username, notes: 'For comp' } },
        lock: { by: artist.username, reason: 'Published' },
      },
    ]);
    expect(await taskNow(taskId)).toMatchObject({ publishedVersion: 'v001', currentVersion: 'v001' });
    expect((await act(taskId, 'v001', 'publish')).status).toBe(409);
  });

  it('is not set to what has a request of its own, nor where it does not go from here', async () => {
    const taskId = await withVersions(1);
    for (const status of ['published', 'approved']) {
      const answer = await patch(taskId, 'v001', { status });
      expect([answer.status, answer.body.error.details[0]]).toMatchObject([
        409,
        { field: 'status', suggestion: 'From wip: review, archived (DELETE)' },
      ]);
    }
    expect((await patch(taskId, 'v001', { status: 'done' })).status).toBe(400);
    expect((await patch(taskId, 'v001', { status: null })).status).toBe(400);
  });

  it('stays unlocked when published where the project says so', async () => {
    const versionSettings = { padding: 3, startVersion: 1, increment: 1, lockOnPublish: false };
    const project = await studio.project('LOOSE', { versionSettings });
    expect(project.versionSettings).toEqual(versionSettings);
    const taskId = await newTask({}, 'LOOSE');
    await create(taskId, {}, studio.admin);
    await approve(taskId, 'v001');
    expect((await act(taskId, 'v001', 'publish', {}, studio.admin)).body.data.lock).toBeNull();
  });

  it('is archived for good in lists, and comes back as wip; the task names what is left', async () => {
    const taskId = await withVersions(3);
    const gone = await artist.api('DELETE', versionsOf(taskId, '/3'));
    expect(gone.body.data).toMatchObject({ status: 'archived', archivedAt: expect.any(String), revision: 2 });
    expect(await taskNow(taskId)).toMatchObject({ currentVersion: 'v002', versions: ['v001', 'v002', 'v003'] });
    expect(labels((await artist.api('GET', versionsOf(taskId))).body)).toEqual(['v002', 'v001']);
    expect(labels((await artist.api('GET', versionsOf(taskId, '?status=archived'))).body)).toEqual(['v003']);
    expect((await patch(taskId, 'v003', { description: 'x' })).status).toBe(409);
    expect((await act(taskId, 'v003', 'lock')).status).toBe(409);
    expect((await artist.api('DELETE', versionsOf(taskId, '/3'))).body.data.revision).toBe(2);
    expect((await patch(taskId, 'v003', { status: 'wip' }, artist)).status).toBe(403);
    const back = await patch(taskId, 'v003', { status: 'wip' });
    expect(back.body.data).toMatchObject({ status: 'wip', archivedAt: null });
    expect((await create(taskId)).body.data.label).toBe('v004');
  });

  it('leaves the published one before where the published one is withdrawn, by whoever reviews', async () => {
    const taskId = await withVersions(2);
    for (const label of ['v001', 'v002']) {
      await approve(taskId, label);
      await act(taskId, label, 'publish');
    }
    expect((await supervisor.api('DELETE', versionsOf(taskId, '/v002'))).status).toBe(409);
    await act(taskId, 'v002', 'unlock');
    expect((await artist.api('DELETE', versionsOf(taskId, '/v002'))).status).toBe(403);
    expect((await supervisor.api('DELETE', versionsOf(taskId, '/v002'))).status).toBe(200);
    expect(await taskNow(taskId)).toMatchObject({ publishedVersion: 'v001', currentVersion: 'v001' });
  });
});

describe('a lock', () => {
  it('keeps everybody from changing the version', async () => {
    const taskId = await withVersions(1);
    const lock = await act(taskId, 'v001', 'lock', { reason: 'Rendering' });
    expect(lock.body.data.lock).toMatchObject({ by: artist.username, reason: 'Rendering', at: expect.any(String) });
    expect((await act(taskId, 'v001', 'lock', { reason: 'again' })).body.data).toEqual(lock.body.data);
    for (const by of [artist, studio.admin]) {
      expect((await patch(taskId, 'v001', { description: 'x' }, by)).status).toBe(409);
      expect((await by.api('DELETE', versionsOf(taskId, '/1'))).status).toBe(409);
    }
    expect((await act(taskId, 'v001', 'lock', {}, supervisor)).status).toBe(409);
    expect((await artist.api('GET', versionsOf(taskId, '/1'))).body.data).toEqual(lock.body.data);
  });

  it('is taken off by who put it on, and by supervisors; by nobody else', async () => {
    const coordinator = await studio.person('coordinator');
    const taskId = await withVersions(1);
    for (const by of [artist, supervisor]) {
      await act(taskId, 'v001', 'lock');
      const { status, body } = await act(taskId, 'v001', 'unlock', { reason: 'Done' }, by);
      expect([status, body.data]).toMatchObject([200, { lock: null, unlocked: { by: by.username, reason: 'Done' } }]);
    }
    await act(taskId, 'v001', 'lock', {}, supervisor);
    // whose task it is does not make it their lock
    for (const by of [artist, coordinator]) expect((await act(taskId, 'v001', 'unlock', {}, by)).status).toBe(403);
  });
});

describe('a change of a version', () => {
  it('is of its fields; null takes a value away, and a stale one is told what it collides with', async () => {
    const taskId = await newTask();
    await create(taskId, { description: 'Before', fileSize: 3 });
    const changed = await patch(taskId, '1', { description: 'After', fileSize: null }, artist, { 'if-match': '"1"' });
    expect([changed.headers.get('etag'), changed.body.data]).toMatchObject([
      '"2"',
      { description: 'After', fileSize: null, revision: 2, updatedBy: artist.id },
    ]);
    const stale = await patch(taskId, '1', { description: 'Mine' }, artist, { 'if-match': '"1"' });
    expect([stale.status, stale.body.error]).toMatchObject([
      412,
      { currentRevision: 2, conflicts: [{ field: 'description', current: 'After', yours: 'Mine' }] },
    ]);
    const merged = await artist.api('PATCH', versionsOf(taskId, '/1?onConflict=merge'), {
      body: { filePath: 'V:/x.ma' },
      headers: { 'if-match': '"1"' },
    });
    expect(merged.body.data).toMatchObject({ description: 'After', filePath: 'V:/x.ma', revision: 3 });
    const headers = { 'if-match': '"1"' };
    expect((await supervisor.api('DELETE', versionsOf(taskId, '/1'), { headers })).status).toBe(412);
    expect((await supervisor.api('POST', versionsOf(taskId, '/1/lock'), { body: {}, headers })).status).toBe(412);
    expect((await patch(taskId, '1', { label: 'v009' })).body.error.details[0].code).toBe('UNKNOWN_FIELD');
  });

  it('is refused where the task or the project is archived', async () => {
    const taskId = await withVersions(1);
    await supervisor.api('DELETE', `/tasks/${taskId}`);
    await studio.project('OVER');
    const over = await newTask({}, 'OVER');
    await create(over, {}, studio.admin);
    await studio.admin.api('DELETE', '/projects/OVER');
    const settled = { timeout: 5_000, interval: 200 };
    await expect.poll(async () => (await create(over, {}, studio.admin)).status, settled).toBe(409);
    expect((await act(over, '1', 'lock', {}, studio.admin)).status).toBe(409);
    const { admin } = studio;
    const requests = [create(taskId, {}, admin), patch(taskId, '1', { description: 'x' }, admin)];
    requests.push(act(taskId, '1', 'lock', {}, admin), admin.api('DELETE', versionsOf(taskId, '/1')));
    requests.push(submit(taskId, { version: '1' }, admin));
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(5).fill(409));
  });

  it('is for the artist of the task and whoever leads, and nobody of another studio sees a thing', async () => {
    const taskId = await withVersions(1);
    const other = await studio.person('artist', { SHOW: 'artist' });
    const [outsider, stranger] = [await studio.person('artist'), (await newStudio()).admin];
    expect((await other.api('GET', versionsOf(taskId, '/1'))).status).toBe(200);
    const requests = (by: Person) => [
      create(taskId, {}, by),
      patch(taskId, '1', { description: 'x' }, by),
      act(taskId, '1', 'lock', {}, by),
      act(taskId, '1', 'publish', {}, by),
      by.api('DELETE', versionsOf(taskId, '/1')),
    ];
    const statuses = async (by: Person) => (await Promise.all(requests(by))).map(({ status }) => status);
    expect(await statuses(other)).toEqual(Array(5).fill(403));
    expect(await statuses(stranger)).toEqual(Array(5).fill(404));
    for (const by of [outsider, stranger]) {
      const paths = ['', '/1', '/compare?from=1&to=1', '/statistics'];
      const answers = await Promise.all(paths.map((path) => by.api('GET', versionsOf(taskId, path))));
      expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(404));
    }
    expect((await taskNow(taskId)).versions).toEqual(['v001']);
  });
});

describe('the versions of a task', () => {
  it('are listed in pages, newest first, and by status and author', async () => {
    const taskId = await withVersions(3);
    await create(taskId, {}, supervisor);
    await patch(taskId, 'v002', { status: 'review' });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await artist.api('GET', versionsOf(taskId, `?limit=3${cursor && `&cursor=${cursor}`}`));
      seen.push(...labels(body));
      cursor = body.pagination.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(['v004', 'v003', 'v002', 'v001']);
    const listed = async (query: string) => labels((await artist.api('GET', versionsOf(taskId, query))).body);
    expect(await listed('?status=review,approved')).toEqual(['v002']);
    expect(await listed(`?author=${supervisor.username}`)).toEqual(['v004']);
    expect(await listed('?author=me&status=wip')).toEqual(['v003', 'v001']);
    expect(await listed('?author=nobody')).toEqual([]);
    const { body } = await artist.api('GET', versionsOf(taskId, '?limit=1'));
    const foreign = await artist.api(
      ...(['GET', versionsOf(await withVersions(2), `?limit=1&cursor=${body.pagination.nextCursor}`)] as const),
    );
    expect(foreign.status).toBe(400);
  });

  it('are compared: what differs, by how much, and what happened between', async () => {
    const taskId = await newTask();
    await create(taskId, { fileSize: 100, description: 'One' });
    await create(taskId);
    await patch(taskId, 'v002', { status: 'review' });
    await create(taskId, { fileSize: 40, description: 'Three' }, supervisor);
    await patch(taskId, 'v003', { description: 'Three!' });
    const { body } = await artist.api('GET', versionsOf(taskId, '/compare?from=v001&to=3'));
    expect(body.data).toMatchObject({
      ...{ from: { label: 'v001' }, to: { label: 'v003' }, fileSizeDeltaBytes: -60 },
      secondsBetween: expect.any(Number),
    });
    expect(body.data.differences).toEqual([
      { field: 'author', from: artist.username, to: supervisor.username },
      { field: 'description', from: 'One', to: 'Three!' },
      { field: 'fileSize', from: 100, to: 40 },
      { field: 'parentVersion', from: null, to: 'v002' },
    ]);
    expect(body.data.events.map(({ version, type, actor }: Record<string, string>) => [version, type, actor])).toEqual([
      ['v001', 'version.created', artist.username],
      ['v002', 'version.created', artist.username],
      ['v002', 'version.updated', supervisor.username],
      ['v003', 'version.created', supervisor.username],
    ]);
    const back = (await artist.api('GET', versionsOf(taskId, '/compare?from=3&to=1'))).body.data;
    expect([back.fileSizeDeltaBytes, back.events]).toEqual([60, body.data.events]);
    expect(back.secondsBetween).toBe(-body.data.secondsBetween);
    expect((await artist.api('GET', versionsOf(taskId, '/compare?from=1&to=9'))).status).toBe(404);
    expect((await artist.api('GET', versionsOf(taskId, '/compare?from=1'))).status).toBe(400);
  });

  it('are counted', async () => {
    const taskId = await withVersions(1);
    await create(taskId, { fileSize: 7 }, supervisor);
    await create(taskId, { fileSize: 5 });
    await approve(taskId, 'v001');
    await act(taskId, 'v001', 'publish');
    await artist.api('DELETE', versionsOf(taskId, '/3'));
    const { body } = await artist.api('GET', versionsOf(taskId, '/statistics'));
    expect(body.data).toEqual({
      ...{ total: 3, totalBytes: 12, latest: 'v002', published: 'v001', averageSecondsBetween: expect.any(Number) },
      byStatus: { wip: 1, review: 0, approved: 0, rejected: 0, published: 1, archived: 1 },
      byAuthor: [
        { value: artist.username, count: 2 },
        { value: supervisor.username, count: 1 },
      ],
    });
    const none = (await artist.api('GET', versionsOf(await newTask(), '/statistics'))).body.data;
    expect(none).toMatchObject({ total: 0, latest: null, published: null, averageSecondsBetween: null });
  });
});

describe('a submission', () => {
  it('gives a version the client’s own next number, and shows it to them', async () => {
    const taskId = await withVersions(3);
    const asClient = async (path: string) => (await client.api('GET', `/tasks/${taskId}${path}`)).status;
    expect([await asClient(''), await asClient('/versions'), await asClient('/submissions')]).toEqual([404, 404, 404]);

    const first = await submit(taskId, { version: 'v002', client: 'Big', notes: 'First look' });
    expect([first.status, first.body.data]).toEqual([
      201,
      {
        ...{ version: 'v002', client: 'Big', clientVersion: 'v001', deliveryType: 'review', notes: 'First look' },
        submittedAt: expect.any(String),
      },
    ]);
    expect((await submit(taskId, { version: 3, client: 'big' })).body.data.clientVersion).toBe('v002');
    expect((await submit(taskId, { version: 3 })).body.data).toMatchObject({
      ...{ client: 'internal', clientVersion: 'v001' },
    });
    const history = (await taskNow(taskId)).clientSubmissionHistory;
    expect(history.map(({ version }: { version: string }) => version)).toEqual(['v002', 'v003', 'v003']);
    expect((await artist.api('GET', versionsOf(taskId, '/2'))).body.data.clientVersions).toEqual([
      { client: 'Big', clientVersion: 'v001' },
    ]);

    expect(labels((await client.api('GET', versionsOf(taskId))).body)).toEqual(['v003', 'v002']);
    expect((await client.api('GET', versionsOf(taskId, `?author=${artist.username}`))).body.data).toEqual([]);
    expect((await client.api('GET', versionsOf(taskId, '/1'))).status).toBe(404);
    expect((await client.api('GET', versionsOf(taskId, '/2'))).body.data).toMatchObject({
      ...{ label: 'v002', author: null, description: '', filePath: '', createdBy: null, publish: null },
    });
    const statistics = (await client.api('GET', versionsOf(taskId, '/statistics'))).body.data;
    expect(statistics).toMatchObject({ total: 2, byAuthor: [], latest: 'v003' });
    expect((await client.api('GET', versionsOf(taskId, '/compare?from=2&to=3'))).body.data.events).toEqual([]);
    expect((await client.api('GET', versionsOf(taskId, '/compare?from=1&to=3'))).status).toBe(404);
    expect((await patch(taskId, '2', { description: 'x' }, client)).status).toBe(403);
  });

  it('has the version’s own number where clients do not count for themselves', async () => {
    const clientSettings = { versionReset: false, defaultClient: 'Big', deliveryFormats: [], approvalRequired: true };
    await studio.project('SAME', { clientSettings });
    const taskId = await newTask({}, 'SAME');
    await create(taskId, { number: 7 }, studio.admin);
    for (const deliveryType of ['review', 'final'])
      expect((await submit(taskId, { version: '7', deliveryType })).body.data).toMatchObject({
        ...{ client: 'Big', clientVersion: 'v007', deliveryType },
      });
  });

  it('is one of several at once, and each gets a number of its own', async () => {
    const taskId = await withVersions(1);
    const answers = await Promise.all(Array.from({ length: 3 }, () => submit(taskId, { version: 1 })));
    const given = answers.map(({ body }) => body.data.clientVersion).sort();
    expect(given).toEqual(['v001', 'v002', 'v003']);
  });

  it('is refused where the client knows another version by that number, and of what is not there or archived', async () => {
    const taskId = await withVersions(2);
    await submit(taskId, { version: 1, clientVersion: 4 });
    const taken = await submit(taskId, { version: 2, clientVersion: 'v004' });
    expect([taken.status, taken.body.error.details[0]]).toMatchObject([
      409,
      { field: 'clientVersion', code: 'DUPLICATE', suggestion: 'Next: v005' },
    ]);
    expect((await submit(taskId, { version: 9 })).status).toBe(404);
    await artist.api('DELETE', versionsOf(taskId, '/2'));
    expect((await submit(taskId, { version: 2 })).status).toBe(409);
    expect((await submit(taskId, { version: 1, client: '../..' })).body.error.details[0].field).toBe('client');
    expect((await submit(taskId, { version: 1 }, artist)).status).toBe(403);
    expect((await taskNow(taskId)).clientSubmissionHistory).toHaveLength(1);
  });

  it('is listed newest first, page by page, with what was written by hand', async () => {
    const taskId = await withVersions(1, { clientSubmissionHistory: ['by post', { version: 'v001', client: 5 }] });
    for (let count = 0; count < 2; count += 1) await submit(taskId, { version: 1 });
    const list = (query: string) => client.api('GET', `/tasks/${taskId}/submissions${query}`);
    const first = await list('?limit=2');
    const { nextCursor } = first.body.pagination;
    await submit(taskId, { version: 1 });
    const second = await list(`?limit=2&cursor=${nextCursor}`);
    const shown = [...first.body.data, ...second.body.data];
    expect(shown.map(({ clientVersion }) => clientVersion)).toEqual(['v002', 'v001', null]);
    expect(shown.at(-1)).toMatchObject({ version: 'v001', client: null, notes: '', submittedAt: null });
    expect(second.body.pagination.hasMore).toBe(false);
  });
});

it('what happens to versions is on the project’s feed, and who concerns it hears of a publication', async () => {
  const changes = async (after: number) =>
    (await supervisor.api('GET', `/projects/SHOW/changes?after=${after}&limit=100`)).body.data;
  const { head } = await changes(0);
  const taskId = await withVersions(1);
  await approve(taskId, 'v001');
  await act(taskId, 'v001', 'publish', {}, studio.admin);
  const feed = async () =>
    (await changes(head)).messages.filter(({ data }: { data: Record<string, unknown> }) => data.taskId === taskId);
  const soon = { timeout: 8_000, interval: 250 };
  await expect
    .poll(async () => (await feed()).map(({ type }: { type: string }) => type), soon)
    .toEqual(expect.arrayContaining(['version.created', 'version.updated', 'version.published']));
  const told = (await feed()).find(({ type }: { type: string }) => type === 'version.published');
  expect(told.data).toMatchObject({
    ...{ taskId, version: 'v001', projectId: 'SHOW', revision: 4, actorId: studio.admin.id },
    changes: { status: { old: 'approved', new: 'published' }, publish: { new: { by: studio.admin.username } } },
  });
  for (const person of [artist, supervisor]) {
    const inbox = async () =>
      (await person.api('GET', '/notifications?limit=100')).body.data.filter(
        ({ type, data }: { type: string; data: Record<string, unknown> }) =>
          data.taskId === taskId && type === 'version_published',
      );
    await expect.poll(inbox, soon).toMatchObject([{ data: { version: 'v001' }, title: 'Version Published' }]);
  }
});
