import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let coordinator: Person;
let supervisor: Person;
let artist: Person;

setUp(async () => {
  studio = await newStudio();
  await studio.project('IMP', {
    nameCleaningRules: {
      ...{ sequencePattern: '^IMP_Ep[0-9]+_(.+)$', sequenceReplacement: '\\1' },
      ...{ shotPattern: '^IMP_Ep[0-9]+_(.+)$', shotReplacement: '\\1' },
      ...{ episodePattern: '^(Ep[0-9]+)$', episodeReplacement: '\\1' },
    },
  });
  coordinator = await studio.person('coordinator');
  supervisor = await studio.person('supervisor', { IMP: 'supervisor' });
  artist = await studio.person('artist', { IMP: 'artist' });
});

const header =
  'Project,Episode,Type,Sequence,Shot,Cut Length,Cut In,Cut Out,Cut Duration,Task,task duration,Task,task duration';
const row = (shot: string, out = 1153, tasks = 'Lighting,3,comp,2') =>
  `IMP,Ep00,Shot,IMP_Ep00_sq0010,IMP_Ep00_${shot},153,1001,${out},153,${tasks}`;
const list = (...rows: string[]) => [header, ...rows].join('\r\n');
const csv = { 'content-type': 'text/csv; charset=utf-8' };

const importing = (raw: string, query = '', person = coordinator, headers: Record<string, string> = {}) =>
  person.api('POST', `/tasks/import?projectId=IMP${query}`, { raw, headers: { ...csv, ...headers } });
const get = async (id: string) => (await coordinator.api('GET', `/tasks/${id}`)).body.data;
const actionsOf = (body: { data: { rows: { tasks: { id: string; action: string }[] }[] } }) =>
  body.data.rows.flatMap(({ tasks }) => tasks.map(({ id, action }) => [id, action]));

describe('imports', () => {
  it('are listed, the newest first: one’s own, or those of a project', async () => {
    await studio.project('LISTED');
    const begin = async (shot: string, person: Person) => {
      const raw = `Shot,Task\n${shot},comp`;
      const { body } = await person.api('POST', '/tasks/import?projectId=LISTED', { raw, headers: csv });
      return body.data;
    };
    const mine = [await begin('A', coordinator), await begin('B', coordinator)];
    const { importId: theirs } = await begin('C', studio.admin);
    const asked = async (query: string, person = coordinator) => (await person.api('GET', `/imports${query}`)).body;
    const first = await asked('?limit=1');
    expect(first.data).toMatchObject([
      {
        ...{ importId: mine[1].importId, projectId: 'LISTED', status: 'completed', progress: { created: 1 } },
        createdBy: { id: coordinator.id, username: coordinator.username },
      },
    ]);
    const rest = await asked(`?limit=1&cursor=${first.pagination.nextCursor}`);
    expect(rest.data[0].importId).toBe(mine[0].importId);
    const all = await asked('?projectId=LISTED', supervisor);
    expect(all.data.map(({ importId }: { importId: string }) => importId)).toEqual([
      ...[theirs, mine[1].importId, mine[0].importId],
    ]);
    expect((await asked('', supervisor)).data).toEqual([]);
    expect((await coordinator.api('GET', '/imports?projectId=NONE')).status).toBe(404);
    expect((await artist.api('GET', '/imports?projectId=LISTED')).status).toBe(403);
  });
});

describe('a shot list', () => {
  it('is previewed without a trace, then imported', async () => {
    const text = list(row('SH0020', 10153), row('SH0030'));
    const preview = await importing(text, '&validateOnly=true');
    expect(preview.status).toBe(200);
    expect(preview.body.data).toMatchObject({
      ...{ importId: null, status: 'preview', errors: [], errorCount: 0, warningCount: 1 },
      progress: { total: 4, done: 4, created: 4, updated: 0, skipped: 0, failed: 0, itemsCreated: 3 },
      warnings: [{ row: 1, field: 'Cut Out', taken: '1153' }],
    });
    expect((await coordinator.api('GET', '/tasks/ep00_sq0010_sh0020_lighting')).status).toBe(404);

    const { body } = await importing(text);
    expect(body.data).toMatchObject({
      ...preview.body.data,
      ...{ importId: expect.stringMatching(/^import_/) },
      status: 'completed',
      createdAt: expect.anything(),
      finishedAt: expect.anything(),
    });
    expect(actionsOf(body)).toEqual([
      ['ep00_sq0010_sh0020_lighting', 'create'],
      ['ep00_sq0010_sh0020_comp', 'create'],
      ['ep00_sq0010_sh0030_lighting', 'create'],
      ['ep00_sq0010_sh0030_comp', 'create'],
    ]);
    expect(await get('ep00_sq0010_sh0020_lighting')).toMatchObject({
      ...{ estimatedDurationHours: 24, frameRange: { start: 1001, end: 1153 }, fileExtension: '.ma', revision: 1 },
      ...{ shot: 'IMP_Ep00_SH0020', shotClean: 'SH0020', createdBy: coordinator.id },
    });
    expect((await coordinator.api('GET', '/projects/IMP/shots/ep00_sq0010_sh0020')).body.data).toMatchObject({
      ...{ name: 'SH0020', recorded: true, cutIn: 1001, cutOut: 1153, cutDuration: 153 },
    });
    const again = await coordinator.api('GET', `/imports/${body.data.importId}`);
    expect(again.body.data).toEqual({ ...body.data, rows: [] });
  });

  it('meets tasks that are there already as it is told', async () => {
    await importing(list(row('SH0100')));
    const comp = 'ep00_sq0010_sh0100_comp';
    await coordinator.api('PATCH', `/tasks/${comp}`, { body: { priority: 'high', estimatedDurationHours: 40 } });
    const text = list(row('SH0100', 1153, 'Lighting,3,comp,1'), row('SH0110'));

    const refused = await importing(text, '&onExisting=fail&validateOnly=true');
    expect(refused.body.data.progress).toMatchObject({ created: 2, failed: 2 });
    expect(refused.body.data.errors[0]).toMatchObject({ row: 1, field: 'Task', code: 'DUPLICATE' });
    const skipped = await importing(text, '&validateOnly=true');
    expect(skipped.body.data.progress).toMatchObject({ created: 2, skipped: 2 });

    const updated = await importing(text, '&onExisting=update');
    expect(updated.body.data.progress).toMatchObject({ created: 2, updated: 1, skipped: 1, failed: 0 });
    expect(await get(comp)).toMatchObject({ estimatedDurationHours: 8, priority: 'high', revision: 3 });
    expect(await get('ep00_sq0010_sh0100_lighting')).toMatchObject({ revision: 1 });

    const failed = await importing(text, '&onExisting=fail');
    expect(failed.body.data).toMatchObject({
      status: 'completed',
      progress: { total: 4, done: 4, created: 0, failed: 4 },
    });
    const left = await importing(text);
    expect(left.body.data.progress).toMatchObject({ skipped: 4, failed: 0 });
    expect(await get(comp)).toMatchObject({ revision: 3 });
  });

  it('does the rows that are right, and says by row and column what is wrong with the others', async () => {
    await importing(list(row('SH0200')));
    await coordinator.api('DELETE', '/tasks/ep00_sq0010_sh0200_comp');
    const text = list(
      row('SH0200', 1153, 'Lighting,9,comp,9'),
      row('SH0210', 1153, 'Lighting,soon,comp,2'),
      row('SH0220').replace('Shot', 'Shoot'),
      row('SH0230'),
    );
    const { body } = await importing(text, '&onExisting=update');
    const items = { itemsCreated: 1, itemsUpdated: 0 };
    expect(body.data.progress).toEqual({ total: 8, done: 8, created: 2, updated: 0, skipped: 0, failed: 6, ...items });
    const told = (body.data.errors as { row: number; field: string; code: string }[]).map((one) => [
      one.row,
      one.field,
    ]);
    expect(told).toEqual([
      [2, 'task duration'],
      [3, 'Type'],
      [1, 'Task'],
    ]);
    // a row is done as a whole: the task beside the archived one is as it was
    expect(await get('ep00_sq0010_sh0200_lighting')).toMatchObject({ revision: 1, estimatedDurationHours: 24 });
    expect((await coordinator.api('GET', '/tasks/ep00_sq0010_sh0210_comp')).status).toBe(404);
  });

  it('gives the project the task types that it names, where its sender may', async () => {
    const text = list(row('SH0300', 1153, 'Scene_Building,1,,'));
    const bySupervisor = await importing(text, '', supervisor);
    expect(bySupervisor.body.data).toMatchObject({ progress: { created: 0, failed: 1 }, errors: [{ field: 'Task' }] });
    const { body } = await importing(text);
    expect(body.data).toMatchObject({ progress: { created: 1 }, warnings: [{ row: null, taken: 'scene_building' }] });
    const project = (await coordinator.api('GET', '/projects/IMP')).body.data;
    expect(project.taskTypes.at(-1)).toBe('scene_building');
  });

  it('gets an id of its own where another project has it', async () => {
    await studio.project('TWIN');
    const same = 'Episode,Sequence,Shot,Task\nEp00,sq0010,SH0020,lighting';
    const first = await importing(list(row('SH0020')));
    expect(first.status).toBe(200);
    const query = '/tasks/import?projectId=TWIN';
    const preview = await coordinator.api('POST', `${query}&validateOnly=true`, { raw: same, headers: csv });
    const { body } = await coordinator.api('POST', query, { raw: same, headers: csv });
    expect(actionsOf(body)).toEqual([['twin_ep00_sq0010_sh0020_lighting', 'create']]);
    expect(actionsOf(preview.body)).toEqual(actionsOf(body));
    const again = await coordinator.api('POST', query, { raw: same, headers: csv });
    expect(actionsOf(again.body)).toEqual([['twin_ep00_sq0010_sh0020_lighting', 'skip']]);
    const refused = await coordinator.api('POST', `${query}&onExisting=fail`, { raw: same, headers: csv });
    expect(actionsOf(refused.body)).toEqual([['twin_ep00_sq0010_sh0020_lighting', 'fail']]);
  });

  it('is imported once under its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'one list' };
    const first = await importing(list(row('SH0400')), '', coordinator, headers);
    const second = await importing(list(row('SH0400')), '', coordinator, headers);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body.data).toEqual(first.body.data);
  });
});

describe('a large list', () => {
  it('becomes a job that tells how far it is, and one notification', async () => {
    const rows = Array.from(
      { length: 55 },
      (_, index) => `big,S${index},${artist.username},fx,1,comp,2,layout,1,lighting,1`,
    );
    const pairs = Array.from({ length: 4 }, () => 'Task,task duration');
    const text = [`Sequence,Shot,Artist,${pairs}`, ...rows, 'big,bad,,fx,x'].join('\n');
    const { body } = await importing(text);
    expect(body.data).toMatchObject({
      ...{ status: 'running', finishedAt: null, rows: [], errors: [{ row: 56, code: 'INVALID_TYPE' }] },
      progress: { total: 221, done: 1, created: 0, failed: 1 },
    });
    const path = `/imports/${body.data.importId}`;
    await expect
      .poll(async () => (await supervisor.api('GET', path)).body.data.status, { timeout: 100_000, interval: 200 })
      .toBe('completed');
    expect((await coordinator.api('GET', path)).body.data).toMatchObject({
      ...{ errorCount: 1, finishedAt: expect.any(String) },
      progress: { total: 221, done: 221, created: 220, updated: 0, skipped: 0, failed: 1, itemsCreated: 56 },
    });
    expect(await get('big_s54_comp')).toMatchObject({ estimatedDurationHours: 16, createdBy: coordinator.id });
    await expect
      .poll(
        async () =>
          (await artist.api('GET', '/notifications')).body.data.map(({ message }: { message: string }) => message),
        { timeout: 60_000 },
      )
      .toEqual(['220 tasks in big were assigned to you']);
  }, 180_000);
});

describe('what cannot be imported', () => {
  it.each([
    ['no text of columns', 'nonsense', 400, 'VALIDATION_ERROR'],
    ['nothing', ' ', 400, 'MALFORMED_BODY'],
    ['a quote without end', 'Shot,Task\n"A,comp', 400, 'MALFORMED_BODY'],
    ['what is no UTF-8', 'Shot,Task\nA\ufffd,comp', 400, 'MALFORMED_BODY'],
    ['more than 4 MB', `Shot,Task\n${'A,comp\n'.repeat(620_000)}`, 413, 'PAYLOAD_TOO_LARGE'],
  ])('is %s', async (_, raw, status, code) => {
    expect(await importing(raw)).toMatchObject({ status, body: { error: { code } } });
  });

  it('is of another media type, and says which is read', async () => {
    for (const type of ['application/json', 'text/plain', 'text/csvx', 'application/x-www-form-urlencoded']) {
      const answer = await importing('Shot,Task\nA,comp', '', coordinator, { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, body: { error: { message: expect.stringContaining('text/csv') } } });
    }
  });

  it('is asked for in a wrong way', async () => {
    expect((await importing('Shot,Task', '&onExisting=replace')).body.error.details[0].field).toBe('onExisting');
    expect((await coordinator.api('POST', '/tasks/import', { raw: 'Shot,Task', headers: csv })).status).toBe(400);
    expect((await coordinator.api('GET', '/imports/import_0')).status).toBe(404);
  });

  it('is for an archived project', async () => {
    await studio.project('OLD');
    await studio.admin.api('DELETE', '/projects/OLD');
    const path = '/tasks/import?projectId=OLD';
    expect((await studio.admin.api('POST', path, { raw: 'Shot,Task\nA,comp', headers: csv })).status).toBe(409);
  });
});

describe('who may import', () => {
  it('is who may create and change tasks, in their studio and project', async () => {
    const outsider = await studio.person('artist', { TWIN: 'artist' });
    const leader = await studio.person('artist', { TWIN: 'manager' });
    const rival = (await newStudio()).admin;
    const text = list(row('SH0500'));
    expect((await importing(text, '', artist)).status).toBe(403);
    expect((await importing(text, '', outsider)).status).toBe(403);
    expect((await importing(text, '', leader)).status).toBe(404);
    expect((await importing(text, '', rival)).status).toBe(404);
    const { body } = await importing(text, '', supervisor);
    const path = `/imports/${body.data.importId}`;
    expect((await coordinator.api('GET', path)).status).toBe(200);
    for (const person of [leader, rival]) expect((await person.api('GET', path)).status).toBe(404);
  });
});

describe('an export', () => {
  it('is a shot list that changes nothing when it is imported again', async () => {
    await studio.project('OUT');
    const first = await studio.task('OUT', 'A1', {
      artist: artist.username,
      milestoneNote: '=HYPERLINK("x")\nand, more',
      labels: ['a|b'],
    });
    await studio.task('OUT', 'A2', {
      id: 'my-own',
      frameRange: { start: -5, end: 5 },
      deadline: '2025-09-01T00:00:00Z',
    });
    const path = '/tasks/export?projectId=OUT';
    const after = { 'montu-after': `${first.id}@1,my-own@1` };
    const answer = await coordinator.api('GET', path, { headers: after });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="OUT-tasks.csv"',
    });
    expect(answer.body).toContain(`"'=HYPERLINK(""x"")\nand, more"`);
    expect(answer.headers.has('link')).toBe(false);

    const again = '/tasks/import?projectId=OUT&onExisting=update';
    const { body } = await coordinator.api('POST', again, { raw: answer.body, headers: csv });
    expect(body.data).toMatchObject({ errors: [], warnings: [], progress: { total: 2, skipped: 2 } });
    const copy = (await studio.project('COPY')).id;
    const elsewhere = answer.body
      .replace('my-own', 'my-other')
      .replaceAll(',OUT,', `,${copy},`)
      .replace(/\r\nep00[^,]*/, '\r\n');
    const made = await coordinator.api('POST', `/tasks/import?projectId=${copy}`, { raw: elsewhere, headers: csv });
    expect(made.body.data).toMatchObject({ errors: [], progress: { created: 2 } });
  });

  it('takes the filters of the list, as JSON too', async () => {
    await studio.project('SOME');
    const task = (shot: string, fields: object) => studio.task('SOME', shot, { sequence: 'big', ...fields });
    const made = [
      ...[await task('A1', { task: 'comp' }), await task('A2', { task: 'comp' })],
      ...[await task('A3', { task: 'fx' }), await task('A4', { task: 'comp', sequence: 'small' })],
    ];
    const headers = { 'montu-after': made.map(({ id }) => `${id}@1`).join(',') };
    const some = async (query: string) =>
      (await coordinator.api('GET', `/tasks/export?projectId=SOME&sequence=big&task=comp${query}`, { headers })).body;
    expect((await some('&format=json')).map(({ shot }: { shot: string }) => shot).toSorted()).toEqual(['A1', 'A2']);
    expect((await some('')).trimEnd().split('\r\n')).toHaveLength(3);
    expect((await coordinator.api('GET', '/tasks/export')).status).toBe(400);
    expect((await coordinator.api('GET', '/tasks/export?projectId=NONE')).status).toBe(404);
  });

  it('shows a client what was submitted to them, and no more', async () => {
    await studio.project('SEEN');
    const client = await studio.person('client', { SEEN: 'client' });
    await studio.task('SEEN', 'A2');
    const { id } = await studio.task('SEEN', 'A3', {
      clientSubmissionHistory: [{ version: 'v001' }],
      milestoneNote: 'not for them',
    });
    const path = '/tasks/export?projectId=SEEN';
    const headers = { 'montu-after': `${id}@1` };
    const { body } = await client.api('GET', `${path}&format=json`, { headers });
    expect(body.map(({ shot }: { shot: string }) => shot)).toEqual(['A3']);
    expect((await client.api('GET', path, { headers })).body).not.toContain('not for them');
    expect((await client.api('GET', '/tasks/export?projectId=IMP')).status).toBe(404);
  });
});
