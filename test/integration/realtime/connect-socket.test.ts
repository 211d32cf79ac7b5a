import { createHash } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/realtime/connect-socket.ts';
import { keys } from '../../../shared/data/keys.ts';
import { startSession } from '../../../shared/data/sessions.ts';
import { createTicket, getSocket, type SocketOwner } from '../../../shared/data/sockets.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let queue: FakeAws;
let logs: ReturnType<typeof captureLogs>;
let owner: SocketOwner;
let opened = 0;

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
interface Sent {
  Entries: { Id: string; MessageBody: string; DelaySeconds: number }[];
}
const takeAll = ({ body }: AwsRequest) => ({
  body: {
    Successful: (JSON.parse(body) as Sent).Entries.map(({ Id, MessageBody }) => ({
      ...{ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) },
    })),
  },
});
/** What was put on the queue, and for how long it is kept back. */
const queued = () =>
  queue.requests.flatMap(({ body }) =>
    (JSON.parse(body) as Sent).Entries.map((entry) => [JSON.parse(entry.MessageBody), entry.DelaySeconds]),
  );

beforeAll(async () => {
  queue = await startFakeAws(takeAll);
  vi.spyOn(console, 'warn').mockReturnValue();
  process.env.MONTU_PUSH_QUEUE_URL = `${queue.endpoint}/queue/push`;
  table = await useTable();
  studio = await newStudio();
});
beforeEach(async () => {
  logs = captureLogs();
  queue.requests.length = 0;
  const { id: userId } = await studio.addUser(`person-${opened}`);
  const { session } = await startSession({ studio: studio.id, userId, clientType: 'web' });
  owner = { studio: studio.id, userId, sessionId: session.sessionId, clientType: 'web' };
});
afterEach(() => {
  vi.useRealTimers();
  logs.restore();
});
afterAll(() => queue.stop());

/** Opens a socket; what it is answered, and its record. */
async function connect(query: Record<string, string>, headers: Record<string, string> = {}) {
  const connectionId = `socket-${opened++}`;
  const event = { requestContext: { connectionId }, queryStringParameters: query, headers };
  const { statusCode } = await handler(event as unknown as Parameters<typeof handler>[0]);
  return { statusCode, socket: await getSocket(connectionId) };
}

const refused = (statusCode: number) => ({ statusCode, socket: undefined });
const ticketOf = async () => (await createTicket(owner)).ticket;

describe('a socket signed in by a ticket', () => {
  it('is its owner’s, and the ticket is spent', async () => {
    const ticket = await ticketOf();
    const { statusCode, socket } = await connect({ ticket, channel: `user:${owner.userId}` });
    expect(statusCode).toBe(200);
    expect(socket).toMatchObject({ ...owner, channels: new Set([`user:${owner.userId}`]) });
    expect(await connect({ ticket })).toEqual(refused(401));
  });

  it('is refused thirty seconds later', async () => {
    const [early, late] = [await ticketOf(), await ticketOf()];
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    vi.setSystemTime(Date.now() + 29_000);
    expect((await connect({ ticket: early })).statusCode).toBe(200);
    vi.setSystemTime(Date.now() + 1_001);
    expect(await connect({ ticket: late })).toEqual(refused(401));
  });

  it('is refused when its session has ended, whatever this container remembers of it', async () => {
    const [first, second] = [await ticketOf(), await ticketOf()];
    expect((await connect({ ticket: first })).statusCode).toBe(200);
    // as another container does it
    const Key = keys.session(studio.id, owner.userId, owner.sessionId);
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key }));
    expect(await connect({ ticket: second })).toEqual(refused(401));
  });
});

describe('a socket of a page', () => {
  it.each(['https://app.montu.test', 'https://review.montu.test'])('of %s opens', async (origin) => {
    expect((await connect({ ticket: await ticketOf() }, { origin })).statusCode).toBe(200);
  });

  it.each([
    'https://evil.test',
    'http://app.montu.test',
    'https://app.montu.test.evil.test',
    'https://app.montu.test:8443',
    'null',
    '',
  ])('of %j is refused, and leaves the ticket good', async (origin) => {
    const ticket = await ticketOf();
    expect(await connect({ ticket }, { Origin: origin })).toEqual(refused(403));
    expect((await connect({ ticket })).statusCode).toBe(200);
  });
});

describe('a session that ends by itself while a socket may be open', () => {
  it('has the end of its sockets put on the queue', async () => {
    const key = keys.session(studio.id, owner.userId, owner.sessionId);
    const at = new Date(Date.now() + 600_000).toISOString();
    await table.put({ ...key, ...(await table.get(key)), expiresAt: at });
    expect((await connect({ ticket: await ticketOf() })).statusCode).toBe(200);
    const { clientType: _, ...session } = owner;
    expect(queued()).toEqual([[{ kind: 'endSession', ...session, at }, 600]]);
  });

  it('is the exception', async () => {
    expect((await connect({ ticket: await ticketOf() })).statusCode).toBe(200);
    expect(queued()).toEqual([]);
  });
});
