import { describe, expect, it } from 'vitest';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;
const taskId = 'ep01_sq0010_sh0010_lighting';

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor');
  artist = await studio.person('artist', { SHOW: 'artist' });
});

/** Indexes lag by up to two seconds here. */
const soon = { timeout: 8_000 };

const as = (person: Person, version: string, method: string, path: string, body?: unknown) =>
  call(method, `/api/${version}${path}`, { token: person.token, ...(body !== undefined && { body }) });

/** A studio of its own, with a task in one project and two in another one, which the artist does not see. */
async function twoProjects() {
  const own = await newStudio();
  for (const project of ['SHOW', 'OTHER']) await own.project(project);
  const { id } = await own.task('SHOW', 'SH0010');
  for (const shot of ['SH0020', 'SH0030']) await own.task('OTHER', shot);
  const [supervisor, artist] = [await own.person('supervisor'), await own.person('artist', { SHOW: 'artist' })];
  return { id: id as string, supervisor, artist };
}

describe('the prototype’s API', () => {
  it('is called as ever: made, changed, listed, archived', async () => {
    const record = {
      ...{ project: 'SHOW', episode: 'Ep01', sequence: 'sq0010', shot: 'SH0010', task: 'lighting' },
      ...{ artist: artist.username, deadline: '2030-01-31T18:00:00', start_time: null, camera_rig: 'A' },
    };
    const made = await as(supervisor, 'v0', 'POST', '/tasks', record);
    expect(made).toMatchObject({
      status: 201,
      body: { ...record, _id: taskId, deadline: '2030-01-31T18:00:00.000000' },
    });
    const path = `/tasks/${taskId}`;
    const patched = await as(supervisor, 'v0', 'PATCH', path, { milestone_note: 'soft', deadline: null });
    expect(patched.body).toMatchObject({ milestone_note: 'soft', deadline: null, camera_rig: 'A' });
    const added = await as(supervisor, 'v0', 'POST', `${path}/add-field`, { lens: '35mm' });
    expect(added.body).toMatchObject({ lens: '35mm', camera_rig: 'A' });
    const updates = [
      { task_id: taskId, updates: { status: 'in_progress' } },
      { task_id: 'none', updates: { status: 'in_progress' } },
    ];
    const bulk = await as(supervisor, 'v0', 'PATCH', '/tasks/bulk-update', updates);
    expect(bulk.body).toEqual({
      ...{ message: 'Updated 1 of 2 tasks', updated_count: 1 },
      errors: [{ task_id: 'none', message: expect.stringContaining('none') }],
    });
    expect((await as(supervisor, 'v0', 'GET', path)).body).toMatchObject({
      _id: taskId,
      status: 'in_progress',
      lens: '35mm',
    });
    // what v1 shows of it
    expect((await as(supervisor, 'v1', 'GET', path)).body.data).toMatchObject({
      importedFrom: { extra: { camera_rig: 'A', lens: '35mm' } },
    });
  });

  it('lists in pages by number, what its caller may see of every project', async () => {
    const { id, supervisor, artist } = await twoProjects();
    const page = async (person: Person, query: string) => {
      const { body } = await as(person, 'v0', 'GET', `/tasks?${query}`);
      return (body as { _id: string }[]).map(({ _id }) => _id);
    };
    await expect.poll(() => page(supervisor, 'page_size=100'), soon).toHaveLength(3);
    const pages = await Promise.all([1, 2, 3].map((number) => page(supervisor, `page=${number}&page_size=2`)));
    expect(pages.map(({ length }) => length)).toEqual([2, 1, 0]);
    expect(new Set(pages.flat()).size).toBe(3);
    await expect.poll(() => page(artist, ''), soon).toEqual([id]);
    await expect
      .poll(async () => (await as(supervisor, 'v0', 'GET', '/stats')).body, soon)
      .toEqual({ database: { total_documents: 5, collections: { tasks: 3, project_configs: 2 } } });
    const projects = await as(artist, 'v0', 'GET', '/projects');
    expect(projects.body).toEqual([expect.objectContaining({ _id: 'SHOW', drive_mapping: expect.anything() })]);
  });

  it('says with every answer that it ends, and what follows, and who still calls it', async () => {
    const { id } = await studio.task('SHOW', 'SH0050');
    const artist = await studio.person('artist', { SHOW: 'artist' });
    const answers = [
      await as(artist, 'v0', 'GET', `/tasks/${id}`),
      await as(artist, 'v0', 'DELETE', `/tasks/${id}`),
      await call('GET', `/api/v0/tasks/${id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 401]);
    for (const { headers } of answers) {
      const since = Number(headers.get('deprecation')?.slice(1)) * 1_000;
      const sunset = Date.parse(headers.get('sunset') ?? '');
      expect(sunset - since).toBeGreaterThan(182 * 24 * 3_600_000);
      expect(headers.get('link')).toMatch(
        new RegExp(`^<.*/api/v1/tasks/${id}>; rel="successor-version", <.*/docs/migration/>; rel="deprecation"`),
      );
    }
    expect((await as(artist, 'v1', 'GET', `/tasks/${id}`)).headers.get('deprecation')).toBeNull();

    const { body } = await as(studio.admin, 'v1', 'GET', '/deprecated-use');
    expect(body.data).toContainEqual({
      ...{ version: 'v0', userId: artist.id, username: artist.username, clientType: 'web', operation: 'archiveTask' },
      calls: 2,
      firstAt: expect.any(String),
      lastAt: expect.any(String),
    });
    expect((await as(supervisor, 'v1', 'GET', '/deprecated-use')).status).toBe(403);
  });

  it('tells faults in its own words, and of nothing that it never had', async () => {
    const wrong = await as(supervisor, 'v0', 'PATCH', `/tasks/${taskId}`, { frame_range: 3, milestone: 'none such' });
    expect(wrong.body.error.details.map(({ field }: { field: string }) => field)).toEqual(['frame_range']);
    const page = await as(supervisor, 'v0', 'GET', '/tasks?page=zero&page_size=x');
    expect(page.body.error.details[0].field).toBe('page');
    for (const path of ['/users', '/tasks/facets', `/tasks/${taskId}/history`]) {
      expect((await as(supervisor, 'v0', 'GET', path)).status, path).toBe(404);
    }
    expect((await as(supervisor, 'v9', 'GET', '/tasks')).body.error.message).toContain('no such version');
    const put = await as(supervisor, 'v0', 'PUT', `/tasks/${taskId}`, {});
    expect([put.status, put.headers.get('allow')]).toEqual([404, null]);
    const none = await as(supervisor, 'v0', 'PUT', '/stats', {});
    expect([none.status, none.headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
  });
});

describe('v2', () => {
  it('has assignees and departments, and everything else as v1', async () => {
    const fields = { projectId: 'SHOW', shot: 'SH0040', department: 'comp', assignees: [artist.username] };
    const made = await as(supervisor, 'v2', 'POST', '/tasks', fields);
    expect(made).toMatchObject({ status: 201, body: { data: fields, meta: { apiVersion: 'v2' } } });
    const { id } = made.body.data;
    expect((await as(artist, 'v2', 'PATCH', `/tasks/${id}`, { status: 'in_progress' })).status).toBe(200);
    expect((await as(artist, 'v1', 'GET', `/tasks/${id}`)).body.data).toMatchObject({
      ...{ artist: artist.username, task: 'comp', status: 'in_progress', revision: 2 },
    });
    const stale = await call('PATCH', `/api/v2/tasks/${id}`, {
      ...{ token: supervisor.token, body: { assignees: [], status: 'review' }, headers: { 'if-match': '"1"' } },
    });
    expect(stale.body.error).toMatchObject({
      code: 'VERSION_CONFLICT',
      conflicts: [{ field: 'status', current: 'in_progress', yours: 'review' }],
    });

    const filter = `projectId=SHOW&assignees=me&department=comp`;
    await expect
      .poll(async () => (await as(artist, 'v2', 'GET', `/tasks?${filter}&fields=assignees`)).body.data, soon)
      .toEqual([{ id, assignees: [artist.username] }]);
    const facets = await as(artist, 'v2', 'GET', `/tasks/facets?${filter}`);
    expect(facets.body.data).toMatchObject({ department: [{ value: 'comp', count: 1 }], assignees: [{ count: 1 }] });
    const former = await as(artist, 'v2', 'GET', '/tasks?artist=me');
    expect(former.body.error.details).toMatchObject([{ field: 'artist', code: 'UNKNOWN_FIELD' }]);
    const wrong = await as(supervisor, 'v2', 'PATCH', `/tasks/${id}`, { department: 'knitting' });
    expect(wrong.body.error.details).toMatchObject([{ field: 'department', code: 'INVALID_VALUE' }]);
    const exported = await as(supervisor, 'v2', 'GET', '/tasks/export?projectId=SHOW&format=json');
    expect(exported.body).toContainEqual(expect.objectContaining({ id, department: 'comp' }));
    const history = await as(supervisor, 'v2', 'GET', `/tasks/${id}/history`);
    expect(history.body.data).toHaveLength(2);
  });

  it('has a description of its own', async () => {
    const { body } = await call('GET', '/api/v2/openapi.json');
    expect(body.info.version).toBe('v2');
    expect(Object.keys(body.paths)).toContain('/api/v2/tasks/{taskId}');
    expect(Object.keys(body.components.schemas.Task.properties)).toEqual(
      expect.arrayContaining(['assignees', 'department']),
    );
  });
});

describe('a list of tasks in v1', () => {
  it('may be of all projects, and pass over its beginning', async () => {
    const { supervisor } = await twoProjects();
    const list = async (query: string) => (await as(supervisor, 'v1', 'GET', `/tasks?${query}`)).body;
    await expect.poll(async () => (await list('allProjects=true&include=total')).pagination.total, soon).toBe(3);
    const all = (await list('allProjects=true&order=asc')).data.map(({ id }: { id: string }) => id);
    const rest = await list('allProjects=true&order=asc&skip=1&limit=1');
    expect(rest.data.map(({ id }: { id: string }) => id)).toEqual(all.slice(1, 2));
    const last = await list(`allProjects=true&order=asc&skip=1&limit=1&cursor=${rest.pagination.nextCursor}`);
    expect(last.data.map(({ id }: { id: string }) => id)).toEqual(all.slice(2));
    expect((await list('allProjects=true&projectId=SHOW')).error.details[0].field).toBe('allProjects');
    expect((await list('projectId=OTHER&skip=1&order=asc')).data).toHaveLength(1);
  });
});
