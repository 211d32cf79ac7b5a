import { describe, expect, it } from 'vitest';
import type { Message } from '../../shared/contract/messages.ts';
import { setUp } from './support/set-up.ts';
import { listen } from './support/socket.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let ann: Person;
let ben: Person;
let cem: Person;
let client: Person;
let rival: Person;
setUp(async () => {
  studio = await newStudio();
  const staff = ['artist', 'artist', 'coordinator', 'client'] as const;
  [ann, ben, cem, client] = (await Promise.all(staff.map((role) => studio.person(role)))) as [
    ...[Person, Person, Person, Person],
  ];
  rival = (await newStudio()).admin;
});

const names = (...people: Person[]) => people.map(({ username }) => username);
const shown = (...people: Person[]) => people.map(({ id, username }) => ({ id, username }));

async function send(by: Person, body: object): Promise<Message> {
  const answer = await by.api('POST', '/messages', { body });
  expect([answer.status, answer.body.error]).toEqual([201, undefined]);
  return answer.body.data;
}
const begin = async (by: Person, to: Person[], text = 'Hello') => (await send(by, { to: names(...to), text })).threadId;
const threads = async (person: Person, query = '') => (await person.api('GET', `/messages${query}`)).body;
const soon = { timeout: 8_000, interval: 100 };

describe('a thread', () => {
  it('begins with a message to people, who answer in it', async () => {
    const sent = await ann.api('POST', '/messages', {
      body: { to: [ben.username.toUpperCase(), ...names(cem, ben)], subject: 'Dailies', text: ' Too dark,\nI think ' },
    });
    expect([sent.status, sent.headers.get('etag')]).toEqual([201, '"1"']);
    const { threadId, ...message } = sent.body.data;
    expect(message).toMatchObject({
      ...{ number: 1, text: 'Too dark,\nI think', editedAt: null, deleted: false, revision: 1 },
      author: { id: ann.id, username: ann.username },
    });
    const path = `/messages/${threadId}`;
    const about = { id: threadId, subject: 'Dailies', participants: shown(ann, ben, cem) };
    expect((await ben.api('GET', path)).body.data).toMatchObject({ ...about, unread: 1, lastMessage: { number: 1 } });
    expect((await ann.api('GET', path)).body.data).toMatchObject({ ...about, unread: 0 });

    const answers = await Promise.all([ben, cem, ann].map((by) => send(by, { threadId, text: by.username })));
    expect(answers.map(({ number }) => number).sort()).toEqual([2, 3, 4]);
    const page = async (cursor = '') =>
      (await cem.api('GET', `${path}/messages?limit=3${cursor && `&cursor=${cursor}`}`)).body;
    const first = await page();
    const rest = await page(first.pagination.nextCursor);
    expect([...first.data, ...rest.data].map(({ number }: Message) => number)).toEqual([4, 3, 2, 1]);
    expect(rest.pagination.hasMore).toBe(false);

    // whoever answers has read what came before
    const own = answers[0]?.number as number;
    expect((await ben.api('GET', path)).body.data.unread).toBe(4 - own);
    expect((await threads(ben)).data[0]).toMatchObject({ ...about, lastMessage: { number: 4 } });
  });

  it('stands where its last message puts it, once', async () => {
    const [dan, eve] = [await studio.person('artist'), await studio.person('artist')];
    const ids = [await begin(dan, [eve]), await begin(dan, [eve]), await begin(eve, [dan])] as const;
    await send(eve, { threadId: ids[0], text: 'again' });
    for (const person of [dan, eve]) {
      const first = await threads(person, '?limit=2');
      const rest = await threads(person, `?limit=2&cursor=${first.pagination.nextCursor}`);
      expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual([ids[0], ids[2], ids[1]]);
    }
    expect((await threads(dan)).data.map(({ unread }: { unread: number }) => unread)).toEqual([1, 1, 0]);
  });

  it('is read up to a message, and never back', async () => {
    const threadId = await begin(ann, [ben]);
    await send(ann, { threadId, text: 'two' });
    const read = async (body: object) => (await ben.api('PUT', `/messages/${threadId}/read`, { body })).body;
    expect((await read({ number: 1 })).data).toMatchObject({ id: threadId, unread: 1, lastMessage: { text: 'two' } });
    expect((await read({})).data.unread).toBe(0);
    expect((await read({ number: 1 })).data.unread).toBe(0);
    expect((await read({ number: 3 })).error.details).toMatchObject([{ field: 'number', code: 'OUT_OF_RANGE' }]);
    await send(ann, { threadId, text: 'three' });
    expect((await ben.api('GET', `/messages/${threadId}`)).body.data.unread).toBe(1);
  });

  it('is there for nobody else', async () => {
    const threadId = await begin(ann, [ben], 'secret');
    const path = `/messages/${threadId}`;
    const asked = async (person: Person) => [
      (await person.api('GET', path)).status,
      (await person.api('GET', `${path}/messages`)).status,
      (await person.api('PUT', `${path}/read`, { body: {} })).status,
      (await person.api('POST', '/messages', { body: { threadId, text: 'x' } })).status,
      (await person.api('PATCH', `${path}/messages/1`, { body: { text: 'x' } })).status,
      (await person.api('DELETE', `${path}/messages/1`)).status,
    ];
    const [stranger, foreigner, customer] = await Promise.all([studio.admin, rival, client].map(asked));
    expect([stranger, foreigner]).toEqual([Array(6).fill(404), Array(6).fill(404)]);
    expect(customer).toEqual([404, 404, 404, 403, 403, 403]);
    expect((await threads(cem)).data.map(({ id }: { id: string }) => id)).not.toContain(threadId);
    const unknown = (await ann.api('GET', '/messages/thread_none')).body.error;
    expect((await cem.api('GET', path)).body.error.message).toBe(unknown.message.replace('thread_none', threadId));
  });
});

describe('a message', () => {
  it('is its author’s, to change and to delete', async () => {
    const threadId = await begin(ann, [ben], 'Too dark');
    const own = `/messages/${threadId}/messages/1`;
    const edit = (text: string, revision: number) =>
      ann.api('PATCH', own, { body: { text }, headers: { 'if-match': `"${revision}"` } });
    expect((await edit('Too bright', 1)).body.data).toMatchObject({
      ...{ text: 'Too bright', revision: 2, editedAt: expect.any(String) },
    });
    expect((await edit('Too bright', 2)).body.data.revision).toBe(2);
    expect((await edit('Just right', 1)).status).toBe(412);
    expect((await ben.api('PATCH', own, { body: { text: 'x' } })).status).toBe(403);
    expect((await ben.api('DELETE', own)).status).toBe(403);
    const gone = await ann.api('DELETE', own);
    expect(gone.body.data).toMatchObject({ number: 1, text: '', deleted: true, revision: 3 });
    expect((await threads(ben)).data[0]).toMatchObject({ id: threadId, lastMessage: gone.body.data });
    expect((await edit('Back', 3)).status).toBe(409);
    expect((await ann.api('DELETE', own)).body.data.revision).toBe(3);
    expect((await ann.api('DELETE', `/messages/${threadId}/messages/2`)).status).toBe(404);
    expect((await ann.api('DELETE', `/messages/${threadId}/messages/x`)).status).toBe(400);
  });

  it('is refused with the field that is wrong', async () => {
    const threadId = await begin(ann, [ben]);
    const gone = await studio.person('artist');
    const theirs = await begin(ann, [gone]);
    await studio.admin.api('POST', `/users/${gone.id}/deactivate`);
    const to = names(ben);
    for (const [body, ...fields] of [
      [{ to }, 'text'],
      [{ text: 'x' }, 'to'],
      [{ to: [], text: 'x' }, 'to'],
      [{ to: Array.from({ length: 20 }, (_, index) => `p${index}`), text: 'x' }, 'to'],
      [{ to, text: ' ' }, 'text'],
      [{ to, text: 'x'.repeat(10_001) }, 'text'],
      [{ to, text: 'a\u0007b' }, 'text'],
      [{ to, text: 'x', subject: 'two\nlines' }, 'subject'],
      [{ to, threadId, text: 'x' }, 'to'],
      [{ subject: 'another', threadId, text: 'x' }, 'subject'],
      [{ to: [...to, 'nobody', ...names(gone, client, ann, rival), ben.id], text: 'x' }, ...[1, 2, 3, 4, 5, 6]],
    ] as const) {
      const { status, body: answer } = await ann.api('POST', '/messages', { body });
      expect(status).toBe(400);
      expect(answer.error.details.map(({ field }: { field: string }) => field)).toEqual(
        fields.map((field) => (typeof field === 'number' ? `to.${field}` : field)),
      );
    }
    expect((await threads(ann)).data[0].id).toBe(theirs);
    expect((await ann.api('POST', '/messages', { body: { threadId: theirs, text: 'x' } })).status).toBe(409);
  });

  it('is written once by a request that is repeated', async () => {
    const request = { body: { to: names(ben), text: 'once' }, headers: { 'idempotency-key': 'once' } };
    const first = await ann.api('POST', '/messages', request);
    expect((await ann.api('POST', '/messages', request)).body.data).toEqual(first.body.data);
    const { threadId } = first.body.data;
    const reply = { body: { threadId, text: 'twice' }, headers: { 'idempotency-key': 'twice' } };
    const numbers = [await ann.api('POST', '/messages', reply), await ann.api('POST', '/messages', reply)];
    expect(numbers.map(({ body }) => body.data.number)).toEqual([2, 2]);
    expect((await threads(ben)).data[0]).toMatchObject({ id: threadId, unread: 2 });
  });

  it('is told in inboxes by one notification a thread, without what it says', { timeout: 30_000 }, async () => {
    const fay = await studio.person('artist');
    const heard = await listen(`/ws/notifications/${fay.id}`, { authorization: `Bearer ${fay.token}` });
    const secret = 'only for the two of us';
    const threadId = await begin(ann, [fay], secret);
    await heard.until(({ data }) => data?.data?.threadId === threadId);
    await send(ann, { threadId, text: secret });
    await heard.until(({ data }) => data?.data?.number === 2);
    const inbox = async () => (await fay.api('GET', '/notifications')).body.data;
    await expect
      .poll(inbox, soon)
      .toMatchObject([
        { type: 'message', isRead: false, userId: fay.id, data: { threadId, number: 2, authorId: ann.id } },
      ]);
    await fay.api('PUT', `/messages/${threadId}/read`, { body: {} });
    expect((await inbox()).map(({ isRead }: { isRead: boolean }) => isRead)).toEqual([true]);

    const { data: audit } = (await studio.admin.api('GET', `/audit?entity=message:${threadId}/2`)).body;
    expect(audit).toMatchObject([{ type: 'message.sent', actor: { id: ann.id }, projectId: null }]);
    expect(JSON.stringify([heard.messages, audit])).not.toContain(secret);
    const own = (await ann.api('GET', '/notifications')).body.data;
    expect(own.filter(({ data }: { data: { threadId: string } }) => data.threadId === threadId)).toEqual([]);
    heard.close();
  });
});
