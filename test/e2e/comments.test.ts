import { describe, expect, it } from 'vitest';
import type { Comment } from '../../shared/contract/comments.ts';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
let lead: Person;
let artist: Person;
let colleague: Person;
let client: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SWA');
  lead = await studio.person('artist', { SWA: 'supervisor' });
  artist = await studio.person('artist', { SWA: 'artist' });
  colleague = await studio.person('artist', { SWA: 'artist' });
  client = await studio.person('client', { SWA: 'client' });
});

let shots = 0;
async function newTask(fields: object = {}) {
  shots += 1;
  const { id } = await studio.task('SWA', `SH${shots}`, fields);
  return { id: id as string, path: `/tasks/${id}/comments` };
}
async function say(path: string, by: Person, text: string, parentId?: string): Promise<Comment> {
  const { status, body } = await by.api('POST', path, { body: { text, ...(parentId && { parentId }) } });
  expect([status, body.error]).toEqual([201, undefined]);
  return body.data;
}
const soon = { timeout: 5_000, interval: 100 };

describe('a comment', () => {
  it('is written, changed and deleted, and keeps what it said until then', async () => {
    const { id: taskId, path } = await newTask();
    const made = await artist.api('POST', path, { body: { text: '  Too dark\nin the corner ' } });
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    const { id, ...comment } = made.body.data;
    expect(comment).toMatchObject({
      ...{ taskId, projectId: 'SWA', threadId: id, parentId: null, text: 'Too dark\nin the corner', mentions: [] },
      ...{ author: { id: artist.id, username: artist.username }, editedAt: null, deleted: false, revision: 1 },
    });

    const own = `${path}/${id}`;
    const edit = (text: string, revision: number) =>
      artist.api('PATCH', own, { body: { text }, headers: { 'if-match': `"${revision}"` } });
    expect((await edit('Too bright', 1)).body.data).toMatchObject({
      text: 'Too bright',
      revision: 2,
      editedAt: expect.any(String),
    });
    expect((await edit('Too bright', 2)).body.data.revision).toBe(2);
    const stale = await edit('Just right', 1);
    expect([stale.status, stale.body.error.currentRevision]).toEqual([412, 2]);

    const versions = async (query = '') => (await lead.api('GET', `${own}/history${query}`)).body;
    expect((await versions()).data.map(({ text }: { text: string }) => text)).toEqual([
      'Too bright',
      'Too dark\nin the corner',
    ]);
    const first = await versions('?limit=1');
    const rest = await versions(`?limit=1&cursor=${first.pagination.nextCursor}`);
    expect([first.data[0].text, rest.data[0].text, rest.pagination.hasMore]).toEqual([
      'Too bright',
      comment.text,
      false,
    ]);

    const gone = await artist.api('DELETE', own);
    expect(gone.body.data).toMatchObject({ id, text: '', deleted: true, author: { id: artist.id }, revision: 3 });
    expect((await lead.api('GET', path)).body.data).toEqual([gone.body.data]);
    expect((await versions()).data).toEqual([]);
    expect((await edit('Back', 3)).status).toBe(409);
    expect((await artist.api('DELETE', own)).body.data.revision).toBe(3);
    const reply = await artist.api('POST', path, { body: { text: 'why?', parentId: id } });
    expect([reply.status, reply.body.error.details[0].field]).toEqual([400, 'parentId']);
  });

  it('replies to another one of the same task, in its thread', async () => {
    const [{ path }, other] = [await newTask(), await newTask()];
    const root = await say(path, artist, 'one');
    const reply = await say(path, lead, 'two', root.id);
    const nested = await say(path, artist, 'three', reply.id);
    const aside = await say(path, artist, 'four');
    expect([reply, nested, aside].map(({ threadId, parentId }) => [threadId, parentId])).toEqual([
      ...[
        [root.id, root.id],
        [root.id, reply.id],
        [aside.id, null],
      ],
    ]);
    const pages = async (query: string) => {
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await lead.api('GET', `${path}?limit=2${query}${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.data.map(({ text }: Comment) => text));
        cursor = body.pagination.nextCursor ?? '';
        if (!cursor) return seen;
      }
    };
    expect(await pages('')).toEqual(['one', 'two', 'three', 'four']);
    expect(await pages(`&threadId=${root.id}`)).toEqual(['one', 'two', 'three']);
    for (const parentId of [root.id, 'comment_none']) {
      const { status, body } = await artist.api('POST', other.path, { body: { text: 'x', parentId } });
      expect([status, body.error.details[0]]).toMatchObject([400, { field: 'parentId', code: 'NOT_FOUND' }]);
    }
  });

  it('mentions whoever may see the project, and goes on to', async () => {
    const { path } = await newTask();
    const outsider = await studio.person('artist');
    const leaver = await studio.person('artist', { SWA: 'artist' });
    const names = [colleague, client, outsider].map(({ username }) => `@${username}`).join(' ');
    const text = `${names} @nobody x@${colleague.username} @${leaver.username}.`;
    const made = await say(path, artist, text);
    expect(made.text).toBe(text);
    expect(made.mentions).toEqual([...[colleague, leaver].map(({ id, username }) => ({ id, username }))]);
    expect((await admin.api('DELETE', `/projects/SWA/members/${leaver.id}`)).status).toBe(204);
    expect((await say(path, lead, `@${leaver.username}`)).mentions).toEqual([]);
    // whoever was mentioned still is, whatever else is changed
    const { body } = await artist.api('PATCH', `${path}/${made.id}`, { body: { text: `${text} Please.` } });
    expect(body.data.mentions.map(({ id }: { id: string }) => id)).toEqual([colleague.id, leaver.id]);
  });

  it('is refused with the field that is wrong', async () => {
    const { id, path } = await newTask();
    for (const [body, field] of [
      [{}, 'text'],
      [{ text: '   ' }, 'text'],
      [{ text: 'x'.repeat(5_001) }, 'text'],
      [{ text: 'forged \u2066user_1\u2069' }, 'text'],
      [{ text: 'x', author: 'me' }, 'author'],
    ] as const) {
      const answer = await artist.api('POST', path, { body });
      expect([answer.status, answer.body.error.details[0].field]).toEqual([400, field]);
    }
    const { id: commentId } = await say(path, artist, 'x');
    await admin.api('DELETE', `/tasks/${id}`);
    const own = `${path}/${commentId}`;
    expect((await artist.api('POST', path, { body: { text: 'x' } })).status).toBe(409);
    expect((await artist.api('PATCH', own, { body: { text: 'y' } })).status).toBe(409);
    expect((await artist.api('DELETE', own)).status).toBe(409);
    expect((await artist.api('GET', path)).body.data).toHaveLength(1);
  });

  it('is written once by a request that is repeated', async () => {
    const { path } = await newTask();
    const request = { body: { text: `once, @${colleague.username}` }, headers: { 'idempotency-key': 'once' } };
    const first = await artist.api('POST', path, request);
    expect((await artist.api('POST', path, request)).body.data).toEqual(first.body.data);
    expect((await artist.api('GET', path)).body.data).toEqual([first.body.data]);
  });
});

describe('comments', () => {
  it('are for those who work on the project, and each is its author’s', async () => {
    const { path } = await newTask();
    const viewer = await studio.person('artist', { SWA: 'viewer' });
    const outsider = await studio.person('artist', {});
    const rival = (await newStudio()).admin;
    const { id } = await say(path, artist, 'internal');
    const statuses = (method: string, address: string, people: Person[], body?: object) =>
      Promise.all(people.map(async (one) => (await one.api(method, address, { ...(body && { body }) })).status));

    const all = [admin, lead, colleague, viewer, client, outsider, rival];
    expect(await statuses('GET', path, all)).toEqual([200, 200, 200, 200, 404, 404, 404]);
    expect(await statuses('GET', `${path}/${id}/history`, all)).toEqual([200, 200, 200, 200, 404, 404, 404]);
    expect(await statuses('POST', path, [viewer, client, outsider, rival], { text: 'x' })).toEqual([
      403, 403, 403, 404,
    ]);
    // not even an admin puts words into the mouth of others
    const others = [admin, lead, colleague, rival];
    expect(await statuses('PATCH', `${path}/${id}`, others, { text: 'x' })).toEqual([403, 403, 403, 404]);
    expect(await statuses('DELETE', `${path}/${id}`, [colleague, viewer, client, rival])).toEqual([403, 403, 403, 404]);
    expect(await statuses('DELETE', `${path}/${id}`, [lead])).toEqual([200]);
    expect(await statuses('GET', `${path}/comment_none/history`, [lead])).toEqual([404]);
  });

  it('are told on the feed without what they say, and in inboxes to whom they concern', {
    timeout: 30_000,
  }, async () => {
    const { id: taskId, path } = await newTask({ artist: artist.username });
    const heard = await listen('/ws/tasks/SWA', { authorization: `Bearer ${colleague.token}` });
    const secret = 'only to be read in its place';
    const root = await say(path, colleague, `${secret} @${client.username}`);
    await say(path, lead, `@${artist.username}`, root.id);
    await colleague.api('PATCH', `${path}/${root.id}`, { body: { text: `@${lead.username} ${secret}` } });
    await colleague.api('DELETE', `${path}/${root.id}`);

    const told = async (person: Person) => {
      const { body } = await person.api('GET', '/notifications');
      return body.data
        .filter(
          ({ type, data }: { type: string; data: { taskId: string } }) =>
            type !== 'task_assigned' && data.taskId === taskId,
        )
        .map(({ type }: { type: string }) => type)
        .reverse();
    };
    await expect.poll(() => told(artist), soon).toEqual(['comment_added', 'mention']);
    await expect.poll(() => told(colleague), soon).toEqual(['comment_added']);
    await expect.poll(() => told(lead), soon).toEqual(['mention']);
    const last = await heard.until(({ type, data }) => type === 'comment.deleted' && data.taskId === taskId);
    expect(last.data).toMatchObject({
      taskId,
      commentId: root.id,
      projectId: 'SWA',
      actorId: colleague.id,
      revision: 3,
    });
    const types = heard.messages
      .filter(({ type, data }) => type?.startsWith('comment.') && data.taskId === taskId)
      .map(({ type }) => type);
    expect(types).toEqual(['comment.added', 'comment.added', 'comment.edited', 'comment.deleted']);
    expect(JSON.stringify(heard.messages)).not.toContain(secret);
    expect((await client.api('GET', '/notifications')).body.data).toEqual([]);
    heard.close();
  });
});
