import { describe, expect, it } from 'vitest';
import { call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
let ann: Person;
let ben: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  [ann, ben] = await Promise.all([studio.person('artist'), studio.person('coordinator')]);
});

const key = 'direct-messages';
const path = `/feature-flags/${key}`;
const set = (body: object, headers = {}) => admin.api('PUT', path, { body, headers });
const own = async (person: Person) =>
  (await person.api('GET', '/feature-flags')).body.data.find((flag: { key: string }) => flag.key === key);
const send = async (by: Person) =>
  (await by.api('POST', '/messages', { body: { to: [admin.username], text: 'Hello' } })).status;
/** An effect may take as long as a container keeps rules. */
const soon = { timeout: 30_000, interval: 250 };

describe('feature flags', () => {
  it('are as they are by default until there is a rule', async () => {
    const mine = await ann.api('GET', '/feature-flags?limit=100');
    expect(mine.status).toBe(200);
    expect(mine.body.data).toContainEqual({ key, value: true, variant: 'on', reason: 'DEFAULT' });
    expect(mine.body.pagination).toEqual({ limit: 100, hasMore: false });
    const declared = (await admin.api('GET', '/feature-flags/rules')).body.data;
    expect(declared).toContainEqual({
      ...{ key, default: true, owner: expect.any(String), description: expect.any(String), rule: null },
    });
    expect((await ann.api('GET', '/feature-flags/rules')).status).toBe(403);
    expect((await ann.api('PUT', path, { body: { percentage: 0 } })).status).toBe(403);
  });

  it('switch a real path off and on: for roles, for single people, and for all', { timeout: 60_000 }, async () => {
    expect(await send(ann)).toBe(201);
    const first = await set({ percentage: 100, roles: { artist: false } });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
    expect(first.body.data).toMatchObject({
      ...{ key, percentage: 100, roles: { artist: false }, users: {}, revision: 1, createdBy: admin.id },
    });
    await expect.poll(() => send(ann), soon).toBe(403);
    expect(await send(ben)).toBe(201);
    await expect.poll(() => own(ann), soon).toEqual({ key, value: false, variant: 'off', reason: 'TARGETING_MATCH' });
    expect(await own(ben)).toEqual({ key, value: true, variant: 'on', reason: 'STATIC' });

    const users = { [ann.id]: true };
    const second = await set({ percentage: 0, users }, { 'if-match': '"1"' });
    expect(second.body.data).toMatchObject({ percentage: 0, roles: {}, users, revision: 2 });
    await expect.poll(() => send(ann), soon).toBe(201);
    await expect.poll(() => send(ben), soon).toBe(403);
    expect((await admin.api('GET', '/feature-flags/rules')).body.data).toContainEqual(
      expect.objectContaining({ key, rule: second.body.data }),
    );

    expect((await admin.api('DELETE', path, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await admin.api('DELETE', path, { headers: { 'if-match': '"2"' } })).status).toBe(204);
    await expect.poll(() => send(ben), soon).toBe(201);
    expect((await admin.api('DELETE', path)).status).toBe(404);
    expect((await set({ percentage: 0 }, { 'if-match': '"3"' })).status).toBe(412);

    const audit = (await admin.api('GET', `/audit?entity=featureFlag:${key}`)).body.data;
    expect(audit.map(({ type }: { type: string }) => type)).toEqual([
      ...['featureFlag.removed', 'featureFlag.set', 'featureFlag.set'],
    ]);
    expect(audit[1]).toMatchObject({
      ...{ projectId: null, actor: { id: admin.id } },
      changes: { percentage: { old: 100, new: 0 }, users: { old: {}, new: users } },
    });
  });

  it('leave a simpler way where one is off', async () => {
    const { admin: owner, project } = await newStudio();
    await project('SHOW');
    const turn = (flag: string, percentage: number) =>
      owner.api('PUT', `/feature-flags/${flag}`, { body: { percentage } });
    const change = (atomic: boolean) => {
      const data = { projectId: 'SHOW', shot: `SH_${atomic}`, task: 'comp' };
      return owner.api('POST', `/tasks/bulk?atomic=${atomic}`, { body: { operations: [{ op: 'create', data }] } });
    };
    const listOf = (count: number) =>
      ['Shot,Task', ...Array.from({ length: count }, (_, at) => `S${at},comp`)].join('\n');
    const bring = (raw: string) =>
      owner.api('POST', '/tasks/import?projectId=SHOW', { raw, headers: { 'content-type': 'text/csv' } });

    await Promise.all([turn('partial-bulk', 0), turn('background-imports', 0)]);
    const partial = await expect
      .poll(() => change(false), soon)
      .toMatchObject({ status: 403 })
      .then(() => change(false));
    expect(partial.body.error.details).toMatchObject([{ field: 'atomic', suggestion: expect.stringContaining('49') }]);
    expect((await change(true)).status).toBe(200);
    const long = await bring(listOf(201));
    expect([long.status, long.body.error.code]).toEqual([403, 'FORBIDDEN']);
    expect(long.body.error.details).toMatchObject([
      { field: 'body', suggestion: expect.stringContaining('200 tasks') },
    ]);
    expect((await bring(listOf(2))).body.data).toMatchObject({ status: 'completed' });

    await Promise.all([turn('partial-bulk', 100), turn('background-imports', 100)]);
    await expect.poll(async () => (await change(false)).status, soon).toBe(200);
    expect((await bring(listOf(201))).body.data).toMatchObject({ status: 'running' });
  });

  it('are of one studio, and for API keys as well', async () => {
    const { admin: rival } = await newStudio();
    expect((await rival.api('PUT', path, { body: { percentage: 0 } })).body.data.revision).toBe(1);
    expect(await own(ann)).toMatchObject({ reason: 'DEFAULT' });
    const foreign = await rival.api('PUT', path, { body: { percentage: 0, users: { [ann.id]: true } } });
    expect(foreign.body.error.details).toMatchObject([{ field: `users.${ann.id}`, code: 'NOT_FOUND' }]);

    const created = await admin.api('POST', '/api-keys', { body: { name: 'Farm', scopes: ['task.read'] } });
    const { secret: token } = created.body.data;
    expect((await call('GET', '/api/v1/feature-flags', { token })).body.data).toContainEqual(
      expect.objectContaining({ key, value: true }),
    );
    expect((await call('PUT', `/api/v1${path}`, { token, body: { percentage: 0 } })).status).toBe(403);
  });

  it('are refused with what is wrong', async () => {
    const unknown = await admin.api('PUT', '/feature-flags/direct-mesages', { body: { percentage: 0 } });
    expect(unknown.status).toBe(404);
    expect(unknown.body.error.message).toContain('Did you mean "direct-messages"?');
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`user_${index}`, true]));
    for (const [body, field] of [
      [{}, 'percentage'],
      [{ percentage: 101 }, 'percentage'],
      [{ percentage: '50' }, 'percentage'],
      [{ percentage: 50, roles: { artists: true } }, 'roles'],
      [{ percentage: 50, roles: { artist: 'yes' } }, 'roles.artist'],
      [{ percentage: 50, users: { 'a/b': true } }, 'users'],
      [{ percentage: 50, users: many }, 'users'],
      [{ percentage: 50, enabled: true }, 'enabled'],
    ] as const) {
      const { status, body: answer } = await set(body);
      expect([status, answer.error.code], field).toEqual([400, 'VALIDATION_ERROR']);
      expect(answer.error.details[0].field, JSON.stringify(body).slice(0, 60)).toContain(field);
    }
    expect((await admin.api('GET', '/feature-flags/rules')).body.data[0].rule).toBeNull();
  });
});
