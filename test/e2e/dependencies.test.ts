import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let lead: Person;
let artist: Person;
let client: Person;
setUp(async () => {
  studio = await newStudio();
  await Promise.all([studio.project('SWA'), studio.project('RGD')]);
  lead = await studio.person('artist', { SWA: 'supervisor' });
  artist = await studio.person('artist', { SWA: 'artist' });
  client = await studio.person('client', { SWA: 'client' });
});

let shots = 0;
async function newTask(fields: object = {}, project = 'SWA'): Promise<string> {
  shots += 1;
  return (await studio.task(project, `SH${shots}`, fields)).id;
}
const newTasks = (count: number) => Promise.all(Array.from({ length: count }, () => newTask())) as Promise<string[]>;
const join = (taskId: string, blocking: string, by = lead, headers = {}) =>
  by.api('PUT', `/tasks/${taskId}/dependencies/${blocking}`, { headers });
const part = (taskId: string, blocking: string) => lead.api('DELETE', `/tasks/${taskId}/dependencies/${blocking}`);
const read = async (taskId: string, by = lead) => (await by.api('GET', `/tasks/${taskId}/dependencies`)).body.data;
const ids = (tasks: { id: string }[]) => tasks.map(({ id }) => id);

describe('a task that waits for others', () => {
  it('tells of them and they of it, in its history and on the feed, until it waits no longer', async () => {
    const [model, rig, anim] = (await newTasks(3)) as [string, string, string];
    const socket = await listen('/ws/tasks/SWA', { authorization: `Bearer ${lead.token}` });
    const joined = await join(anim, rig);
    expect([joined.status, joined.headers.get('etag')]).toEqual([200, '"2"']);
    expect(joined.body.data).toMatchObject({ id: anim, blockedBy: [rig], revision: 2 });
    await join(rig, model);
    expect((await join(anim, rig)).body.data.revision).toBe(2);
    const heard = await socket.until(({ type, data }) => type === 'task.updated' && data.taskId === anim);
    expect(heard.data).toMatchObject({ revision: 2, changes: { blockedBy: { old: [], new: [rig] } } });
    socket.close();

    expect(await read(rig)).toMatchObject({
      blockedBy: [{ id: model, task: 'lighting', status: 'not_started', archivedAt: null }],
      blocks: [{ id: anim, sequence: 'sq0010' }],
    });
    expect((await part(anim, rig)).body.data).toMatchObject({ blockedBy: [], revision: 3 });
    expect((await part(anim, rig)).body.data.revision).toBe(3);
    expect(ids((await read(rig)).blocks)).toEqual([]);
    const history = (await lead.api('GET', `/tasks/${anim}/history`)).body.data;
    expect(history[0].changes).toEqual({ blockedBy: { old: [rig], new: [] } });
  });

  it('never waits for itself, and hears on which way it would', async () => {
    const [a, b, c] = (await newTasks(3)) as [string, string, string];
    await join(b, a);
    await join(c, b);
    const { status, body } = await join(a, c);
    expect([status, body.error.code]).toEqual([409, 'CONFLICT']);
    expect(body.error.message).toContain(`${c} → ${a} → ${b} → ${c}`);
    expect(body.error.details[0].field).toBe('blockingTaskId');
    expect((await join(a, a)).body.error.message).toContain(`${a} → ${a}`);
    expect((await read(a)).blockedBy).toEqual([]);
  });

  it('waits for nothing archived, elsewhere or unknown; and nothing changes what is archived or stale', async () => {
    const [task, gone, elsewhere] = [await newTask(), await newTask(), await newTask({}, 'RGD')];
    await join(task, gone);
    await studio.admin.api('DELETE', `/tasks/${gone}`);
    expect((await read(task)).blockedBy[0].archivedAt).toEqual(expect.any(String));
    const [other] = await newTasks(1);
    expect((await join(other as string, gone)).body.error.message).toContain('is archived');
    expect((await join(gone, task)).body.error.message).toContain('is archived');
    expect((await part(task, gone)).status).toBe(200);
    expect((await join(task, elsewhere, studio.admin)).body.error.message).toContain('is of project RGD');
    // a supervisor of one project learns nothing of another
    expect((await join(task, elsewhere)).status).toBe(404);
    expect((await join(task, 'nowhere')).status).toBe(404);
    const stale = await join(task, other as string, lead, { 'if-match': '"1"' });
    expect([stale.status, stale.body.error.currentRevision]).toEqual([412, 3]);
    const rival = await newStudio();
    expect((await join(task, other as string, rival.admin)).status).toBe(404);
  });

  it('is changed by whoever plans it, and tells a client nothing of what was not submitted', async () => {
    const submission = { clientSubmissionHistory: [{ version: 'v001', client: 'internal' }] };
    const [shown, hidden] = [await newTask(submission), await newTask()];
    expect((await join(shown, hidden, artist)).status).toBe(403);
    await join(shown, hidden);
    expect((await read(shown, artist)).blockedBy).toHaveLength(1);
    expect(await read(shown, client)).toEqual({ blockedBy: [], blocks: [] });
    expect((await client.api('GET', `/tasks/${shown}`)).body.data.blockedBy).toEqual([]);
    expect((await client.api('GET', `/tasks/${hidden}/dependencies`)).status).toBe(404);
  });
});

describe('links', () => {
  it('lead to tasks of the studio that one may see, and never to oneself', async () => {
    const [task, other, elsewhere] = [await newTask(), await newTask(), await newTask({}, 'RGD')];
    const link = (linkedTaskIds: string[], by = studio.admin) =>
      by.api('PATCH', `/tasks/${task}`, { body: { linkedTaskIds } });
    expect((await link([other, elsewhere, other])).body.data.linkedTaskIds).toEqual([other, elsewhere]);
    // what is there already may stay
    expect((await link([elsewhere], lead)).status).toBe(200);
    const refused = await link(['nowhere', task]);
    expect([refused.status, refused.body.error.details]).toEqual([
      400,
      [
        expect.objectContaining({ field: 'linkedTaskIds.0', code: 'NOT_FOUND' }),
        expect.objectContaining({ field: 'linkedTaskIds.1', code: 'INVALID_VALUE' }),
      ],
    ]);
    await link([]);
    expect((await link([elsewhere], lead)).body.error.details[0]).toMatchObject({ code: 'NOT_FOUND' });
    const body = { projectId: 'SWA', shot: 'SHX', task: 'comp', linkedTaskIds: ['nowhere'] };
    expect((await lead.api('POST', '/tasks', { body })).status).toBe(400);
    const tooMany = Array.from({ length: 51 }, (_, index) => `t${index}`);
    expect((await link(tooMany)).body.error.details[0]).toMatchObject({ field: 'linkedTaskIds' });
  });
});
