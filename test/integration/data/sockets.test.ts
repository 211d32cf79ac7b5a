import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  acknowledge,
  createTicket,
  deleteSocket,
  getSocket,
  insertSocket,
  redeemTicket,
  type Socket,
  subscribe,
  subscribersOf,
  unsubscribe,
} from '../../../shared/data/sockets.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await useTable();
});
afterEach(() => {
  vi.useRealTimers();
});

const owner = { studio: 'demo', userId: 'user_ann', sessionId: 'sess_1', clientType: 'web' as const };
const [inbox, feed] = ['user:user_ann', 'project:SWA'];
let opened = 0;

/** A socket that is open now, subscribed to its first channel. */
async function open(channel?: string): Promise<Socket> {
  const connectionId = `connection-${opened++}`;
  await insertSocket(connectionId, owner, channel);
  const socket = await getSocket(connectionId);
  if (!socket) throw new Error('There is no socket');
  return socket;
}

const listeners = async (channel: string) => (await subscribersOf('demo', channel)).map((one) => one.connectionId);
/** Everything of the table that names this socket. */
const tracesOf = async ({ connectionId }: Socket) =>
  (await table.all()).filter((item) => JSON.stringify(item).includes(connectionId));

describe('a socket', () => {
  it('listens to what it subscribes to, and knows whose it is', async () => {
    const socket = await open(inbox);
    await subscribe(socket, feed);
    expect(await getSocket(socket.connectionId)).toMatchObject({ ...owner, channels: new Set([inbox, feed]) });
    expect(await subscribersOf('demo', feed)).toContainEqual(
      expect.objectContaining({ ...owner, connectionId: socket.connectionId }),
    );
    expect(await listeners(inbox)).toContain(socket.connectionId);
    expect(await subscribersOf('rival', feed)).toEqual([]);
  });

  it('listens to nothing when it asks for nothing', async () => {
    const socket = await open();
    expect(socket.channels).toBeUndefined();
    expect(await tracesOf(socket)).toHaveLength(1);
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
    expect(await tracesOf(socket)).toHaveLength(51);
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
    const mine = (await subscribersOf('demo', feed)).find((one) => one.connectionId === socket.connectionId);
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
      pk: 'S#demo#L#project:LOST',
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
