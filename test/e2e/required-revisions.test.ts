import { expect, it } from 'vitest';
import { createClient } from '../../client/src/client.ts';
import { createOutbox } from '../../client/src/outbox.ts';
import { memoryTokens } from '../../client/src/token-store.ts';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person } from './support/studio.ts';

/** Of a studio that asks everybody but its artists; from the beginning, so that nobody holds older rules. */
let admin: Person;
let artist: Person;
let one: { id: string };
let two: { id: string };
setUp(async () => {
  const studio = await newStudio();
  admin = studio.admin;
  const body = { percentage: 100, roles: { artist: false } };
  await admin.api('PUT', '/feature-flags/required-revisions', { body });
  await studio.project('SHOW');
  [artist, one, two] = await Promise.all([
    studio.person('artist', { SHOW: 'supervisor' }),
    studio.task('SHOW', 'SH10'),
    studio.task('SHOW', 'SH20'),
  ]);
});

it('a studio may ask what every change is based on', async () => {
  const path = `/tasks/${one.id}`;
  const patch = (status: string, headers = {}, by: Person = admin) =>
    by.api('PATCH', path, { body: { status }, headers });
  const refused = await patch('review');
  expect([refused.status, refused.body.error.code]).toEqual([428, 'PRECONDITION_REQUIRED']);
  expect(refused.body.error.details).toEqual([
    {
      ...{ field: 'If-Match', code: 'REQUIRED_FIELD', message: 'Is missing' },
      suggestion: expect.stringContaining('If-Match: "7"'),
    },
  ]);
  expect((await admin.api('DELETE', path)).status).toBe(428);
  expect((await admin.api('GET', path)).body.data.revision).toBe(1);
  for (const version of ['v0', 'v2']) {
    const answer = await call('PATCH', `/api/${version}${path}`, { token: admin.token, body: { status: 'review' } });
    expect([answer.status, answer.body.error.details[0].field], version).toEqual([428, 'If-Match']);
  }
  expect((await patch('review', { 'if-match': '"1"' })).body.data.revision).toBe(2);
  expect((await patch('approved', { 'if-match': '*' })).body.data.revision).toBe(3);
  expect((await patch('review', {}, artist)).body.data.revision).toBe(4);

  const bulk = (query: string, operations: object[], headers = {}) =>
    admin.api('POST', `/tasks/bulk${query}`, { body: { operations }, headers });
  const create = { op: 'create', data: { projectId: 'SHOW', shot: 'SH30', task: 'comp' } };
  const archive = { op: 'archive', id: two.id };
  const missing = { field: 'operations.2.revision', code: 'REQUIRED_FIELD' };
  const all = [create, { op: 'update', id: one.id, revision: 4, data: { status: 'final' } }, archive];
  const none = await bulk('', all);
  expect([none.status, none.body.error.details]).toMatchObject([428, [missing]]);
  expect((await bulk('?dryRun=true', all)).status).toBe(428);
  expect((await admin.api('GET', path)).body.data.revision).toBe(4);
  const { results } = (await bulk('?atomic=false', all)).body.data;
  expect(results).toMatchObject([
    ...[{ status: 201 }, { status: 200, revision: 5 }],
    { status: 428, error: { code: 'PRECONDITION_REQUIRED', details: [missing] } },
  ]);
  expect((await bulk('', [{ op: 'archive', id: 'nowhere' }])).status).toBe(404);
  expect((await bulk('', [archive], { 'if-match': '*' })).status).toBe(200);
});

it('the client says it by a revision, or by what it was seen as', async () => {
  const tokens = memoryTokens();
  const { token: accessToken, refreshToken } = admin;
  await tokens.save({ accessToken, refreshToken, expiresAt: Date.now() + 3_600_000 });
  const client = createClient({ baseUrl: (await stack()).url, tokens });
  const outbox = createOutbox(client);
  const task = await client.tasks.create({ projectId: 'SHOW', shot: 'SH90', task: 'comp' });
  const status = (name: string) => ({ status: name });
  await expect(client.tasks.update(task.id, status('review'))).rejects.toMatchObject({
    ...{ status: 428, code: 'PRECONDITION_REQUIRED' },
  });
  await expect(outbox.add('tasks.update', [task.id, status('review')])).rejects.toMatchObject({ status: 428 });
  const seen = await outbox.add('tasks.update', [task.id, status('review')], { base: task });
  expect(seen?.revision).toBe(2);
  // nobody else has changed the same field
  const late = { milestoneNote: 'Darker' };
  expect(await outbox.add('tasks.update', [task.id, late], { base: task })).toMatchObject({ revision: 3, ...late });
  const blind = await outbox.add('tasks.update', [task.id, status('approved'), { ifMatch: '*' }]);
  expect(blind?.revision).toBe(4);
  const again = client.members.set('SHOW', artist.id, { role: 'viewer' }, { ifMatch: 0 });
  await expect(again).rejects.toMatchObject({ name: 'VersionConflictError', currentRevision: 1 });
  expect(outbox.entries).toEqual([]);
  outbox.close();
});

it('what is not there yet can be made by saying so, once', async () => {
  const nothing = { 'if-none-match': '*' };
  const twice = async (method: string, path: string, body: object) => {
    const unsaid = await admin.api(method, path, { body });
    expect([unsaid.status, unsaid.body.error.details[0].suggestion]).toEqual([
      ...[428, expect.stringContaining('If-None-Match: *')],
    ]);
    const headers = { ...nothing, 'montu-after': `${one.id}@1` };
    const first = await admin.api(method, path, { body, headers });
    expect([first.status, first.headers.get('etag')], path).toEqual([200, '"1"']);
    const second = await admin.api(method, path, { body, headers });
    expect([second.status, second.body.error.currentRevision], path).toEqual([412, 1]);
  };
  await twice('PATCH', '/projects/SHOW/shots/ep00_sq0010_sh10', { cutIn: 1001 });
  await twice('PUT', '/feature-flags/partial-bulk', { percentage: 100 });

  const person = { body: { role: 'viewer' }, headers: nothing };
  const path = `/projects/SHOW/members/${admin.id}`;
  expect((await admin.api('PUT', path, person)).body.data.revision).toBe(1);
  expect((await admin.api('PUT', path, person)).status).toBe(412);
  expect((await admin.api('DELETE', path, { headers: { 'if-match': '"1"' } })).status).toBe(204);
  expect((await admin.api('PUT', path, person)).body.data.revision).toBe(3);
  expect((await admin.api('PUT', `/projects/SHOW/members/${artist.id}`, person)).status).toBe(412);
});
