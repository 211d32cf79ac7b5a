import { describe, expect, it } from 'vitest';
import type { Casting, SummarisedItem } from '../../shared/contract/breakdown.ts';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let lead: Person;
let artist: Person;
let client: Person;
setUp(async () => {
  studio = await newStudio();
  await studio.project('BRK');
  lead = await studio.person('supervisor', { BRK: 'supervisor' });
  artist = await studio.person('artist', { BRK: 'artist' });
  client = await studio.person('client', { BRK: 'client' });
});

const shotsPath = '/projects/BRK/shots';
const assetsPath = '/projects/BRK/assets';

/** Ids of tasks whose last write a list must show. */
const written: string[] = [];
async function task(shot: string, fields: object = {}): Promise<{ id: string; revision: number }> {
  const made = await studio.task('BRK', shot, { episode: 'Ep01', sequence: 'sq10', ...fields });
  written.push(`${made.id}@${made.revision}`);
  return made;
}
const shown = () => ({ 'montu-after': written.slice(-20).join(',') });

async function list(path: string, by = lead): Promise<SummarisedItem[]> {
  const { status, body } = await by.api('GET', path, { headers: shown() });
  expect([status, body.error]).toEqual([200, undefined]);
  return body.data;
}
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

async function made(path: string, body: object) {
  const answer = await lead.api('POST', path, { body });
  expect([answer.status, answer.body.error]).toEqual([201, undefined]);
  return answer.body.data as SummarisedItem;
}

describe('shots, assets and sequences', () => {
  it('are there by their tasks alone, summarised in one call, and recorded by any change', async () => {
    const names = { episode: 'Ep02', sequence: 'sq20' };
    await task('SH01', { ...names, task: 'comp', status: 'in_progress', artist: artist.username });
    await task('SH01', { ...names, task: 'lighting', status: 'approved', deadline: '2025-09-01T00:00:00Z' });
    await task('SH02', { ...names, status: 'cancelled' });
    await task('any', { ...names, type: 'sequence', task: 'layout' });
    await task('Hero', { type: 'asset', episode: null, sequence: null, task: 'rigging' });

    const [first, second] = await list(`${shotsPath}?sequence=sq20`);
    expect(first).toEqual({
      ...{ id: 'ep02_sq20_sh01', projectId: 'BRK', type: 'shot', name: 'SH01', episode: 'Ep02', sequence: 'sq20' },
      ...{ description: '', cutIn: null, cutOut: null, cutDuration: null, handles: { head: 0, tail: 0 } },
      ...{ frameRate: null, thumbnail: null, recorded: false, revision: 0, archivedAt: null },
      ...{ createdAt: null, updatedAt: null, createdBy: null, updatedBy: null },
      tasks: [
        {
          ...{ id: 'ep02_sq20_sh01_lighting', task: 'lighting', status: 'approved', category: 'done' },
          ...{ artist: 'Unassigned', deadline: '2025-09-01T00:00:00.000Z' },
        },
        {
          ...{ id: 'ep02_sq20_sh01_comp', task: 'comp', status: 'in_progress', category: 'active' },
          ...{ artist: artist.username, deadline: null },
        },
      ],
      rollup: { status: 'active', total: 2, done: 1, cancelled: 0, progress: 50 },
    });
    expect(second).toMatchObject({ id: 'ep02_sq20_sh02', rollup: { status: 'cancelled', total: 1, progress: 0 } });
    expect(await list('/projects/BRK/sequences?sequence=sq20')).toMatchObject([
      {
        ...{ id: 'ep02_sq20', name: 'sq20', sequence: null, tasks: [{ task: 'layout' }] },
        rollup: { status: 'active', total: 4, done: 1, cancelled: 1, progress: 33.3 },
      },
    ]);
    expect(await list(`${assetsPath}?search=hero`)).toMatchObject([{ id: 'hero', rollup: { status: 'todo' } }]);

    const own = `${shotsPath}/ep02_sq20_sh01`;
    const stale = await lead.api('PATCH', own, { body: { cutIn: 1001 }, headers: { 'if-match': '"1"' } });
    expect([stale.status, stale.body.error.currentRevision]).toEqual([412, 0]);
    const patched = await lead.api('PATCH', own, { body: { cutIn: 1001, cutOut: 1010 }, headers: shown() });
    expect(patched.body.data).toMatchObject({ recorded: true, revision: 1, cutDuration: 10, createdBy: lead.id });
    expect(patched.headers.get('etag')).toBe('"1"');
    const again = await lead.api('GET', own, { headers: shown() });
    expect(again.body.data).toEqual({ ...patched.body.data, tasks: first?.tasks, rollup: first?.rollup });
    const etag = again.headers.get('etag') ?? '';
    expect((await lead.api('GET', own, { headers: { ...shown(), 'if-none-match': etag } })).status).toBe(304);
  });

  it('are created, changed, archived and restored, and tell the feed', async () => {
    const heard = await listen('/ws/tasks/BRK', { authorization: `Bearer ${artist.token}` });
    const body = { name: 'SH90', episode: 'Ep09', sequence: 'sq90', cutIn: 1001, cutOut: 1100, frameRate: 23.976 };
    const shot = await made(shotsPath, body);
    const own = `${shotsPath}/${shot.id}`;
    expect(shot).toMatchObject({ ...body, id: 'ep09_sq90_sh90', cutDuration: 100, revision: 1, recorded: true });
    const twice = await lead.api('POST', shotsPath, { body });
    expect([twice.status, twice.body.error.details[0].code]).toEqual([409, 'DUPLICATE']);

    const patch = (change: object, headers = {}) => lead.api('PATCH', own, { body: change, headers });
    const changed = await patch({ handles: { head: 8 }, thumbnail: 'media_1', cutIn: null }, { 'if-match': '"1"' });
    expect(changed.body.data).toMatchObject({ handles: { head: 8, tail: 0 }, cutIn: null, cutDuration: null });
    const stale = await patch({ thumbnail: 'media_2' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.error.conflicts[0].field]).toEqual([412, 'thumbnail']);
    expect((await patch({ description: 'A chase' })).body.data.revision).toBe(3);

    expect((await lead.api('DELETE', own)).body.data).toMatchObject({ archivedAt: expect.any(String), revision: 4 });
    expect((await patch({ description: 'x' })).status).toBe(409);
    expect(idsOf(await list(`${shotsPath}?sequence=sq90`))).toEqual([]);
    expect(idsOf(await list(`${shotsPath}?sequence=sq90&archived=true`))).toEqual([shot.id]);
    expect((await lead.api('POST', `${own}/restore`)).body.data).toMatchObject({ archivedAt: null, revision: 5 });

    await heard.until(({ type, data }) => type === 'shot.restored' && data.shotId === shot.id);
    const told = heard.messages.filter(({ data }) => data?.shotId === shot.id);
    expect(told.map(({ type }) => type)).toEqual([
      ...['shot.created', 'shot.updated', 'shot.updated', 'shot.archived', 'shot.restored'],
    ]);
    heard.close();
  });

  it('that are archived stay so, whatever tasks they have', async () => {
    await task('SH91', { sequence: 'sq91' });
    const path = `${shotsPath}/ep01_sq91_sh91`;
    const gone = await lead.api('DELETE', path, { headers: shown() });
    expect(gone.body.data).toMatchObject({ revision: 2, archivedAt: expect.any(String) });
    expect(await list(`${shotsPath}?sequence=sq91`)).toEqual([]);
    expect((await list(`${shotsPath}?sequence=sq91&archived=true`))[0]?.rollup.total).toBe(1);
  });

  it('are paged in one order, recorded or not', async () => {
    for (const name of ['SH1', 'SH3', 'SH5']) await task(name, { sequence: 'sq30' });
    for (const name of ['SH2', 'SH3', 'SH4']) await made(shotsPath, { name, episode: 'Ep01', sequence: 'sq30' });
    for (const filter of ['', '&sequence=sq30']) {
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const query = `?limit=2${filter}${cursor && `&cursor=${cursor}`}`;
        const { body } = await lead.api('GET', `${shotsPath}${query}`, { headers: shown() });
        seen.push(...idsOf(body.data));
        cursor = body.pagination.nextCursor ?? '';
        if (!cursor) break;
      }
      expect(seen.filter((id) => id.startsWith('ep01_sq30'))).toEqual(
        [1, 2, 3, 4, 5].map((number) => `ep01_sq30_sh${number}`),
      );
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  it.each([
    ['a cut that ends before it begins', { name: 'X', cutIn: 10, cutOut: 9 }, 'cutOut'],
    ['a name that climbs', { name: '../x' }, 'name'],
    ['a name of which no id can be made', { name: '-', episode: 'x'.repeat(100), sequence: 'y'.repeat(100) }, 'name'],
    ['a thumbnail that is no https address', { name: 'X', thumbnail: 'javascript:alert(1)' }, 'thumbnail'],
    ['handles that are negative', { name: 'X', handles: { head: -1, tail: 0 } }, 'handles.head'],
  ])('are refused with %s', async (_, body, field) => {
    const { status, body: answer } = await lead.api('POST', shotsPath, { body });
    expect([status, answer.error.details[0].field]).toEqual([400, field]);
  });

  it('are refused with an id that is there already by a merge of names, or a name in a patch', async () => {
    const sequence = await lead.api('POST', '/projects/BRK/sequences', { body: { name: 'sq99', sequence: 'sq98' } });
    expect([sequence.status, sequence.body.error.details[0].field]).toEqual([400, 'sequence']);
    await made(assetsPath, { name: 'Fixed' });
    const again = await lead.api('POST', assetsPath, { body: { name: 'FIXED' } });
    expect([again.status, again.body.error.message]).toEqual([409, 'There is an asset "fixed" already.']);
    expect(again.body.error.details).toMatchObject([{ field: 'name', suggestion: 'Choose another name' }]);
    const renamed = await lead.api('PATCH', `${assetsPath}/fixed`, { body: { name: 'Loose' } });
    expect([renamed.status, renamed.body.error.details[0].field]).toEqual([400, 'name']);
    for (const path of [`${assetsPath}/none`, `${shotsPath}/fixed`]) {
      expect((await lead.api('PATCH', path, { body: { description: 'x' } })).status).toBe(404);
    }
  });

  it('show a client what was submitted to them, and no more', async () => {
    const { id } = await task('SH70', { sequence: 'sq70', task: 'comp', artist: artist.username });
    await task('SH70', { sequence: 'sq70' });
    await task('SH71', { sequence: 'sq70' });
    await made(shotsPath, { name: 'SH70', episode: 'Ep01', sequence: 'sq70', description: 'only among us' });
    await lead.api('POST', `/tasks/${id}/versions`, { body: {} });
    const submitted = await lead.api('POST', `/tasks/${id}/submissions`, { body: { version: 1 } });
    expect(submitted.status).toBe(201);
    const { body } = await lead.api('GET', `/tasks/${id}`);
    written.push(`${id}@${body.data.revision}`);

    const seen = await list(`${shotsPath}?sequence=sq70`, client);
    expect(seen).toMatchObject([
      { id: 'ep01_sq70_sh70', description: '', createdBy: null, tasks: [{ id, artist: 'Unassigned' }] },
    ]);
    expect(seen[0]?.rollup.total).toBe(1);
    expect(await list(`${shotsPath}?search=among`, client)).toEqual([]);
    const get = async (shot: string) =>
      (await client.api('GET', `${shotsPath}/ep01_sq70_${shot}`, { headers: shown() })).status;
    expect([await get('sh70'), await get('sh71')]).toEqual([200, 404]);
    expect((await client.api('GET', `${shotsPath}/ep01_sq70_sh70/casting`)).status).toBe(403);
  });
});

describe('casting', () => {
  const castingPath = (shot: string, asset: string) => `${shotsPath}/${shot}/casting/${asset}`;
  const castings = async (path: string) => (await list(`${path}/casting`)) as unknown as Casting[];

  it('joins assets and shots, to be asked for from both', async () => {
    await made(assetsPath, { name: 'Car', thumbnail: 'https://media.example/car.jpg' });
    await task('SH50', { sequence: 'sq50' });
    await task('SH51', { sequence: 'sq50' });
    const put = (shot: string, body: object, headers = {}) =>
      lead.api('PUT', castingPath(shot, 'car'), { body, headers: { ...shown(), ...headers } });
    const first = await put('ep01_sq50_sh50', { count: 3 });
    expect(first.body.data).toMatchObject({
      ...{ shotId: 'ep01_sq50_sh50', assetId: 'car', count: 3, note: '', revision: 1 },
      ...{ shot: { name: 'SH50', sequence: 'sq50' } },
      asset: { name: 'Car', thumbnail: 'https://media.example/car.jpg' },
    });
    const changed = await put('ep01_sq50_sh50', { count: 2, note: 'in the back' }, { 'if-match': '"1"' });
    expect(changed.body.data).toMatchObject({ count: 2, note: 'in the back', revision: 2 });
    expect((await put('ep01_sq50_sh50', { count: 9 }, { 'if-match': '"1"' })).status).toBe(412);
    await put('ep01_sq50_sh51', {});

    expect(await castings(`${shotsPath}/ep01_sq50_sh50`)).toEqual([changed.body.data]);
    expect((await castings(`${assetsPath}/car`)).map(({ shotId }) => shotId)).toEqual([
      ...['ep01_sq50_sh50', 'ep01_sq50_sh51'],
    ]);
    // what is cast was recorded with it
    expect((await lead.api('GET', `${shotsPath}/ep01_sq50_sh51`)).body.data).toMatchObject({ recorded: true });
    expect((await put('none', {})).status).toBe(404);
    expect((await lead.api('GET', `${shotsPath}/none/casting`)).status).toBe(404);
  });

  it('keeps an asset from being archived for as long as it is in a shot', async () => {
    await made(assetsPath, { name: 'Boat' });
    await made(shotsPath, { name: 'SH60' });
    const path = castingPath('sh60', 'boat');
    const nothing = { 'if-none-match': '*' };
    expect((await lead.api('PUT', path, { body: {}, headers: nothing })).status).toBe(200);
    expect((await lead.api('PUT', path, { body: {}, headers: nothing })).status).toBe(412);
    const refused = await lead.api('DELETE', `${assetsPath}/boat`);
    expect([refused.status, refused.body.error.details[0].field]).toEqual([409, 'casting']);

    expect((await lead.api('DELETE', path)).status).toBe(204);
    expect((await lead.api('DELETE', path)).status).toBe(404);
    expect(await castings(`${shotsPath}/sh60`)).toEqual([]);
    expect(await castings(`${assetsPath}/boat`)).toEqual([]);
    expect((await lead.api('DELETE', `${assetsPath}/boat`)).status).toBe(200);
    expect((await lead.api('PUT', path, { body: {} })).status).toBe(409);
    await lead.api('POST', `${assetsPath}/boat/restore`);
    expect((await lead.api('PUT', path, { body: {} })).body.data).toMatchObject({ revision: 3, archivedAt: null });
  });

  it('never ends with an archived asset in a shot, however both meet', async () => {
    await made(shotsPath, { name: 'SH61' });
    const outcomes = await Promise.all(
      [1, 2, 3].map(async (number) => {
        await made(assetsPath, { name: `Crowd${number}` });
        const path = `${assetsPath}/crowd${number}`;
        const [archived, cast] = await Promise.all([
          lead.api('DELETE', path),
          lead.api('PUT', castingPath('sh61', `crowd${number}`), { body: {} }),
        ]);
        const isIn = (await castings(path)).length === 1;
        return [archived.status, cast.status, isIn];
      }),
    );
    for (const outcome of outcomes)
      expect([
        [200, 409, false],
        [409, 200, true],
      ]).toContainEqual(outcome);
  });
});
