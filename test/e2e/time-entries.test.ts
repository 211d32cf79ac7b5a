import { describe, expect, it } from 'vitest';
import type { TimeEntry } from '../../shared/contract/time-entries.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
let lead: Person;
let artist: Person;
let client: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SWA');
  lead = await studio.person('artist', { SWA: 'supervisor' });
  artist = await studio.person('artist', { SWA: 'artist' });
  client = await studio.person('client', { SWA: 'client' });
});

let shots = 0;
async function newTask(fields: object = {}) {
  shots += 1;
  const { id } = await studio.task('SWA', `SH${shots}`, fields);
  const path = `/tasks/${id}/time-entries`;
  const logged = async () => (await admin.api('GET', `/tasks/${id}`)).body.data.actualTimeLogged as number;
  return { id: id as string, path, logged };
}
const today = { date: '2025-08-29', hours: 4 };
async function enter(path: string, by: Person, fields: object = {}): Promise<TimeEntry> {
  const { status, body } = await by.api('POST', path, { body: { ...today, ...fields } });
  expect([status, body.error]).toEqual([201, undefined]);
  return body.data;
}

describe('hours', () => {
  it('are entered, changed and taken back, and the task follows', async () => {
    const { id, path, logged } = await newTask({ actualTimeLogged: 1_224.5 });
    const made = await artist.api('POST', path, { body: { ...today, hours: 7.25, note: 'Cloth', userId: 'me' } });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect(made.body.data).toMatchObject({
      ...{ taskId: id, projectId: 'SWA', userId: artist.id, username: artist.username, revision: 1 },
      ...{ date: '2025-08-29', hours: 7.25, note: 'Cloth', createdBy: artist.id },
    });
    expect(await logged()).toBe(1_231.75);

    const own = `${path}/${made.body.data.id}`;
    const changed = await artist.api('PATCH', own, { body: { hours: 2, note: null }, headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.body.data).toMatchObject({ hours: 2, note: '', date: '2025-08-29' });
    expect(await logged()).toBe(1_226.5);
    const stale = await artist.api('PATCH', own, { body: { hours: 3 }, headers: { 'if-match': '"1"' } });
    expect([stale.status, stale.body.error.conflicts]).toEqual([412, [{ field: 'hours', current: 2, yours: 3 }]]);
    expect((await artist.api('DELETE', own, { headers: { 'if-match': '"1"' } })).status).toBe(412);

    expect((await artist.api('DELETE', own)).status).toBe(204);
    expect(await logged()).toBe(1_224.5);
    for (const method of ['PATCH', 'DELETE'])
      expect((await artist.api(method, own, { ...(method === 'PATCH' && { body: { hours: 1 } }) })).status).toBe(404);
    expect((await admin.api('GET', path)).body.data).toEqual([]);
    expect(await logged()).toBe(1_224.5);
  });

  it('go with their day, and their note changes nothing of the task', async () => {
    const { id, path } = await newTask();
    const { id: entryId } = await enter(path, artist);
    const days = async () => {
      const { body } = await artist.api('GET', '/time-entries?from=2025-08-29&to=2025-08-30');
      return body.data.flatMap((entry: TimeEntry) => (entry.taskId === id ? [`${entry.date} ${entry.note}`] : []));
    };
    expect(await days()).toEqual(['2025-08-29 ']);
    const revision = (await admin.api('GET', `/tasks/${id}`)).body.data.revision;
    await artist.api('PATCH', `${path}/${entryId}`, { body: { date: '2025-08-30', note: 'moved' } });
    expect(await days()).toEqual(['2025-08-30 moved']);
    expect((await admin.api('GET', `/tasks/${id}`)).body.data.revision).toBe(revision);
    await artist.api('DELETE', `${path}/${entryId}`);
    expect(await days()).toEqual([]);
  });

  it('are entered once by a request that is repeated', async () => {
    const { path, logged } = await newTask();
    const request = { body: today, headers: { 'idempotency-key': 'once' } };
    const first = await artist.api('POST', path, request);
    const again = await artist.api('POST', path, request);
    expect(again.body.data).toEqual(first.body.data);
    expect(await logged()).toBe(4);
  });

  it('are refused with the field that is wrong, and nothing is written', async () => {
    const { path, logged } = await newTask({ actualTimeLogged: 999_999 });
    for (const [fields, field] of [
      [{ hours: 0 }, 'hours'],
      [{ hours: 24.5 }, 'hours'],
      [{ hours: 2 }, 'hours'],
      [{ date: '2025-02-30' }, 'date'],
      [{ date: '0202-11-23' }, 'date'],
      [{ userId: 'user_nobody' }, 'userId'],
      [{ minutes: 3 }, 'minutes'],
    ] as const) {
      const { status, body } = await admin.api('POST', path, { body: { ...today, ...fields } });
      expect([status, body.error.details[0].field]).toEqual([400, field]);
    }
    expect(await logged()).toBe(999_999);
    expect((await admin.api('GET', path)).body.data).toEqual([]);
  });

  it('are entered by keys for people only', async () => {
    const { path } = await newTask();
    const key = { name: 'Tracker', role: 'supervisor', scopes: ['timeEntry.create'] };
    const { secret } = (await admin.api('POST', '/api-keys', { body: key })).body.data;
    const send = (body: object) =>
      studio.admin.api('POST', path, { body, headers: { authorization: `Bearer ${secret}` } });
    const { status, body } = await send(today);
    expect([status, body.error.details[0]]).toMatchObject([400, { field: 'userId', code: 'REQUIRED_FIELD' }]);
    expect((await send({ ...today, userId: artist.id })).status).toBe(201);
  });

  it('stay as they are on what is archived', async () => {
    const { id, path } = await newTask();
    const { id: entryId } = await enter(path, artist);
    await admin.api('DELETE', `/tasks/${id}`);
    expect((await artist.api('POST', path, { body: today })).status).toBe(409);
    expect((await artist.api('PATCH', `${path}/${entryId}`, { body: { hours: 1 } })).status).toBe(409);
    expect((await artist.api('DELETE', `${path}/${entryId}`)).status).toBe(409);
  });
});

describe('hours of others', () => {
  it('are the leads’ to enter, see and change, and nobody else’s', async () => {
    const { path } = await newTask();
    const viewer = await studio.person('artist', { SWA: 'viewer' });
    const outsider = await studio.person('artist');
    const rival = (await newStudio()).admin;
    const { id } = await enter(path, lead, { userId: artist.id, hours: 6 });
    const own = await enter(path, lead, { hours: 1 });

    const seen = async (person: Person) => {
      const { status, body } = await person.api('GET', path);
      return status === 200 ? body.data.map((entry: TimeEntry) => entry.hours) : status;
    };
    expect([await seen(admin), await seen(lead), await seen(artist)]).toEqual([[1, 6], [1, 6], [6]]);
    expect([await seen(viewer), await seen(client), await seen(outsider), await seen(rival)]).toEqual([
      [],
      404,
      404,
      404,
    ]);

    const status = async (person: Person, method: string, address: string, body?: object) =>
      (await person.api(method, address, { ...(body && { body }) })).status;
    expect(await status(artist, 'POST', path, { ...today, userId: lead.id })).toBe(403);
    expect(await status(viewer, 'POST', path, today)).toBe(403);
    expect(await status(client, 'POST', path, today)).toBe(403);
    expect(await status(outsider, 'POST', path, today)).toBe(403);
    expect(await status(rival, 'POST', path, today)).toBe(404);
    expect(await status(artist, 'PATCH', `${path}/${own.id}`, { hours: 2 })).toBe(404);
    expect(await status(artist, 'DELETE', `${path}/${own.id}`)).toBe(404);
    expect(await status(artist, 'PATCH', `${path}/${id}`, { hours: 2 })).toBe(200);
    expect(await status(rival, 'DELETE', `${path}/${id}`)).toBe(404);
    expect(await status(lead, 'DELETE', `${path}/${id}`)).toBe(204);
    const other = await newTask();
    expect(await status(lead, 'PATCH', `${other.path}/${own.id}`, { hours: 2 })).toBe(404);
  });

  it('are listed in the project that somebody leads', async () => {
    const person = await studio.person('artist', { SWA: 'artist' });
    const { path } = await newTask();
    await enter(path, person);
    const list = async (by: Person, query: string) => {
      const { status, body } = await by.api('GET', `/time-entries?userId=${person.id}${query}`);
      return status === 200 ? body.data.length : status;
    };
    expect([await list(person, ''), await list(admin, ''), await list(lead, '&projectId=SWA')]).toEqual([1, 1, 1]);
    expect([await list(lead, ''), await list(artist, '&projectId=SWA'), await list(client, '')]).toEqual([
      404, 404, 404,
    ]);
    expect(await list(admin, '&projectId=NONE')).toBe(0);
    expect(await list((await newStudio()).admin, '')).toBe(0);
  });
});

describe('lists and totals', () => {
  it('go page by page, the last first', async () => {
    const person = await studio.person('artist', { SWA: 'artist' });
    const { id, path } = await newTask();
    for (const [index, date] of ['2025-01-02', '2025-01-03', '2025-01-01'].entries())
      await enter(path, person, { date, hours: index + 1 });
    const pages = async (address: string) => {
      const seen: number[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await person.api('GET', `${address}limit=2${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.data.map(({ hours }: TimeEntry) => hours));
        cursor = body.pagination.nextCursor ?? '';
        if (!cursor) return seen;
      }
    };
    expect(await pages(`/tasks/${id}/time-entries?`)).toEqual([3, 2, 1]);
    expect(await pages('/time-entries?')).toEqual([2, 1, 3]);
    expect(await pages('/time-entries?from=2025-01-02&to=2025-01-02&')).toEqual([1]);
    expect(await pages('/time-entries?projectId=SWA&')).toEqual([2, 1, 3]);
  });

  it('add up by task, person, week and day', async () => {
    await studio.project('SUM');
    const [ann, bob] = [
      await studio.person('artist', { SUM: 'artist' }),
      await studio.person('artist', { SUM: 'artist' }),
    ];
    const [one, two] = [(await studio.task('SUM', 'a')).id, (await studio.task('SUM', 'b')).id];
    await enter(`/tasks/${one}/time-entries`, ann, { date: '2025-08-29', hours: 7 });
    await enter(`/tasks/${two}/time-entries`, ann, { date: '2025-08-29', hours: 3.5 });
    await enter(`/tasks/${two}/time-entries`, bob, { date: '2025-09-01', hours: 8 });
    const sum = async (by: Person, query: string) => {
      const { status, body } = await by.api('GET', `/time-entries/totals?${query}`);
      if (status !== 200) return status;
      const { hours, overtimeHours, groups } = body.data;
      const shown = groups.map((group: { key: string; hours: number; username?: string }) => [
        group.username ?? group.key,
        group.hours,
      ]);
      return [hours, overtimeHours, Object.fromEntries(shown)];
    };
    const days = 'from=2025-08-01&to=2025-09-30';
    expect(await sum(admin, `groupBy=task&projectId=SUM&${days}`)).toEqual([18.5, 2.5, { [one]: 7, [two]: 11.5 }]);
    expect(await sum(admin, `groupBy=person&projectId=SUM&${days}`)).toEqual([
      ...[18.5, 2.5, { [ann.username]: 10.5, [bob.username]: 8 }],
    ]);
    expect(await sum(admin, `groupBy=week&taskId=${two}`)).toEqual([11.5, 0, { '2025-W35': 3.5, '2025-W36': 8 }]);
    expect(await sum(ann, `groupBy=day&${days}`)).toEqual([10.5, 2.5, { '2025-08-29': 10.5 }]);
    expect(await sum(ann, `groupBy=person&taskId=${two}`)).toEqual([3.5, 0, { [ann.username]: 3.5 }]);
    expect(await sum(ann, `groupBy=day&projectId=SUM&userId=me&${days}`)).toEqual([10.5, 2.5, { '2025-08-29': 10.5 }]);
    expect(await sum(ann, `groupBy=day&userId=${bob.id}&${days}`)).toBe(404);
    const ofBob = await ann.api('GET', `/time-entries/totals?groupBy=day&userId=${bob.id}`);
    expect(ofBob.body.error.message).toContain(bob.id);
    expect(await sum(artist, `groupBy=day&projectId=SUM&${days}`)).toBe(404);
    expect(await sum(admin, `groupBy=day&projectId=SWA&taskId=${one}`)).toBe(404);
    expect(await sum(admin, 'groupBy=day&projectId=SUM&from=2025-01-01&to=2025-12-31')).toBe(400);
    expect(await sum(admin, 'groupBy=month')).toBe(400);
  });
});
