import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let supervisor: Person;
let artist: Person;

setUp(async () => {
  studio = await newStudio();
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor');
  artist = await studio.person('artist', { SHOW: 'artist' });
});

const patch = async (person: Person, id: string, body: object) => {
  const answer = await person.api('PATCH', `/tasks/${id}`, { body });
  expect(answer.status).toBe(200);
  return answer.body.data;
};

/** A task with four revisions: created, assigned, worked on, reviewed. */
async function eventful(shot: string) {
  const states = [await studio.task('SHOW', shot, { labels: ['night'], deadline: '2026-01-01T10:00:00.000Z' })];
  const { id } = states[0];
  states.push(await patch(supervisor, id, { artist: artist.username, frameRange: { start: 1, end: 90 } }));
  states.push(await patch(artist, id, { status: 'review', actualTimeLogged: 5 }));
  states.push(await patch(supervisor, id, { status: 'approved', artist: 'A Free Name', labels: [], deadline: null }));
  return { id, states };
}

describe('the history of a task', () => {
  it('tells newest first who changed what, with people by their names', async () => {
    const { id } = await eventful('SH0010');
    const { status, body } = await artist.api('GET', `/tasks/${id}/history`);
    expect(status).toBe(200);
    expect(body.pagination).toEqual({ limit: 50, hasMore: false });
    expect(body.data.map(({ revision, type }: { revision: number; type: string }) => [revision, type])).toEqual([
      [4, 'task.updated'],
      [3, 'task.updated'],
      [2, 'task.updated'],
      [1, 'task.created'],
    ]);
    const [newest, worked, assigned, created] = body.data;
    expect(newest).toEqual({
      ...{ revision: 4, type: 'task.updated', at: expect.any(String) },
      actor: { id: supervisor.id, username: supervisor.username },
      changes: {
        status: { old: 'review', new: 'approved' },
        artist: { old: artist.username, new: 'A Free Name' },
        labels: { old: ['night'], new: [] },
        deadline: { old: '2026-01-01T10:00:00.000Z', new: null },
      },
    });
    expect(worked).toMatchObject({ actor: { id: artist.id, username: artist.username } });
    expect(assigned.changes.artist).toEqual({ old: 'Unassigned', new: artist.username });
    expect(created.changes).toMatchObject({ shot: { old: null, new: 'SH0010' }, artist: { old: null } });
    expect(JSON.stringify(body.data)).not.toMatch(/"(taskOf|assignee|pk|sk|dueAt|ip)"/);
  });

  it('comes in pages, whose cursors open nothing else', async () => {
    const { id } = await eventful('SH0020');
    const { id: other } = await eventful('SH0021');
    const seen: number[] = [];
    let cursor = '';
    do {
      const { body } = await supervisor.api('GET', `/tasks/${id}/history?limit=3${cursor}`);
      seen.push(...body.data.map(({ revision }: { revision: number }) => revision));
      cursor = body.pagination.nextCursor ? `&cursor=${body.pagination.nextCursor}` : '';
      if (!cursor) break;
      expect((await supervisor.api('GET', `/tasks/${other}/history?limit=3${cursor}`)).status).toBe(400);
      expect((await artist.api('GET', `/tasks/${id}/history?limit=3${cursor}`)).status).toBe(400);
    } while (cursor);
    expect(seen).toEqual([4, 3, 2, 1]);
  });

  it('is there for an archived task, and has its archiving', async () => {
    const { id } = await studio.task('SHOW', 'SH0030');
    await supervisor.api('DELETE', `/tasks/${id}`);
    const { body } = await supervisor.api('GET', `/tasks/${id}/history?limit=1`);
    expect(body.data).toMatchObject([{ revision: 2, type: 'task.archived', changes: { archivedAt: { old: null } } }]);
  });

  it('is not for clients, nor for who does not see the task', async () => {
    const { id } = await studio.task('SHOW', 'SH0040', { clientSubmissionHistory: [{ version: 'v001' }] });
    const { id: hidden } = await studio.task('SHOW', 'SH0041');
    const client = await studio.person('client', { SHOW: 'client' });
    expect((await client.api('GET', `/tasks/${id}`)).status).toBe(200);
    expect((await client.api('GET', `/tasks/${id}/history`)).status).toBe(403);
    expect((await client.api('GET', `/tasks/${hidden}/history`)).status).toBe(403);
    await studio.project('ELSE');
    const stranger = await studio.person('artist', { ELSE: 'artist' });
    expect((await stranger.api('GET', `/tasks/${id}/history`)).status).toBe(404);
    expect((await supervisor.api('GET', '/tasks/nothing/history')).status).toBe(404);
    const { admin: rival } = await newStudio();
    expect((await rival.api('GET', `/tasks/${id}/history`)).status).toBe(404);
  });
});

describe('reverting a task', () => {
  const revert = (id: string, revision: unknown, headers: Record<string, string> = {}, person = supervisor) =>
    person.api('POST', `/tasks/${id}/revert`, { body: { revision }, headers });
  /** What its clients write of a task. */
  const written = ({ revision: _, updatedAt: __, updatedBy: ___, ...fields }: Record<string, unknown>) => fields;

  it('sets every field but the hours back to what it was then, in one more revision that can be reverted too', async () => {
    const { id, states } = await eventful('SH0100');
    for (const [index, state] of [...states.entries()].toReversed().slice(1)) {
      const { status, headers, body } = await revert(id, index + 1);
      expect(status).toBe(200);
      // hours are a sum of what was entered
      expect(written(body.data)).toEqual({ ...written(state), actualTimeLogged: 5 });
      expect(headers.get('etag')).toBe(`"${body.data.revision}"`);
    }
    const { body } = await revert(id, 4);
    expect(body.data).toMatchObject({ ...written(states[3]), revision: 8, updatedBy: supervisor.id });
    const { body: history } = await supervisor.api('GET', `/tasks/${id}/history`);
    expect(history.data[0]).toMatchObject({ revision: 8, type: 'task.updated' });
    expect(history.data).toHaveLength(8);
  });

  it('leaves versions and submissions, which are there all the same: no client loses one, or knows two by one name', async () => {
    const { id } = await eventful('SH0105');
    const add = (what: string, body: object) => supervisor.api('POST', `/tasks/${id}/${what}`, { body });
    await add('versions', {});
    await add('submissions', { version: 1, client: 'Acme' });
    const { body } = await revert(id, 4);
    expect(body.data).toMatchObject({ versions: ['v001'], currentVersion: 'v001' });
    expect(body.data.clientSubmissionHistory).toMatchObject([{ version: 'v001', clientVersion: 'v001' }]);
    await add('versions', {});
    const { body: next } = await add('submissions', { version: 2, client: 'Acme' });
    expect(next.data).toMatchObject({ version: 'v002', clientVersion: 'v002' });
  });

  it('to what it is already answers with it, and writes nothing', async () => {
    const { id, states } = await eventful('SH0110');
    expect((await revert(id, 4)).body.data).toEqual(states[3]);
    await patch(supervisor, id, { priority: 'high' });
    const back = await patch(supervisor, id, { priority: 'medium' });
    expect((await revert(id, 4)).body.data).toEqual(back);
  });

  it('is refused for a revision that it has not had', async () => {
    const { id } = await studio.task('SHOW', 'SH0120');
    const { status, body } = await revert(id, 2);
    expect(status).toBe(400);
    expect(body.error.details).toMatchObject([{ field: 'revision', code: 'OUT_OF_RANGE', suggestion: 'From 1 to 1' }]);
    for (const wrong of [0, 1.5, '1', null]) expect((await revert(id, wrong)).status).toBe(400);
  });

  it('looks at the project’s lists for what changes, and only for that', async () => {
    await studio.project('LISTS');
    const { id } = await studio.task('LISTS', 'SH0130', { priority: 'urgent', milestone: 'single_frame' });
    await patch(supervisor, id, { priority: 'low' });
    const set = (fields: object) => studio.admin.api('PATCH', '/projects/LISTS', { body: fields });
    await set({ milestones: ['other'] });
    expect((await revert(id, 1)).body.data).toMatchObject({ priority: 'urgent', milestone: 'single_frame' });
    await set({ priorityLevels: ['urgent'] });
    // functions know a project for a second
    await sleep(1_100);
    const { status, body } = await revert(id, 2);
    expect(status).toBe(400);
    expect(body.error.details).toMatchObject([{ field: 'priority', code: 'INVALID_VALUE' }]);
  });

  it('is refused for an archived task, and does not bring one back', async () => {
    const { id } = await eventful('SH0140');
    await supervisor.api('DELETE', `/tasks/${id}`);
    expect((await revert(id, 1)).status).toBe(409);
    await supervisor.api('POST', `/tasks/${id}/restore`);
    const { body } = await revert(id, 5);
    expect(body.data).toMatchObject({ archivedAt: null, revision: 6 });
  });

  it('obeys If-Match', async () => {
    const { id } = await eventful('SH0150');
    const { status, body } = await revert(id, 1, { 'if-match': '"3"' });
    expect(status).toBe(412);
    expect(body.error.currentRevision).toBe(4);
    expect(body.error.conflicts).toContainEqual({ field: 'status', current: 'approved', yours: 'not_started' });
    expect((await revert(id, 1, { 'if-match': '"4"' })).status).toBe(200);
  });

  it('is for those who may change all of it', async () => {
    const { id } = await eventful('SH0160');
    expect((await revert(id, 1, {}, artist)).status).toBe(403);
    const client = await studio.person('client', { SHOW: 'client' });
    expect((await revert(id, 99, {}, client)).status).toBe(403);
    expect((await revert('nothing', 1)).status).toBe(404);
  });
});
