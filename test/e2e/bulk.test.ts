import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;

setUp(async () => {
  studio = await newStudio();
  await studio.project('AUR');
  supervisor = await studio.person('supervisor', { AUR: 'supervisor' });
  artist = await studio.person('artist', { AUR: 'artist' });
});

const bulk = (operations: object[], query = '', person = supervisor, headers: Record<string, string> = {}) =>
  person.api('POST', `/tasks/bulk${query}`, { body: { operations }, headers });
const create = (shot: string, fields: object = {}) => ({
  op: 'create',
  data: { projectId: 'AUR', shot, task: 'lighting', ...fields },
});
const get = async (id: string) => (await supervisor.api('GET', `/tasks/${id}`)).body.data;
const fieldsOf = (body: { error: { details: { field: string }[] } }) => body.error.details.map(({ field }) => field);

describe('a bulk', () => {
  it('mixes what it does, all in one', async () => {
    const [one, two, three] = [
      await studio.task('AUR', 'A1'),
      await studio.task('AUR', 'A2'),
      await studio.task('AUR', 'A3'),
    ];
    await supervisor.api('DELETE', `/tasks/${three.id}`);
    const { status, body } = await bulk([
      create('A4', { artist: artist.username }),
      { op: 'update', id: one.id, revision: 1, data: { status: 'review', labels: ['hero'] } },
      { op: 'archive', id: two.id },
      { op: 'restore', id: three.id, revision: 2 },
      { op: 'update', id: (await studio.task('AUR', 'A5')).id, data: { status: 'not_started' } },
      { op: 'create', id: 'my-own', data: { projectId: 'AUR', shot: 'A6', task: 'comp' } },
    ]);
    expect(status).toBe(200);
    expect(body.data).toEqual({
      ...{ dryRun: false, succeeded: 6, failed: 0 },
      results: [
        { index: 0, id: 'a4_lighting', status: 201, revision: 1 },
        { index: 1, id: one.id, status: 200, revision: 2 },
        { index: 2, id: two.id, status: 200, revision: 2 },
        { index: 3, id: three.id, status: 200, revision: 3 },
        // nothing to change
        { index: 4, id: 'ep00_sq0010_a5_lighting', status: 200, revision: 1 },
        { index: 5, id: 'my-own', status: 201, revision: 1 },
      ],
    });
    expect(await get('a4_lighting')).toMatchObject({ artist: artist.username, createdBy: supervisor.id });
    expect(await get(one.id)).toMatchObject({ status: 'review', labels: ['hero'], updatedBy: supervisor.id });
    expect((await get(two.id)).archivedAt).toEqual(expect.any(String));
    expect((await get(three.id)).archivedAt).toBeNull();
  });

  it('does nothing where anything fails, and says all that does', async () => {
    const task = await studio.task('AUR', 'B1');
    const stale = await studio.task('AUR', 'B2');
    await supervisor.api('PATCH', `/tasks/${stale.id}`, { body: { status: 'in_progress' } });
    const { status, body } = await bulk([
      create('B3'),
      { op: 'update', id: task.id, data: { status: 'reviw', priority: 'hi' } },
      { op: 'update', id: 'nowhere', data: { status: 'review' } },
      { op: 'update', id: stale.id, revision: 1, data: { status: 'final' } },
      create('B4', { task: 'lightning' }),
      create('B1', { episode: 'Ep00', sequence: 'sq0010' }),
      create('B3'),
    ]);
    expect(status).toBe(400);
    expect(body.error.code).toBe('VALIDATION_ERROR');
    expect(fieldsOf(body)).toEqual([
      ...['operations.1.data.status', 'operations.1.data.priority', 'operations.2', 'operations.3.revision'],
      ...['operations.4.data.task', 'operations.5.id', 'operations.6.id'],
    ]);
    expect(body.error.conflicts).toEqual([
      { field: 'operations.3.data.status', current: 'in_progress', yours: 'final' },
    ]);
    expect(body.error.details[6]).toMatchObject({
      code: 'DUPLICATE',
      message: expect.stringContaining('operations.0'),
    });
    expect((await supervisor.api('GET', '/tasks/b3_lighting')).status).toBe(404);
    expect((await get(task.id)).revision).toBe(1);
  });

  it('has the code of the failure that it has', async () => {
    const task = await studio.task('AUR', 'C1');
    expect((await bulk([{ op: 'archive', id: 'nowhere' }])).status).toBe(404);
    const alone = await bulk([{ op: 'archive', id: 'nowhere' }], '?atomic=false');
    expect([alone.status, alone.body.data.results[0].status]).toEqual([200, 404]);
    expect((await bulk([{ op: 'archive', id: task.id, revision: 7 }])).status).toBe(412);
    expect((await bulk([create('C1', { episode: 'Ep00', sequence: 'sq0010' })])).status).toBe(409);
    expect((await bulk([{ op: 'archive', id: task.id }], '', artist)).status).toBe(403);
  });

  it('is bounded, and about a task once', async () => {
    const operations = Array.from({ length: 50 }, (_, index) => create(`D${index}`));
    const { status, body } = await bulk(operations);
    expect(status).toBe(400);
    expect(body.error.details).toMatchObject([
      { field: 'operations', suggestion: expect.stringContaining('atomic=false') },
    ]);
    const twice = await bulk(
      [
        { op: 'archive', id: 'my-own' },
        { op: 'restore', id: 'my-own' },
      ],
      '?atomic=false',
    );
    expect({ status: twice.status, fields: fieldsOf(twice.body) }).toEqual({
      status: 400,
      fields: ['operations.1.id'],
    });
    expect(fieldsOf((await bulk([{ op: 'destroy', id: 'x' }])).body)).toEqual(['operations.0.op']);
    expect((await bulk([])).status).toBe(400);
  });

  it('obeys the rules of each task for each', async () => {
    await studio.project('HIDDEN');
    const hidden = await studio.task('HIDDEN', 'E1');
    const own = await studio.task('AUR', 'E2', { artist: artist.username });
    const [others, third] = [await studio.task('AUR', 'E3'), await studio.task('AUR', 'E6')];
    const progress = (id: string, data: object = { status: 'in_progress' }) => ({ op: 'update', id, data });
    const { body } = await bulk(
      [
        progress(own.id),
        progress(others.id),
        progress(hidden.id),
        create('E4'),
        create('E5', { projectId: 'HIDDEN' }),
        { op: 'archive', id: third.id },
      ],
      '?atomic=false',
      artist,
    );
    expect(body.data.results.map(({ status }: { status: number }) => status)).toEqual([200, 403, 404, 403, 404, 403]);
    const verdict = await bulk([progress(own.id, { status: 'approved' })], '', artist);
    expect(verdict.status).toBe(403);
    expect(await get(own.id)).toMatchObject({ status: 'in_progress', revision: 2 });
    // a create of it says what one alone says
    expect((await supervisor.api('POST', '/tasks', { body: create('E5', { projectId: 'NONE' }).data })).status).toBe(
      404,
    );
  });
});

describe('operations that each stand for themselves', () => {
  it('have a result each, as alone, in their order', async () => {
    const operations = Array.from({ length: 60 }, (_, index) => create(`F${index % 50}`));
    const { status, body } = await bulk([...operations, { op: 'archive', id: 'nowhere' }], '?atomic=false');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ dryRun: false, succeeded: 50, failed: 11 });
    expect(body.data.results.map(({ index }: { index: number }) => index)).toEqual([...operations.keys(), 60]);
    expect(body.data.results[60]).toEqual({
      ...{ index: 60, id: 'nowhere', status: 404 },
      error: {
        ...{ code: 'NOT_FOUND', message: 'There is no task "nowhere" here.' },
        details: [{ field: 'operations.60', code: 'NOT_FOUND', message: 'There is no task "nowhere" here.' }],
      },
    });
    const taken = body.data.results.filter(({ status }: { status: number }) => status === 409);
    expect(taken).toHaveLength(10);
    expect(taken[0].error.details[0]).toMatchObject({
      code: 'DUPLICATE',
      field: expect.stringMatching(/operations\.\d+\.id/),
    });
  });
});

describe('a trial', () => {
  it.each(['', '&atomic=false'])('says what would be, and leaves all as it is (%s)', async (mode) => {
    const shot = `G${mode.length}`;
    const task = await studio.task('AUR', shot);
    const operations = [create(`${shot}x`), { op: 'update', id: task.id, data: { status: 'review' } }];
    const tried = await bulk(operations, `?dryRun=true${mode}`);
    expect(tried.body.data).toMatchObject({ dryRun: true, succeeded: 2, failed: 0 });
    expect((await get(task.id)).revision).toBe(1);
    expect((await supervisor.api('GET', `/tasks/${shot.toLowerCase()}x_lighting`)).status).toBe(404);
    const done = await bulk(operations, `?dryRun=false${mode}`);
    expect({ ...tried.body.data, dryRun: false }).toEqual(done.body.data);
    const again = await bulk(operations, `?dryRun=true${mode}`);
    expect(again.status).toBe(mode === '' ? 409 : 200);
    if (mode) expect(again.body.data.results.map(({ status }: { status: number }) => status)).toEqual([409, 200]);
  });
});

describe('an Idempotency-Key', () => {
  it('gets a repetition the first answer, and a task once', async () => {
    const headers = { 'idempotency-key': 'task-1' };
    const body = create('H1').data;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => supervisor.api('POST', '/tasks', { body, headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    for (const answer of answers) expect(answer.body.data).toEqual(answers[0]?.body.data);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true')).toHaveLength(1);
    await supervisor.api('PATCH', '/tasks/h1_lighting', { body: { status: 'review' } });
    const later = await supervisor.api('POST', '/tasks', { body: { ...body, masterFile: true }, headers });
    expect(later.body.data).toEqual(answers[0]?.body.data);
    expect(later.headers.get('etag')).toBe('"1"');
    expect(later.body.meta.requestId).not.toBe(answers[0]?.body.meta.requestId);
  });

  it('is for one body, one person and one operation', async () => {
    const headers = { 'idempotency-key': 'task-2' };
    expect((await supervisor.api('POST', '/tasks', { body: create('H2').data, headers })).status).toBe(201);
    const other = await supervisor.api('POST', '/tasks', { body: create('H3').data, headers });
    expect({ status: other.status, code: other.body.error.code }).toEqual({
      status: 422,
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect((await studio.admin.api('POST', '/tasks', { body: create('H3').data, headers })).status).toBe(201);
    expect((await bulk([create('H4')], '', supervisor, headers)).status).toBe(200);
  });

  it.each(['', 'x'.repeat(256), 'a\tb'])('is refused where it is none (%j)', async (key) => {
    const { status, body } = await supervisor.api('POST', '/tasks', {
      body: create('H5').data,
      headers: { 'idempotency-key': key },
    });
    expect({ status, fields: fieldsOf(body) }).toEqual({ status: 400, fields: ['Idempotency-Key'] });
  });

  it('holds for projects, for what changes nothing, and for bulks', async () => {
    const headers = { 'idempotency-key': 'many' };
    const project = { id: 'ONCE', name: 'Once' };
    const projects = await Promise.all(
      [1, 2, 3].map(() => studio.admin.api('POST', '/projects', { body: project, headers })),
    );
    expect(projects.map(({ status }) => status)).toEqual([201, 201, 201]);
    for (const one of projects) expect(one.body.data).toEqual(projects[0]?.body.data);

    const { id } = await studio.task('AUR', 'I1');
    await supervisor.api('DELETE', `/tasks/${id}`);
    const restore = () => supervisor.api('POST', `/tasks/${id}/restore`, { headers });
    const restored = await Promise.all([restore(), restore(), restore()]);
    expect(restored.map(({ body }) => body.data.revision)).toEqual([3, 3, 3]);
    await supervisor.api('DELETE', `/tasks/${id}`);
    // a repetition of the first time, not another restoring
    expect((await restore()).body.data).toMatchObject({ revision: 3, archivedAt: null });
    expect((await get(id)).archivedAt).toEqual(expect.any(String));

    for (const [mode, shot] of [
      ['', 'I2'],
      ['?atomic=false', 'I3'],
    ] as const) {
      const key = { 'idempotency-key': `bulk ${shot}` };
      const first = await bulk([create(shot), create(`${shot}b`)], mode, supervisor, key);
      const again = await bulk([create(shot), create(`${shot}b`)], mode, supervisor, key);
      expect(first.body.data.succeeded).toBe(2);
      expect(again.body.data).toEqual(first.body.data);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
  });

  it('of a bulk that is under way asks to come again', async () => {
    const operations = Array.from({ length: 60 }, (_, index) => create(`J${index}`));
    const send = () => bulk(operations, '?atomic=false', supervisor, { 'idempotency-key': 'long' });
    const answers = await Promise.all([send(), send(), send()]);
    const done = answers.filter(({ status }) => status === 200);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(done.length + waiting.length).toBe(3);
    for (const { body } of done) expect(body.data.succeeded).toBe(60);
    for (const { headers } of waiting) expect(headers.get('retry-after')).toBe('2');
    expect((await send()).body.data).toEqual(done[0]?.body.data);
  });

  it('is left alone by a trial', async () => {
    const headers = { 'idempotency-key': 'trial' };
    expect((await bulk([create('K1')], '?dryRun=true', supervisor, headers)).body.data.dryRun).toBe(true);
    expect((await bulk([create('K1')], '', supervisor, headers)).body.data.dryRun).toBe(false);
  });
});

describe('who is concerned', () => {
  const inbox = async (person: Person) =>
    (await person.api('GET', '/notifications')).body.data as { message: string; data: { count?: number } }[];

  it('hears of many tasks once', async () => {
    const bob = await studio.person('artist', { AUR: 'artist' });
    const operations = Array.from({ length: 12 }, (_, index) => create(`L${index}`, { artist: bob.username }));
    const { body } = await bulk(operations);
    const ids = body.data.results.map(({ id }: { id: string }) => id);
    await expect
      .poll(async () => (await inbox(bob)).map(({ message }) => message), { timeout: 10_000 })
      .toEqual(['12 tasks in AUR were assigned to you']);

    await bulk(
      ids.map((id: string) => ({ op: 'update', id, data: { status: 'review' } })),
      '?atomic=false',
    );
    await expect
      .poll(async () => (await inbox(bob)).map(({ message }) => message), { timeout: 10_000 })
      .toEqual(['12 tasks in AUR moved to Review', '12 tasks in AUR were assigned to you']);
  });
});
