import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SWA');
  await studio.project('RGD');
});

const soon = { timeout: 5_000, interval: 250 };
const path = (person: Pick<Person, 'id'>, project = 'SWA') => `/projects/${project}/members/${person.id}`;
const set = (person: Pick<Person, 'id'>, role: string, headers = {}, project = 'SWA', by = admin) =>
  by.api('PUT', path(person, project), { body: { role }, headers });
const statusOf = async (person: Person, address: string) => (await person.api('GET', address)).status;

describe('a member', () => {
  it('is added, changed and removed, each within five seconds', { timeout: 30_000 }, async () => {
    const artist = await studio.person('artist');
    expect(await statusOf(artist, '/projects/SWA')).toBe(404);

    const added = await set(artist, 'artist');
    expect(added.status).toBe(200);
    expect(added.body.data).toMatchObject({
      ...{ userId: artist.id, projectId: 'SWA', role: 'artist', username: artist.username, revision: 1 },
      ...{ displayName: 'The artist', createdBy: admin.id },
    });
    expect(added.headers.get('etag')).toBe('"1"');
    await expect.poll(() => statusOf(artist, '/projects/SWA'), soon).toBe(200);
    expect((await artist.api('PATCH', '/projects/SWA', { body: { description: 'x' } })).status).toBe(403);

    await set(artist, 'manager', { 'if-match': '"1"' });
    const describeIt = () => artist.api('PATCH', '/projects/SWA', { body: { description: 'y' } });
    await expect.poll(async () => (await describeIt()).status, soon).toBe(200);

    expect((await admin.api('DELETE', path(artist), { headers: { 'if-match': '"1"' } })).status).toBe(412);
    const removed = await admin.api('DELETE', path(artist), { headers: { 'if-match': '"2"' } });
    expect([removed.status, removed.body]).toEqual([204, '']);
    await expect.poll(() => statusOf(artist, '/projects/SWA'), soon).toBe(404);
    expect((await admin.api('DELETE', path(artist))).status).toBe(404);
    expect((await set(artist, 'viewer', { 'if-match': '"2"' })).status).toBe(412);
  });

  it('is added by several at once', async () => {
    const artist = await studio.person('artist');
    const answers = await Promise.all(['artist', 'viewer', 'supervisor'].map((role) => set(artist, role)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body.data.revision).sort()).toEqual([1, 2, 3]);
  });

  it('is somebody active, in a project that is there and not archived', async () => {
    const artist = await studio.person('artist');
    expect((await set({ id: 'user_nobody' }, 'artist')).status).toBe(404);
    expect((await set(artist, 'artist', {}, 'NONE')).status).toBe(404);
    await studio.project('OLD');
    await set(artist, 'artist', {}, 'OLD');
    await admin.api('DELETE', '/projects/OLD');
    await expect.poll(async () => (await set(artist, 'viewer', {}, 'OLD')).status, soon).toBe(409);
    // whoever must go, goes from an archived project too
    expect((await admin.api('DELETE', path(artist, 'OLD'))).status).toBe(204);
    await admin.api('POST', `/users/${artist.id}/deactivate`);
    expect((await set(artist, 'artist')).status).toBe(409);
    const { status, body } = await set(artist, 'boss');
    expect([status, body.error.details[0].field]).toEqual([400, 'role']);
  });

  it('is added by managers of the project and planners of the studio, and by nobody else', async () => {
    const [whom, outsider] = [await studio.person('artist'), await studio.person('artist')];
    const manager = await studio.person('artist', { SWA: 'manager' });
    const artist = await studio.person('artist', { SWA: 'artist' });
    const supervisor = await studio.person('supervisor');
    const by = async (person: Person, project?: string) => (await set(whom, 'viewer', {}, project, person)).status;
    expect(await by(manager)).toBe(200);
    // not of a project that they do not manage, nor of one that is not there
    expect([await by(manager, 'RGD'), await by(manager, 'NONE')]).toEqual([404, 404]);
    expect([await by(artist), await by(supervisor), await by(outsider)]).toEqual([403, 403, 403]);
    expect(await by((await newStudio()).admin)).toBe(404);
  });
});

describe('the members of a project', () => {
  it('are listed in pages for whoever works on it', async () => {
    await studio.project('LIST');
    const people = [await studio.person('artist'), await studio.person('artist'), await studio.person('client')];
    for (const person of people) await set(person, 'artist', {}, 'LIST');
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await admin.api('GET', `/projects/LIST/members?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.body.data.map(({ userId }: { userId: string }) => userId));
      cursor = page.body.pagination.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(people.map(({ id }) => id).sort());
    const viewer = await studio.person('artist', { LIST: 'viewer' });
    expect((await viewer.api('GET', '/projects/LIST/members')).body.data).toHaveLength(4);
  });

  it('are nobody’s business who may not see the project, and no client’s', async () => {
    const outsider = await studio.person('artist');
    const client = await studio.person('client', { SWA: 'client' });
    for (const person of [outsider, client]) expect(await statusOf(person, '/projects/SWA/members')).toBe(404);
    expect(await statusOf(admin, '/projects/NONE/members')).toBe(404);
    expect(await statusOf((await newStudio()).admin, '/projects/SWA/members')).toBe(404);
  });

  it('go on only in their own list', async () => {
    for (let n = 0; n < 2; n++) await set(await studio.person('artist'), 'artist', {}, 'RGD');
    const { body } = await admin.api('GET', '/projects/RGD/members?limit=1');
    const { nextCursor } = body.pagination;
    expect(nextCursor).toEqual(expect.any(String));
    const foreign = await admin.api('GET', `/projects/SWA/members?limit=1&cursor=${nextCursor}`);
    expect([foreign.status, foreign.body.error.details[0].field]).toEqual([400, 'cursor']);
  });
});
