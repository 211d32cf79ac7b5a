import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/realtime/pusher.ts';
import { keys } from '../../../shared/data/keys.ts';
import { startSession } from '../../../shared/data/sessions.ts';
import { getSocket, insertSocket, type SocketOwner, subscribersOf } from '../../../shared/data/sockets.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

const throttled = { status: 429, body: { __type: 'LimitExceededException', message: 'slow down' } };

let table: TestTable;
let studio: TestStudio;
let owner: SocketOwner;
let channel: string;
let gateway: FakeAws;
let people = 0;
/** What the gateway does with a post to a socket, if it does not just take it. */
let onPost: (connectionId: string) => object | Promise<object> = () => ({});

const waiting = { timeout: 10_000 };
const longAgo = '2025-08-29T10:00:00.000Z';
const socketOf = ({ path }: AwsRequest) => path.split('/').at(-1) ?? '';

beforeAll(async () => {
  gateway = await startFakeAws((request) => (request.method === 'POST' ? onPost(socketOf(request)) : {}));
  process.env.MONTU_SOCKET_ENDPOINT = gateway.endpoint;
  table = await useTable();
  studio = await newStudio();
});
beforeEach(async () => {
  gateway.requests.length = 0;
  onPost = () => ({});
  owner = await newOwner();
  channel = `user:${owner.userId}`;
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => gateway.stop());

/** Somebody who is signed in. */
async function newOwner(): Promise<SocketOwner> {
  const { id: userId } = await studio.addUser(`person-${people++}`);
  const { session } = await startSession({ studio: studio.id, userId, clientType: 'web' });
  return { studio: studio.id, userId, sessionId: session.sessionId, clientType: 'web' };
}
const open = (...names: string[]) => Promise.all(names.map((name) => insertSocket(name, owner, channel)));
const message = (seq: number) => ({
  ...{ type: 'notification.created', id: `n${seq}`, channel, seq, createdAt: '2025-08-29T10:00:00.000Z' },
  data: { title: `Number ${seq}` },
});

/** Gives the pusher frames of one message each, in one batch; the places of those that it wants again. */
async function pushFrames(messages: readonly ReturnType<typeof message>[]): Promise<string[]> {
  const Records = messages.map((one, index) => {
    const frame = { kind: 'frame', studio: studio.id, channel: one.channel, text: JSON.stringify(one) };
    return { messageId: String(index), body: JSON.stringify(frame) };
  });
  const { batchItemFailures } = await handler({ Records } as Parameters<typeof handler>[0]);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
const push = (...seqs: number[]) => pushFrames(seqs.map(message));
const postsTo = (name: string) =>
  gateway.requests.filter((request) => request.method === 'POST' && socketOf(request) === name);
const cutOf = (name: string) =>
  gateway.requests.some((request) => request.method === 'DELETE' && socketOf(request) === name);

describe('a frame', () => {
  it('is posted once to each socket, the same bytes to all', async () => {
    await open('a-1', 'a-2', 'a-3');
    expect(await push(1)).toEqual([]);
    expect(gateway.requests).toHaveLength(3);
    expect(new Set(gateway.requests.map(({ body }) => body))).toEqual(new Set([JSON.stringify(message(1))]));
  });

  it('goes in one post with what else is there of its channel, in order and each message once', async () => {
    await open('b-1', 'b-2');
    expect(await push(3, 1, 2, 3)).toEqual([]);
    for (const name of ['b-1', 'b-2']) {
      const [only, ...others] = postsTo(name);
      expect(others).toEqual([]);
      expect(JSON.parse(only?.body ?? '')).toEqual({ type: 'frame', channel, messages: [1, 2, 3].map(message) });
    }
  });
});

/** Registers sockets, with nothing but their places in the channel. */
const register = (names: readonly string[], of: SocketOwner = owner) =>
  Promise.all(
    names.map((connectionId) => {
      const place = keys.subscriber(studio.id, `user:${of.userId}`, connectionId);
      return table.put({ ...place, ...of, connectionId, subscribedAt: longAgo });
    }),
  );
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('many sockets', () => {
  it('are posted to fifty at a time, on however many channels', async () => {
    const other = await newOwner();
    await register(named('many', 30));
    await register(named('more', 30), other);
    let [underWay, most] = [0, 0];
    onPost = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 50));
      underWay -= 1;
      return {};
    };
    await pushFrames([message(1), { ...message(1), channel: `user:${other.userId}` }]);
    expect(gateway.requests).toHaveLength(60);
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(50);
  });

  it('have what comes of two batches in its order, though one of the first is slow', async () => {
    await open('first', 'second');
    const gate = Promise.withResolvers<object>();
    onPost = (name) => (name === 'first' && postsTo('first').length === 1 ? gate.promise : {});
    const pushing = [push(1)];
    await expect.poll(() => postsTo('first').length, waiting).toBe(1);
    pushing.push(push(2));
    // nobody waits for the slow one, and nothing overtakes what it has not taken
    await expect.poll(() => postsTo('second').length, waiting).toBe(2);
    expect(postsTo('first')).toHaveLength(1);
    gate.resolve({});
    expect(await Promise.all(pushing)).toEqual([[], []]);
    expect(postsTo('first').map(({ body }) => JSON.parse(body).seq)).toEqual([1, 2]);
  });

  it('that wait for their turn are not taken for slow ones', async () => {
    await register([...named('stuck', 50), 'waiting']);
    const { promise: never, resolve: release } = Promise.withResolvers<object>();
    onPost = (name) => (name === 'waiting' ? {} : never);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const pushing = push(1);
    await expect.poll(() => gateway.requests.length, waiting).toBe(50);
    vi.advanceTimersByTime(3_000);
    expect(await pushing).toEqual([]);
    release({});
    expect([cutOf('stuck-0'), cutOf('waiting')]).toEqual([true, false]);
    expect(postsTo('waiting')).toHaveLength(1);
  });
});

describe('a socket that does not take what is sent', () => {
  it('holds up no other, is cut, and is forgotten', async () => {
    await open('stuck', 'quick-1', 'quick-2');
    const { promise: never, resolve: release } = Promise.withResolvers<object>();
    onPost = (name) => (name === 'stuck' ? never : {});
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const pushing = push(1);
    // both have taken it, and only the first still waits
    await expect.poll(() => [postsTo('quick-1').length, postsTo('quick-2').length], waiting).toEqual([1, 1]);
    await expect.poll(() => vi.getTimerCount(), waiting).toBe(1);
    expect(cutOf('stuck')).toBe(false);
    vi.advanceTimersByTime(2_900);
    expect(cutOf('stuck')).toBe(false);
    vi.advanceTimersByTime(100);
    expect(await pushing).toEqual([]);
    release({});
    expect(cutOf('stuck')).toBe(true);
    expect(await getSocket('stuck')).toBeUndefined();
    expect((await subscribersOf(studio.id, channel)).map(({ connectionId }) => connectionId).toSorted()).toEqual([
      'quick-1',
      'quick-2',
    ]);
  });
});

describe('a socket that is gone', () => {
  it('is forgotten, unless it is only opening', async () => {
    await open('opening');
    await open('left');
    const place = keys.subscriber(studio.id, channel, 'left');
    await table.put({ ...place, ...(await table.get(place)), subscribedAt: longAgo });
    onPost = () => ({ status: 410, body: { __type: 'GoneException' } });
    expect(await push(1)).toEqual([]);
    expect(await getSocket('left')).toBeUndefined();
    expect((await subscribersOf(studio.id, channel)).map(({ connectionId }) => connectionId)).toEqual(['opening']);
  });
});

describe('a gateway that throttles', () => {
  it('is asked again, and every socket has its message', async () => {
    await open('t-1', 't-2');
    const refusals = new Map<string, number>();
    onPost = (name) => {
      const before = refusals.get(name) ?? 0;
      refusals.set(name, before + 1);
      return before < 2 ? throttled : {};
    };
    expect(await push(1)).toEqual([]);
    expect([postsTo('t-1').length, postsTo('t-2').length]).toEqual([3, 3]);
    expect(await getSocket('t-1')).toBeDefined();
  });

  it('for too long costs a socket its message, and nobody else theirs', async () => {
    await open('u-1', 'u-2');
    onPost = (name) => (name === 'u-1' ? throttled : {});
    const logs = captureLogs();
    expect(await push(1)).toEqual([]);
    logs.restore();
    expect(postsTo('u-2')).toHaveLength(1);
    expect(await getSocket('u-1')).toBeDefined();
  });
});
