import { describe, expect, it, vi } from 'vitest';
import { allOperations } from '../../shared/contract/index.ts';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { type Answer, call, type Format } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
/** What paths of reads are about. */
const known: Record<string, string> = { projectId: 'SHOW', version: '1', notificationId: 'notif_0' };

setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SHOW');
  const taskId = (await studio.task('SHOW', 'SH0010', { milestoneNote: 'Größer, «né» 日本 👋' })).id;
  const post = async (path: string, body: object) => (await admin.api('POST', path, { body })).body.data;
  await post(`/tasks/${taskId}/versions`, {});
  const { id: commentId } = await post(`/tasks/${taskId}/comments`, { text: 'Look' });
  await post(`/tasks/${taskId}/time-entries`, { date: '2025-08-29', hours: 1.5 });
  const { id: apiKeyId } = await post('/api-keys', { name: 'Farm', scopes: ['task.read'] });
  Object.assign(known, { taskId, commentId, apiKeyId, userId: admin.id, importId: 'import_0' });
});

const queries: Record<string, string> = {
  listTasks: '?projectId=SHOW&include=total',
  countTasks: '?projectId=SHOW',
  exportTasks: '?projectId=SHOW&format=json',
  search: '?projectId=SHOW&q=SH0010',
  listProjectChanges: '?after=0',
  compareVersions: '?from=1&to=1',
  sumTimeEntries: '?groupBy=day&projectId=SHOW',
};

function addressOf(operation: Operation): string {
  const path = routePath(operation).replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? 'none_0');
  return `${path}${queries[operation.id] ?? ''}`;
}

/** An answer without what is of its moment: cursors are sealed anew each time. */
function lasting({ status, body }: Answer): unknown {
  const momentary = new Set(['requestId', 'timestamp', 'nextCursor', 'lastUsedAt', 'generatedAt', 'exportedAt']);
  return { status, body: JSON.parse(JSON.stringify(body, (key, value) => (momentary.has(key) ? undefined : value))) };
}

const typeOf = ({ headers }: Answer) => headers.get('content-type');

describe('MessagePack says the same as JSON', () => {
  const reads = allOperations.filter(({ method }) => method === 'GET');
  it.each(reads.map((operation) => [operation.id, operation] as const))('for %s', async (_, operation) => {
    const path = addressOf(operation);
    const ask = (format: Format) => call('GET', path, { token: admin.token, format });
    // what an index did not have yet for the first, it may have for the second
    await vi.waitFor(async () => {
      const [json, packed] = [await ask('json'), await ask('msgpack')];
      expect(typeOf(json)).toBe('application/json; charset=utf-8');
      expect(typeOf(packed)).toBe('application/vnd.msgpack');
      expect(lasting(packed)).toEqual(lasting(json));
    }, 5_000);
  });

  it('for creations, changes and deletions, in both directions', async () => {
    const format = 'msgpack';
    const note = 'Größer, «né» 日本 👋';
    const body = { projectId: 'SHOW', shot: 'SH0500', task: 'comp', milestoneNote: note, estimatedDurationHours: 12.5 };
    const made = await admin.api('POST', '/tasks', { body, format });
    expect(made).toMatchObject({ status: 201, body: { data: { revision: 1, milestoneNote: note } } });
    const path = `/tasks/${made.body.data.id}`;
    const changed = await admin.api('PATCH', path, { body: { priority: 'high', milestoneNote: null }, format });
    expect(changed).toMatchObject({ status: 200, body: { data: { revision: 2, milestoneNote: '' } } });
    const replaced = await admin.api('PUT', path, { body: { ...changed.body.data, shot: 'SH0501' }, format });
    expect(replaced).toMatchObject({ status: 200, body: { data: { revision: 3, shot: 'SH0501' } } });
    expect((await admin.api('GET', path, { format: 'json' })).body.data).toEqual(replaced.body.data);
    // the tag of what is not plain JSON is a weak one, and good for changes
    const tag = replaced.headers.get('etag') ?? '';
    expect(tag).toBe('W/"3"');
    const headers = { 'if-match': tag };
    expect((await admin.api('DELETE', path, { format, headers })).status).toBe(200);
    const stale = await admin.api('PATCH', path, { body: { priority: 'low' }, format, headers });
    expect({ status: stale.status, type: typeOf(stale) }).toEqual({
      status: expect.any(Number),
      type: format && 'application/vnd.msgpack',
    });
    expect(stale.body.error.code).toMatch(/CONFLICT/);
  });

  it('for bulks, with a key of their own', async () => {
    const operations = ['A', 'B'].map((shot) => ({ op: 'create', data: { projectId: 'SHOW', shot, task: 'comp' } }));
    const headers = { 'idempotency-key': 'the same in both formats' };
    const ask = (format: Format) => admin.api('POST', '/tasks/bulk', { body: { operations }, headers, format });
    const [first, again] = [await ask('msgpack'), await ask('json')];
    expect(first).toMatchObject({ status: 200, body: { data: { succeeded: 2 } } });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body.data).toEqual(first.body.data);
  });

  it.each<[string, string, number, object]>([
    ['GET', '/tasks/none', 404, {}],
    ['GET', '/tasks?limit=0', 400, {}],
    ['POST', '/tasks', 400, { body: { shot: 5 } }],
    ['POST', '/tasks', 401, { token: 'nonsense', body: {} }],
    ['PATCH', '/projects/SHOW', 412, { body: { description: 'x' }, headers: { 'if-match': '"99"' } }],
    ['TRACE', '/nowhere', 404, {}],
  ])('for errors: %s %s', async (method, path, status, options) => {
    const ask = (format: Format) =>
      call(method === 'TRACE' ? 'GET' : method, `/api/v1${path}`, { token: admin.token, format, ...options });
    const [json, packed] = [await ask('json'), await ask('msgpack')];
    expect(packed.status).toBe(status);
    expect(typeOf(packed)).toBe('application/vnd.msgpack');
    expect(lasting(packed)).toEqual(lasting(json));
  });
});

describe('a gateway', () => {
  it('hands on compressed answers as they are', async () => {
    const path = '/api/v1/openapi.json';
    const answers = await Promise.all(
      ['gzip', 'br', 'identity'].map((coding) => call('GET', path, { headers: { 'accept-encoding': coding } })),
    );
    expect(answers.map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', 'br', null]);
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  });
});
