import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertApiKey, revokeApiKey } from '../../../shared/data/api-keys.ts';
import { keys } from '../../../shared/data/keys.ts';
import { endSession, startSession } from '../../../shared/data/sessions.ts';
import {
  acknowledge,
  createTicket,
  deleteSocket,
  endWhileOpen,
  getSocket,
  insertSocket,
  redeemTicket,
  refuseSocket,
  type Socket,
  type SocketOwner,
  socketsOf,
  subscribe,
  subscribersOf,
  unsubscribe,
} from '../../../shared/data/sockets.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await useTable();
  studio = await newStudio();
  owner = await signIn((await studio.addUser('ann')).id);
  inbox = `user:${owner.userId}`;
});
afterEach(() => {
  vi.useRealTimers();
});

const feed = 'project:SWA';
let studio: TestStudio;
let owner: SocketOwner;
let inbox: string;
let opened = 0;

/** A session of somebody, as one that opens sockets. */
async function signIn(userId: string): Promise<SocketOwner> {
  const { session } = await startSession({ studio: studio.id, userId, clientType: 'web' });
  return { studio: studio.id, userId, sessionId: session.sessionId, clientType: 'web' };
}

/** A socket that is open now, subscribed to its first channel. */
async function open(channel?: string): Promise<Socket> {
  const connectionId = `connection-${opened++}`;
  await insertSocket(connectionId, owner, channel);
  const socket = await getSocket(connectionId);
  if (!socket) throw new Error('There is no socket');
  return socket;
}

const listeners = async (channel: string) => (await subscribersOf(studio.id, channel)).map((one) => one.connectionId);
/** Everything of the table that names this socket. */
const tracesOf = async ({ connectionId }: Socket) =>
  (await table.all()).filter((item) => JSON.stringify(item).includes(connectionId));

describe('a socket', () => {
  it('listens to what it subscribes to, and knows whose it is', async () => {
    const socket = await open(inbox);
    await subscribe(socket, feed);
    expect(await getSocket(socket.connectionId)).toMatchObject({ ...owner, channels: new Set([inbox, feed]) });
    expect(await subscribersOf(studio.id, feed)).toContainEqual(
      expect.objectContaining({ ...owner, connectionId: socket.connectionId }),
    );
    expect(await listeners(inbox)).toContain(socket.connectionId);
    expect(await subscribersOf('rival', feed)).toEqual([]);
  });

  it('listens to nothing when it asks for nothing', async () => {
    const socket = await open();
    expect(socket.channels).toBeUndefined();
    expect(await tracesOf(socket)).toHaveLength(2);
  });

  it('subscribed twice listens once', async () => {
    const socket = await open(feed);
    await subscribe(socket, feed);
    expect((await listeners(feed)).filter((id) => id === socket.connectionId)).toHaveLength(1);
  });

  it('stops to listen, also to what it never listened to', async () => {
    const socket = await open(feed);
    await unsubscribe(socket, feed);
    await unsubscribe(socket, feed);
    await unsubscribe(socket, 'project:OTHER');
    expect(await listeners(feed)).not.toContain(socket.connectionId);
    expect((await getSocket(socket.connectionId))?.channels).toBeUndefined();
  });

  it('leaves nothing behind', async () => {
    const socket = await open(inbox);
    for (let n = 0; n < 49; n++) await subscribe(socket, `project:P${n}`);
    expect(await tracesOf(socket)).toHaveLength(52);
    await deleteSocket(socket.connectionId);
    expect(await tracesOf(socket)).toEqual([]);
    await deleteSocket(socket.connectionId);
  });

  it('has no room for more than fifty channels, but for those that it has', async () => {
    const socket = await open();
    const names = Array.from({ length: 50 }, (_, n) => `project:P${n}`);
    for (const name of names) await subscribe(socket, name);
    await expect(subscribe(socket, 'project:P50')).rejects.toMatchObject({ code: 'CONFLICT' });
    await subscribe(socket, 'project:P0');
    expect((await getSocket(socket.connectionId))?.channels?.size).toBe(50);
    expect(await listeners('project:P50')).toEqual([]);
  });

  it('puts down how far it has read what it listens to', async () => {
    const socket = await open(feed);
    await acknowledge(socket, feed, 7);
    await acknowledge(socket, 'project:OTHER', 7);
    const mine = (await subscribersOf(studio.id, feed)).find((one) => one.connectionId === socket.connectionId);
    expect(mine).toMatchObject({ acknowledged: 7 });
    expect(await listeners('project:OTHER')).toEqual([]);
  });

  it('that is gone can neither subscribe nor come back', async () => {
    const socket = await open(inbox);
    await deleteSocket(socket.connectionId);
    await expect(subscribe(socket, feed)).rejects.toThrow();
    await unsubscribe(socket, feed);
    expect(await tracesOf(socket)).toEqual([]);
  });

  it('that only a subscription is left of is forgotten by that channel too', async () => {
    const socket = await open(feed);
    await table.put({
      pk: `S#${studio.id}#L#project:LOST`,
      sk: `K#${socket.connectionId}`,
      ...owner,
      connectionId: socket.connectionId,
    });
    await deleteSocket(socket.connectionId);
    expect(await listeners('project:LOST')).toEqual([socket.connectionId]);
    await unsubscribe(socket, 'project:LOST');
    expect(await tracesOf(socket)).toEqual([]);
  });

  it('is forgotten by time to live when nobody says that it closed', async () => {
    const socket = await open(feed);
    const end = Date.now() / 1000 + 2 * 3600;
    for (const item of await tracesOf(socket)) {
      expect(item.expiresAtEpoch).toBeGreaterThan(end);
      expect(item.expiresAtEpoch).toBeLessThan(end + 3600);
    }
  });
});

describe('the sockets of somebody', () => {
  it('are found, with the session of each, and nobody else’s', async () => {
    const ben = await signIn((await studio.addUser('ben')).id);
    const again = await signIn(ben.userId);
    await insertSocket('ben-1', ben, feed);
    await insertSocket('ben-2', again);
    await insertSocket('not-ben', owner);
    const found = (await socketsOf(studio.id, ben.userId)).map((one) => [one.connectionId, one.sessionId]);
    expect(found).toEqual([
      ['ben-1', ben.sessionId],
      ['ben-2', again.sessionId],
    ]);
    await deleteSocket('ben-1');
    expect((await socketsOf(studio.id, ben.userId)).map((one) => one.connectionId)).toEqual(['ben-2']);
  });

  it('are so many at most, without those whose time is over', async () => {
    const fay = await signIn((await studio.addUser('fay')).id);
    await insertSocket('fay-1', fay);
    await insertSocket('fay-2', fay);
    await expect(refuseSocket(fay, 2)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(refuseSocket(fay)).resolves.toBeUndefined();
    const lost = keys.userSocket(studio.id, fay.userId, 'fay-1');
    await table.put({ ...lost, ...(await table.get(lost)), expiresAtEpoch: Math.floor(Date.now() / 1_000) });
    await expect(refuseSocket(fay, 2)).resolves.toBeUndefined();
  });

  it('are none of a session that has ended, however lately', async () => {
    const cid = await signIn((await studio.addUser('cid')).id);
    await endSession(studio.id, cid.userId, cid.sessionId);
    await expect(insertSocket('cid-1', cid, feed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await getSocket('cid-1')).toBeUndefined();
    expect(await socketsOf(studio.id, cid.userId)).toEqual([]);
    expect(await listeners(feed)).not.toContain('cid-1');
  });

  it('are none of a session or an API key whose time is over', async () => {
    const eve = await signIn((await studio.addUser('eve')).id);
    const soon = new Date(Date.now() + 60_000).toISOString();
    const fields = { name: 'farm', role: 'artist' as const, projects: {}, scopes: ['task.read' as const] };
    const { id } = await insertApiKey({ ...fields, expiresAt: soon }, studio.changeBy(eve.userId));
    const key = { studio: studio.id, userId: id, sessionId: id, clientType: 'service' as const };
    const session = keys.session(studio.id, eve.userId, eve.sessionId);
    await table.put({ ...session, ...(await table.get(session)), expiresAt: soon });
    for (const who of [eve, key]) await insertSocket(`${who.userId}-early`, who);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(soon) });
    for (const who of [eve, key])
      await expect(insertSocket(`${who.userId}-late`, who)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are none of somebody who is not active', async () => {
    const dan = await signIn((await studio.addUser('dan')).id);
    const authority = keys.userAuth(studio.id, dan.userId);
    await table.put({ ...authority, ...(await table.get(authority)), active: false });
    await expect(insertSocket('dan-1', dan)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: authority }));
    await expect(insertSocket('dan-1', dan)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('of an API key need no session, but a key that was not revoked', async () => {
    const change = studio.changeBy(owner.userId);
    const fields = { name: 'farm', role: 'artist' as const, projects: {}, expiresAt: null };
    const { id } = await insertApiKey({ ...fields, scopes: ['task.read'] }, change);
    const key = { studio: studio.id, userId: id, sessionId: id, clientType: 'service' as const };
    await insertSocket('key-1', key, feed);
    expect(await socketsOf(studio.id, id)).toMatchObject([{ connectionId: 'key-1', sessionId: id }]);
    await revokeApiKey(id, change);
    await expect(insertSocket('key-2', key, feed)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('the time at which a session ends by itself', () => {
  it('is told when a socket that opens now might live to see it', async () => {
    const { expiresAt } = (await table.get(keys.session(studio.id, owner.userId, owner.sessionId))) ?? {};
    const end = Date.parse(String(expiresAt));
    expect(await endWhileOpen(owner)).toBeUndefined();
    vi.useFakeTimers({ toFake: ['Date'], now: end - 3 * 3600 * 1000 });
    expect(await endWhileOpen(owner)).toBeUndefined();
    vi.setSystemTime(end - 2 * 3600 * 1000);
    expect(await endWhileOpen(owner)).toBe(expiresAt);
  });

  it('is that of an API key, if it has one', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const fields = { name: 'farm', role: 'artist' as const, projects: {}, scopes: ['task.read' as const] };
    for (const end of [expiresAt, null]) {
      const { id } = await insertApiKey({ ...fields, expiresAt: end }, studio.changeBy(owner.userId));
      const key = { studio: studio.id, userId: id, sessionId: id, clientType: 'service' as const };
      expect(await endWhileOpen(key)).toBe(end ?? undefined);
    }
  });

  it('is none of a session that is not there', async () => {
    expect(await endWhileOpen({ ...owner, sessionId: 'sess_none' })).toBeUndefined();
  });
});

describe('a ticket', () => {
  it('is good once', async () => {
    const { ticket, expiresAt } = await createTicket(owner);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(25_000);
    expect(await redeemTicket(ticket)).toMatchObject(owner);
    expect(await redeemTicket(ticket)).toBeUndefined();
  });

  it('is good for one of those who come at once', async () => {
    const { ticket } = await createTicket(owner);
    const redeemed = await Promise.all([1, 2, 3, 4].map(() => redeemTicket(ticket)));
    expect(redeemed.filter((found) => found !== undefined)).toHaveLength(1);
  });

  it('is good for thirty seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const [early, late] = [await createTicket(owner), await createTicket(owner)];
    vi.setSystemTime(Date.now() + 29_999);
    expect(await redeemTicket(early.ticket)).toBeDefined();
    vi.setSystemTime(Date.now() + 1);
    expect(await redeemTicket(late.ticket)).toBeUndefined();
  });

  it('is stored as a hash, and nothing else is one', async () => {
    const { ticket } = await createTicket(owner);
    expect(JSON.stringify(await table.all())).not.toContain(ticket);
    for (const forged of ['', 'garbage', ticket.slice(1), `${ticket}A`])
      expect(await redeemTicket(forged)).toBeUndefined();
    expect(await redeemTicket(ticket)).toBeDefined();
  });
});
