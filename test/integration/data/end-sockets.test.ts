import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handler as pusher } from '../../../functions/realtime/pusher.ts';
import { endSocket, endSocketsOf, recheckSockets } from '../../../shared/data/end-sockets.ts';
import { keys } from '../../../shared/data/keys.ts';
import { removeMember } from '../../../shared/data/members.ts';
import { startSession } from '../../../shared/data/sessions.ts';
import { getSocket, insertSocket, type SocketOwner, socketsOf, subscribe } from '../../../shared/data/sockets.ts';
import type { PushMessage } from '../../../shared/platform/queue.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let gateway: FakeAws;
/** Sockets that the gateway does not have, or fails on. */
const gone = new Set<string>();
const broken = new Set<string>();
let people = 0;

function answer({ path }: AwsRequest) {
  const connectionId = path.split('/').at(-1) ?? '';
  if (broken.has(connectionId)) return { status: 400, body: { __type: 'BadRequestException', message: 'broken' } };
  return gone.has(connectionId) ? { status: 410, body: { __type: 'GoneException' } } : {};
}

beforeAll(async () => {
  gateway = await startFakeAws(answer);
  process.env.MONTU_SOCKET_ENDPOINT = gateway.endpoint;
  table = await useTable();
  studio = await newStudio();
});
beforeEach(() => {
  gateway.requests.length = 0;
  gone.clear();
  broken.clear();
});
afterAll(() => gateway.stop());

/** Somebody with these roles in P0, P1 and so on. */
async function person(...roles: Parameters<TestStudio['setMember']>[2][]): Promise<SocketOwner> {
  const { id } = await studio.addUser(`person-${people++}`);
  for (const [index, role] of roles.entries()) await studio.setMember(`P${index}`, id, role);
  return signIn(id);
}

async function signIn(userId: string): Promise<SocketOwner> {
  const { session } = await startSession({ studio: studio.id, userId, clientType: 'web' });
  return { studio: studio.id, userId, sessionId: session.sessionId, clientType: 'web' };
}

async function leaveP0({ userId }: SocketOwner): Promise<void> {
  await removeMember({ projectId: 'P0', userId }, { expected: undefined }, studio.changeBy(userId));
}

/** What the gateway was told about a socket. */
const toldOf = (connectionId: string) =>
  gateway.requests
    .filter(({ path }) => path.endsWith(`/${connectionId}`))
    .map(({ method, body }) => (method === 'POST' ? JSON.parse(body).type : method));
const openOf = async ({ userId }: SocketOwner) =>
  (await socketsOf(studio.id, userId)).map(({ connectionId }) => connectionId);

/** Makes it as if the socket had been open for a while. */
async function age(connectionId: string): Promise<void> {
  const key = keys.connection(connectionId);
  await table.put({ ...key, ...(await table.get(key)), openedAt: new Date(Date.now() - 60_000).toISOString() });
}

/** The places of the messages that the pusher wants again. */
async function push(...messages: (PushMessage | { kind: 'nonsense' })[]): Promise<number[]> {
  const Records = messages.map((message, index) => ({ messageId: `${index}`, body: JSON.stringify(message) }));
  const { batchItemFailures } = await pusher({ Records } as Parameters<typeof pusher>[0]);
  return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
}

describe('the end of a session', () => {
  const end = ({ studio, userId, sessionId }: SocketOwner) =>
    ({ kind: 'endSession', studio, userId, sessionId }) as const;

  it('ends its sockets, and no other', async () => {
    const one = await person();
    const other = await signIn(one.userId);
    await insertSocket('one-1', one);
    await insertSocket('one-2', one, `user:${one.userId}`);
    await insertSocket('other-1', other);
    await endSocketsOf(studio.id, one.userId, one.sessionId);
    expect(toldOf('one-1')).toEqual(['sessionEnded', 'DELETE']);
    expect(toldOf('one-2')).toEqual(['sessionEnded', 'DELETE']);
    expect(toldOf('other-1')).toEqual([]);
    expect(await openOf(one)).toEqual(['other-1']);
    expect(await getSocket('one-2')).toBeUndefined();
  });

  it('told twice does no harm', async () => {
    const one = await person();
    await insertSocket('twice', one);
    expect(await push(end(one))).toEqual([]);
    expect(await push(end(one))).toEqual([]);
    expect(toldOf('twice')).toEqual(['sessionEnded', 'DELETE']);
  });

  it('forgets a socket that is gone already', async () => {
    const one = await person();
    await insertSocket('left', one);
    await age('left');
    gone.add('left');
    await endSocketsOf(studio.id, one.userId, one.sessionId);
    expect(toldOf('left')).toEqual(['sessionEnded']);
    expect(await openOf(one)).toEqual([]);
  });

  it('waits for a socket that is only opening', async () => {
    const one = await person();
    await insertSocket('opening', one);
    gone.add('opening');
    const ending = endSocketsOf(studio.id, one.userId, one.sessionId);
    await expect.poll(() => toldOf('opening')).toContain('sessionEnded');
    expect(await openOf(one)).toEqual(['opening']);
    gone.delete('opening');
    await ending;
    expect(toldOf('opening').slice(-2)).toEqual(['sessionEnded', 'DELETE']);
    expect(await openOf(one)).toEqual([]);
  });

  it('does not wait for one that has closed', async () => {
    gone.add('nobody');
    await endSocket('nobody', 'The session has ended.');
    expect(toldOf('nobody')).toEqual(['sessionEnded']);
  });

  it('is tried again where a socket could not be closed, and reaches the others meanwhile', async () => {
    const [one, other] = [await person(), await person()];
    for (const name of ['fails-1', 'works-1', 'works-2']) await insertSocket(name, one);
    await insertSocket('works-3', other);
    broken.add('fails-1');
    const logs = captureLogs();
    expect(await push({ kind: 'nonsense' }, end(one), end(other))).toEqual([0, 1]);
    logs.restore();
    expect(logs.text()).toContain('broken');
    for (const name of ['works-1', 'works-2', 'works-3'])
      expect(toldOf(name), name).toEqual(['sessionEnded', 'DELETE']);
    expect(await openOf(one)).toEqual(['fails-1']);
    broken.clear();
    expect(await push(end(one))).toEqual([]);
    expect(await openOf(one)).toEqual([]);
  });
});

describe('a change of what somebody may do', () => {
  const recheck = ({ studio, userId }: SocketOwner) => ({ kind: 'recheck', studio, userId }) as const;

  it('ends the subscriptions that they may not have any more, and those alone', async () => {
    const one = await person('artist', 'viewer');
    const inbox = `user:${one.userId}`;
    await insertSocket('member', one, inbox);
    const socket = await getSocket('member');
    if (!socket) throw new Error('There is no socket');
    for (const channel of ['project:P0', 'project:P1']) await subscribe(socket, channel);
    await recheckSockets(studio.id, one.userId);
    expect(toldOf('member')).toEqual([]);

    await leaveP0(one);
    await recheckSockets(studio.id, one.userId);
    expect(gateway.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { type: 'unsubscribed', channel: 'project:P0', reason: expect.any(String) },
    ]);
    expect((await getSocket('member'))?.channels).toEqual(new Set([inbox, 'project:P1']));

    await studio.setMember('P1', one.userId, 'client');
    expect(await push(recheck(one))).toEqual([]);
    expect((await getSocket('member'))?.channels).toEqual(new Set([inbox]));
  });

  it('is told, even if it takes another try', async () => {
    const one = await person('artist');
    await insertSocket('untold', one, 'project:P0');
    await leaveP0(one);
    broken.add('untold');
    const logs = captureLogs();
    expect(await push(recheck(one))).toEqual([0]);
    logs.restore();
    broken.clear();
    gateway.requests.length = 0;
    expect(await push(recheck(one))).toEqual([]);
    expect(toldOf('untold')).toEqual(['unsubscribed']);
    expect((await getSocket('untold'))?.channels).toBeUndefined();
  });

  it('ends all sockets of somebody who is not active', async () => {
    const one = await person();
    const other = await signIn(one.userId);
    await insertSocket('idle-1', one);
    await insertSocket('idle-2', other);
    const key = keys.userAuth(studio.id, one.userId);
    await table.put({ ...key, ...(await table.get(key)), active: false });
    await recheckSockets(studio.id, one.userId);
    for (const name of ['idle-1', 'idle-2']) expect(toldOf(name)).toEqual(['sessionEnded', 'DELETE']);
    expect(await openOf(one)).toEqual([]);
  });

  it('ends all sockets of somebody who is gone', async () => {
    const one = await person();
    await insertSocket('erased', one);
    await table.put({ ...keys.userAuth(studio.id, one.userId) });
    await recheckSockets(studio.id, one.userId);
    expect(toldOf('erased')).toEqual(['sessionEnded', 'DELETE']);
  });
});
