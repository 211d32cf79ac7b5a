import { setTimeout as sleep } from 'node:timers/promises';
import { decode, encode } from '@msgpack/msgpack';
import { expect, it } from 'vitest';
import { type Client, createClient } from '../../client/src/client.ts';
import { ConflictError, ValidationError } from '../../client/src/errors.ts';
import type { Task } from '../../client/src/generated/types.ts';
import { createLive } from '../../client/src/live.ts';
import { liveTasks } from '../../client/src/live-tasks.ts';
import { createOutbox } from '../../client/src/outbox.ts';
import { memoryTokens } from '../../client/src/token-store.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let url: string;
let supervisor: Person;
let client: Client;

/** A client in a session of its own. */
async function clientOf(person: Person, expiresAt = Date.now() + 3_600_000, signedOut: string[] = []): Promise<Client> {
  const { token, refreshToken } = await person.newSession();
  const tokens = memoryTokens();
  await tokens.save({ accessToken: token, refreshToken, expiresAt });
  return createClient({ baseUrl: url, tokens, onSignedOut: (reason) => signedOut.push(reason) });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

setUp(async () => {
  studio = await newStudio();
  ({ url } = await stack());
  await studio.project('SHOW');
  supervisor = await studio.person('supervisor', { SHOW: 'supervisor' });
  client = await clientOf(supervisor);
});

it('signs in, calls, and is told what is wrong', async () => {
  const fresh = createClient({ baseUrl: url });
  await fresh.session.signIn({ username: supervisor.username, password, studio: studio.name });
  expect(await fresh.auth.getMe()).toMatchObject({ username: supervisor.username });
  const own = { projectId: 'SHOW', shot: 'SH0010', sequence: 'sq0010', task: 'comp', artist: 'Doe, Jane' };
  const task = await fresh.tasks.create(own);
  const shown: string[] = [];
  const asked = { projectId: 'SHOW', artist: ['Doe, Jane', 'me'], limit: 1 };
  for await (const row of fresh.tasks.list(asked)) shown.push(row.id);
  expect(shown).toEqual([task.id]);
  const same = { projectId: 'SHOW', shot: 'SH0010', sequence: 'sq0010', task: 'comp' };
  await expect(fresh.tasks.create(same)).rejects.toBeInstanceOf(ConflictError);
  const refused = await fresh.tasks.update(task.id, { status: 'nowhere' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ValidationError);
  expect(refused).toMatchObject({ details: [{ field: 'status' }], requestId: expect.stringMatching(/^req_/) });
  const file = await fresh.tasks.export({ projectId: 'SHOW', shot: ['SH0010'] });
  expect(file).toMatchObject({ type: expect.stringContaining('text/csv'), text: expect.stringContaining('SH0010') });
  await fresh.session.signOut();
  await expect(fresh.auth.getMe()).rejects.toMatchObject({ name: 'SignedOutError' });
});

it('speaks MessagePack where it is given that', async () => {
  const types = new Set<string | null>();
  const noting: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    types.add(response.headers.get('content-type'));
    return response;
  };
  const codec = { type: 'application/vnd.msgpack', encode: (value: unknown) => encode(value), decode };
  const packed = createClient({ baseUrl: url, fetch: noting, codec });
  await packed.session.signIn({ username: supervisor.username, password, studio: studio.name });
  const task = await packed.tasks.create({ projectId: 'SHOW', shot: 'SH0090', task: 'comp' });
  expect(await packed.tasks.update(task.id, { status: 'on_hold' }, { ifMatch: 1 })).toMatchObject({ revision: 2 });
  const late = packed.tasks.update(task.id, { status: 'approved' }, { ifMatch: 1 });
  await expect(late).rejects.toMatchObject({ conflicts: [{ current: 'on_hold', yours: 'approved' }] });
  expect([...types]).toEqual(['application/vnd.msgpack']);
});

it('refreshes once for all calls', async () => {
  const signedOut: string[] = [];
  const late = await clientOf(supervisor, Date.now() - 1, signedOut);
  const all = await Promise.all([late.auth.getMe(), late.auth.getMe(), late.projects.get('SHOW')]);
  expect(all).toHaveLength(3);
  expect(signedOut).toEqual([]);
});

it('keeps a list live, which is what the query answers, and merges what was written offline', async () => {
  const live = createLive(client);
  const seen: number[] = [];
  live.subscribe('project:SHOW', { after: 0, onMessage: ({ seq }) => seen.push(seq) });
  const review = liveTasks(client, live, { projectId: 'SHOW', status: ['review'], sort: 'shot' });
  await review.ready;
  await until(() => live.status === 'open');
  const tasks = await Promise.all(['SH1010', 'SH1020', 'SH1030'].map((shot) => studio.task('SHOW', shot)));
  const [first, second] = tasks as [Task, Task];
  await supervisor.api('PATCH', `/tasks/${first.id}`, { body: { status: 'review' } });
  await supervisor.api('PATCH', `/tasks/${second.id}`, { body: { status: 'review', milestoneNote: 'theirs' } });
  await until(() => review.rows.length === 2);

  // of the revision before that
  const outbox = createOutbox(client, { onConflict: 'merge' });
  const merged = await outbox.add('tasks.update', [second.id, { priority: 'high' }], { base: second });
  expect(merged).toMatchObject({ status: 'review', milestoneNote: 'theirs', priority: 'high', revision: 3 });
  await until(() => review.rows.some(({ priority }) => priority === 'high'));
  await client.tasks.update(first.id, { status: 'approved' });
  await until(() => review.rows.length === 1);

  const { data } = await client.tasks.list({ projectId: 'SHOW', status: ['review'], sort: 'shot' });
  expect(review.rows).toEqual(data);
  expect(seen).toEqual(seen.map((_, index) => index + 1));
  outbox.close();
  live.close();
});
