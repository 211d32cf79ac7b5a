import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { vi } from 'vitest';
import { createDeadLetters } from '../../local/streams/dead-letters.ts';
import { deliver } from '../../local/streams/delivery.ts';
import { passes } from '../../local/streams/filter.ts';
import { createRandom } from '../../local/unkind/profile.ts';
import type { ChannelMessage } from '../../shared/contract/realtime.ts';
import { keys } from '../../shared/data/keys.ts';
import { eventId } from '../../shared/domain/events.ts';
import { consumers } from '../../shared/manifest/consumers.ts';
import type { PushMessage } from '../../shared/platform/queue.ts';
import { setEnvironment } from './environment.ts';
import { makeEvent } from './events.ts';
import { createMemoryTable, type MemoryTable, type TransactItem } from './memory-table.ts';

/** What may become of a call to a port: not done, done without an answer, or the end of the whole invocation. */
export type Fault = 'refused' | 'lost' | 'crash';
/** Mistakes that the model must find. */
export type Plant = 'dedupe off' | 'registration after replay' | 'head ahead of frame';

export interface Plan {
  seed: number;
  writers: number;
  /** Of each writer, about one task. */
  events: number;
  readers: number;
  /** How often each reader loses its connection. */
  cuts: number;
  /** What becomes of the so-manieth call that notifier or pusher makes. */
  fault?: (call: number) => Fault | undefined;
  /** The share of events that the stream never brings: the sweeper has to find them. */
  forgotten?: number;
  /** Whether clients ask for the heads in the end; without it all must have come by itself. */
  heartbeat?: boolean;
  plant?: Plant;
}

export interface Outcome {
  /** What must not be, in words; none where all is well. */
  violations: string[];
  /** Calls that notifier and pusher made to their ports. */
  calls: number;
}

interface Ports {
  send(command: { input: object }): Promise<object>;
  enqueue(messages: readonly PushMessage[]): Promise<void>;
  post(connectionId: string, text: string): Promise<'sent' | 'gone'>;
}
let ports: Ports;

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
setEnvironment();
vi.doMock('../../shared/data/client.ts', () => ({
  dynamo: () => ({ send: (command: { input: object }) => ports.send(command) }),
  tableName: () => 'model',
}));
vi.doMock('../../shared/platform/queue.ts', async (original) => ({
  ...(await original<object>()),
  enqueuePush: (messages: readonly PushMessage[]) => ports.enqueue(messages),
}));
vi.doMock('../../shared/platform/sockets.ts', () => ({
  postToSocket: (connectionId: string, text: string) => ports.post(connectionId, text),
  closeSocket: () => Promise.reject(new Error('Nobody has reason to close a socket')),
  cutSocket: () => Promise.reject(new Error('Nobody has reason to cut a socket')),
}));

// whatever may use a port is loaded only now
type Invocable = (event: never) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
const load = async () => ({
  notifier: (await import('../../functions/realtime/notifier.ts')).handler as unknown as Invocable,
  pusher: (await import('../../functions/realtime/pusher.ts')).handler as unknown as Invocable,
  resume: (await import('../../functions/realtime/resume-socket.ts')).handler,
  ping: (await import('../../functions/realtime/ping-socket.ts')).handler,
  disconnect: (await import('../../functions/realtime/disconnect-socket.ts')).handler,
  ...(await import('../../shared/data/sockets.ts')),
  ...(await import('../../shared/data/sweep.ts')),
  ...(await import('../../shared/data/audit.ts')),
  ...(await import('./production.ts')),
});
type Code = Awaited<ReturnType<typeof load>>;

const projectId = 'SWA';
const feed = `project:${projectId}`;
const shards = 3;
const longAgo = Date.now() - 3_600_000;
let studios = 0;

/** A client as docs/realtime.md tells it to be: applies `last + 1`, drops what it has, asks where it sees a gap. */
class Reader {
  readonly userId: string;
  readonly violations: string[] = [];
  readonly applied = new Map<string, ChannelMessage[]>();
  connectionId: string | undefined;
  readonly #asking = new Set<string>();
  readonly #resume: (connectionId: string, channel: string, after: number) => Promise<unknown>;

  constructor(userId: string, resume: (connectionId: string, channel: string, after: number) => Promise<unknown>) {
    this.userId = userId;
    this.#resume = resume;
  }

  get channels(): string[] {
    return [feed, `user:${this.userId}`];
  }

  lastOf(channel: string): number {
    return this.applied.get(channel)?.at(-1)?.seq ?? 0;
  }

  async ask(channel: string): Promise<void> {
    const { connectionId } = this;
    if (connectionId === undefined || this.#asking.has(channel)) return;
    this.#asking.add(channel);
    await this.#resume(connectionId, channel, this.lastOf(channel));
    this.#asking.delete(channel);
  }

  /** Takes what came; the channels that it has to ask for. */
  receive(text: string): string[] {
    const message = JSON.parse(text);
    if (message.type === 'frame') return message.messages.flatMap((one: ChannelMessage) => this.#apply(one));
    if (message.type === 'pong')
      return this.channels.filter((channel) => (message.heads[channel] ?? 0) > this.lastOf(channel));
    if (message.type === 'resumed') {
      if (this.lastOf(message.channel) < message.head)
        this.violations.push(`resumed to ${message.head} of ${message.channel} with ${this.lastOf(message.channel)}`);
      return [];
    }
    if (message.seq !== undefined) return this.#apply(message);
    this.violations.push(`told ${text}`);
    return [];
  }

  #apply(message: ChannelMessage): string[] {
    const last = this.lastOf(message.channel);
    if (message.seq <= last) return [];
    if (message.seq > last + 1) return [message.channel];
    const applied = this.applied.get(message.channel) ?? [];
    this.applied.set(message.channel, [...applied, message]);
    return [];
  }
}

/** Writes, delivers, disconnects, fails and mends as the plan says; tells what is wrong when all is quiet. */
export async function runModel(plan: Plan): Promise<Outcome> {
  const code: Code = await load();
  const random = createRandom(plan.seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const turns = async (most: number) => {
    for (let left = upTo(most); left > 0; left--) await turn();
  };
  studios += 1;
  const studio = `model-${studios}`;
  const invocation = new AsyncLocalStorage<{ crashed: boolean }>();
  const violations: string[] = [];
  let calls = 0;
  let fault = plan.fault;

  /** A call to a port; what notifier and pusher call may go wrong. */
  async function through<T>(call: () => T | Promise<T>): Promise<T> {
    await turns(2);
    const inside = invocation.getStore();
    if (!inside) return call();
    if (inside.crashed) throw new Error('This invocation has ended');
    calls += 1;
    const wrong = fault?.(calls);
    if (wrong === 'refused') throw new Error('Refused');
    const result = await call();
    if (wrong === undefined) return result;
    inside.crashed = wrong === 'crash';
    throw new Error('No answer');
  }

  // the stream, in shards
  const streams = Array.from({ length: shards }, () => [] as DynamoDBRecord[]);
  let written = 0;
  const table: MemoryTable = createMemoryTable(({ before, after }) => {
    const eventName = after === undefined ? 'REMOVE' : before === undefined ? 'INSERT' : 'MODIFY';
    const image = (item: object | undefined) =>
      item && (marshall(item, { removeUndefinedValues: true }) as Record<string, AttributeValue>);
    written += 1;
    const SequenceNumber = String(written).padStart(10, '0');
    const record = {
      eventName,
      dynamodb: { SequenceNumber, NewImage: image(after), OldImage: image(before), ApproximateCreationDateTime: 4e9 },
    } as DynamoDBRecord;
    const shard = String((after ?? before)?.pk).length % shards;
    if (passes(consumers.notifier.filters, record) && random() >= (plan.forgotten ?? 0)) streams[shard]?.push(record);
  });

  // the queue: any order, now and then twice
  const queue: { body: string; receives: number }[] = [];
  // the gateway
  const connections = new Map<string, Reader>();
  const background = new Set<Promise<unknown>>();
  const start = (work: Promise<unknown>) => {
    background.add(work);
    void work.finally(() => background.delete(work));
  };
  const heldBack = new Map<string, () => Promise<unknown>>();

  const planted: Partial<Record<Plant, (command: { input: { TransactItems?: TransactItem[] } }) => Promise<object>>> = {
    'dedupe off': (command) => {
      for (const { Update } of command.input.TransactItems ?? [])
        if (Update?.UpdateExpression === 'SET feedSeq = :seq') delete Update.ConditionExpression;
      return table.send(command);
    },
    'registration after replay': async (command) => {
      const place = command.input.TransactItems?.find(({ Put }) => Put?.Item?.sk.startsWith('K#'))?.Put?.Item;
      if (!place) return table.send(command);
      heldBack.set(String(place.connectionId), () => table.send(command));
      return {};
    },
    'head ahead of frame': async (command) => {
      const head = command.input.TransactItems?.find(({ Update }) => Update?.Key?.sk === 'HEAD')?.Update;
      if (!head) return table.send(command);
      await table.send(
        Object.assign(Object.create(Object.getPrototypeOf(command)), { input: { TransactItems: [{ Update: head }] } }),
      );
      await turns(20);
      for (const { Update } of command.input.TransactItems ?? [])
        if (Update === head) delete Update.ConditionExpression;
      return table.send(command);
    },
  };
  const send = (plan.plant && planted[plan.plant]) ?? ((command: { input: object }) => table.send(command));

  ports = {
    send: (command) => through(() => send(command)),
    enqueue: (messages) =>
      through(() => {
        for (const message of messages)
          for (let copies = random() < 0.1 ? 2 : 1; copies > 0; copies--)
            queue.splice(upTo(queue.length), 0, { body: JSON.stringify(message), receives: 0 });
      }),
    post: (connectionId, text) =>
      through(async () => {
        const reader = connections.get(connectionId);
        if (!reader) return 'gone';
        // what a client does of itself is no part of the invocation
        invocation.exit(() => {
          for (const channel of new Set(reader.receive(text))) start(reader.ask(channel));
        });
        const register = text.startsWith('{"type":"resumed"') && heldBack.get(connectionId);
        if (register) {
          heldBack.delete(connectionId);
          // one that is gone by then has no place to take
          start(
            turns(100)
              .then(register)
              .catch(() => {}),
          );
        }
        return 'sent';
      }),
  };

  const request = (connectionId: string, body: object) =>
    ({ requestContext: { connectionId }, body: JSON.stringify(body) }) as unknown as Parameters<Code['ping']>[0];
  const readers = Array.from({ length: plan.readers }, (_, index) => {
    const userId = `user_${String(index).padStart(24, '0')}`;
    return new Reader(userId, (connectionId, channel, after) =>
      code.resume(request(connectionId, { action: 'resume', channel, after })),
    );
  });
  furnish(code, table, studio, readers);

  let connectionsMade = 0;
  async function connect(reader: Reader): Promise<void> {
    connectionsMade += 1;
    const connectionId = `${studio}-${connectionsMade}`;
    const owner = { studio, userId: reader.userId, sessionId: 'sess_1', clientType: 'web' as const };
    await code.insertSocket(connectionId, owner);
    connections.set(connectionId, reader);
    reader.connectionId = connectionId;
    for (const channel of reader.channels) await reader.ask(channel);
  }
  async function cut(reader: Reader): Promise<void> {
    const connectionId = reader.connectionId ?? '';
    connections.delete(connectionId);
    reader.connectionId = undefined;
    // best effort in AWS too
    if (random() < 0.5) await code.disconnect(request(connectionId, {}));
  }
  async function read(reader: Reader): Promise<void> {
    await turns(20);
    await connect(reader);
    for (let left = plan.cuts; left > 0; left--) {
      await turns(60);
      await cut(reader);
      await turns(30);
      await connect(reader);
    }
  }

  const expected: string[] = [];
  async function write(writer: number): Promise<void> {
    for (let revision = 1; revision <= plan.events; revision++) {
      await turns(12);
      const event = eventOf(code, studio, writer, revision, readers);
      expected.push(eventId(event));
      table.put(event);
    }
  }

  // notifier and pusher, each as Lambda runs them
  const deadLetters = createDeadLetters();
  const { signal } = new AbortController();
  const notify = (records: DynamoDBRecord[], retries: number) =>
    deliver(
      records.map((record) => ({ record, done: () => {} })),
      {
        ...{ consumer: 'notifier', shardId: 'shard', streamArn: 'arn', maxAgeSeconds: 1e9, backoffMs: 0, retries },
        ...{ deadLetters, signal, log: () => {} },
        invoke: (_, event) => invocation.run({ crashed: false }, () => code.notifier(event as never)),
      },
    );
  async function pushSome(): Promise<void> {
    const batch = queue.splice(0, 1 + upTo(9));
    const Records = batch.map(({ body }, index) => ({ messageId: String(index), body }));
    const failed = await invocation.run({ crashed: false }, () =>
      code.pusher({ Records } as never).then(
        ({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)),
        () => [...batch.keys()],
      ),
    );
    for (const place of failed) {
      const message = batch[place] as (typeof queue)[number];
      message.receives += 1;
      if (message.receives < 3) queue.push(message);
    }
  }
  let writing = true;
  let notifying = true;
  async function readShard(records: DynamoDBRecord[]): Promise<void> {
    let before: DynamoDBRecord[] = [];
    while (writing || records.length > 0) {
      await turns(10);
      const batch = records.splice(0, 1 + upTo(4));
      // the one before once more, by another copy at the same time
      await Promise.all([notify(batch, 5), ...(random() < 0.3 ? [notify(before, 5)] : [])]);
      before = batch;
      await turn();
    }
  }
  async function readQueue(): Promise<void> {
    while (notifying || queue.length > 0) {
      await turns(10);
      if (queue.length > 0) await pushSome();
      await turn();
    }
  }
  async function quiet(): Promise<void> {
    while (background.size + queue.length > 0) {
      if (queue.length > 0) await pushSome();
      await Promise.all(background);
    }
  }

  const reading = Promise.all(readers.map(read));
  const pushing = Promise.all([readQueue(), readQueue()]);
  const delivering = Promise.all(streams.map(readShard));
  await Promise.all(Array.from({ length: plan.writers }, (_, writer) => write(writer)));
  writing = false;
  await delivering;
  await reading;
  notifying = false;
  await pushing;
  await quiet();

  // what operators and the clock do afterwards
  fault = undefined;
  for (const { records } of await deadLetters.list()) await notify(records, 0);
  await code.sweepProject(studio, projectId, () => true);
  await quiet();
  if (plan.heartbeat !== false) {
    for (const reader of readers) await code.ping(request(reader.connectionId ?? '', { action: 'ping' }));
    await quiet();
  }

  for (const reader of readers) violations.push(...reader.violations, ...wrongWith(reader, table, studio, expected));
  const inOrder = plan.fault === undefined && !plan.forgotten;
  if (inOrder) for (const reader of readers) violations.push(...disorderOf(reader));
  const taskCount = table.get(keys.project(studio, projectId))?.taskCount;
  if (taskCount !== plan.writers) violations.push(`${taskCount} tasks are counted, of ${plan.writers}`);
  return { violations, calls };
}

/** The project, and who reads. */
function furnish(code: Code, table: MemoryTable, studio: string, readers: readonly Reader[]): void {
  table.put({
    ...code.makeProject({ id: projectId }),
    ...keys.project(studio, projectId),
    studio,
    directory: 'projects',
  });
  for (const { userId } of readers) {
    const account = { studio, userId, username: userId };
    const projects = { [projectId]: 'supervisor' };
    table.put({ ...keys.userAuth(studio, userId), ...account, role: 'supervisor', projects, active: true });
    table.put({ ...keys.user(studio, userId), ...account, id: userId, name: userId, directory: 'people' });
    table.put({ ...keys.session(studio, userId, 'sess_1'), expiresAt: '2999-01-01T00:00:00.000Z' });
    table.put({ ...keys.member(studio, projectId, userId), userId, role: 'supervisor', archivedAt: null });
  }
}

/** A writer's next change of their task: it is made, and then goes to and fro between two statuses. */
function eventOf(code: Code, studio: string, writer: number, revision: number, readers: readonly Reader[]) {
  const entityId = `task${'x'.repeat(writer)}`;
  const statuses = ['in_progress', 'review'];
  const to = statuses[revision % 2];
  const event = makeEvent({
    ...{ studio, projectId, entityId, revision, type: revision === 1 ? 'task.created' : 'task.updated' },
    at: new Date(longAgo + revision * 1_000 + writer).toISOString(),
    changes: { status: { from: revision === 1 ? null : statuses[(revision + 1) % 2], to } },
    about: { shot: 'SH0010', task: 'comp', artist: readers[writer % readers.length]?.userId ?? '', status: to ?? '' },
  });
  const { at, actor } = event;
  return {
    ...keys.event(keys.task(studio, entityId), revision),
    ...{ kind: 'event', ...event },
    ...code.auditAttributes({ at, id: eventId(event), actor, projectId }),
  };
}

/** What a reader has not, or has wrongly, when all is quiet. */
function wrongWith(reader: Reader, table: MemoryTable, studio: string, expected: readonly string[]): string[] {
  const wrong: string[] = [];
  for (const channel of reader.channels) {
    const frames = table
      .all()
      .filter(({ pk, sk }) => pk === keys.channelHead(studio, channel).pk && sk.startsWith('F#'));
    const log = frames.flatMap(({ messages }) => messages as ChannelMessage[]).sort((a, b) => a.seq - b.seq);
    const applied = reader.applied.get(channel) ?? [];
    const numbers = applied.map(({ seq }) => seq);
    if (numbers.some((seq, index) => seq !== index + 1)) wrong.push(`${channel} has gaps: ${numbers}`);
    if (log.some(({ seq }, index) => seq !== index + 1)) wrong.push(`the log of ${channel} has gaps`);
    if (applied.length !== log.length) wrong.push(`${applied.length} messages of ${channel}, of ${log.length}`);
  }
  const ids = (reader.applied.get(feed) ?? []).map(({ id }) => id);
  const missing = expected.filter((id) => !ids.includes(id));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (missing.length > 0) wrong.push(`never heard of ${missing}`);
  if (twice.length > 0) wrong.push(`heard twice of ${twice}`);
  return wrong;
}

/** Revisions of one entity that do not ascend. */
function disorderOf(reader: Reader): string[] {
  const latest = new Map<unknown, number>();
  return (reader.applied.get(feed) ?? []).flatMap(({ id, data }) => {
    const revision = data.revision as number;
    const before = latest.get(data.taskId) ?? 0;
    latest.set(data.taskId, revision);
    return revision > before ? [] : [`${id} came after revision ${before}`];
  });
}
