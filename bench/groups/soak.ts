import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import type { ChannelMessage } from '../../shared/contract/realtime.ts';
import { taskOperations } from '../../shared/contract/tasks.ts';
import type { Case } from '../cases/case.ts';
import { type CpuSeconds, cpuSeconds, usedSince } from '../load/cpu.ts';
import { createFeedListener, type FeedListener } from '../load/feed-listener.ts';
import { createHistogram } from '../load/histogram.ts';
import { type Times, timesOf } from '../load/statistics.ts';
import { BadAnswer, mostClients, type World } from '../world.ts';

export interface SoakOptions {
  /** How many sockets listen: one run each. */
  sockets: readonly number[];
  seconds: number;
  perSecond: number;
}

/** Of one run; times in milliseconds, from the answer to a change until a socket has it. */
export interface SoakRun {
  sockets: number;
  seconds: number;
  /** Changes a second that were really made. */
  perSecond: number;
  /** How often a change was `UNAVAILABLE`, and sent again. */
  repeated: number;
  p50: number;
  p95: number;
  p99: number;
  /** Messages that a socket did not have in the end, over all sockets. */
  lost: number;
  /** Texts that came over a socket, for each change. */
  postsPerChange: number;
  /** How often clients had to ask. */
  resumes: number;
  /** How often their sockets were ended, or not opened, since this machine was too slow for them. */
  reconnects: number;
  /** Heap of the process with the stack, in bytes, after a collection. */
  memoryBefore: number;
  memoryAfter: number;
  /** From the first change until the last socket had the last one. */
  cpu: CpuSeconds & { seconds: number };
}

export interface SoakFigures {
  runs: SoakRun[];
  /** Sockets that come back all at once. */
  reconnects: { sockets: number; missed: number; milliseconds: number; each: Times };
}

const reconnecting = 50;
const missedChanges = 100;
/** After the last change; what is not there then is lost: two minutes, for machines that others use too. */
const patienceMs = 120_000;

/** Tenths of a second. */
const quietRounds = 200;

const keyOf = (taskId: unknown, revision: unknown) => `${taskId}@${revision}`;

const mostTries = 10;

/** Sends what is `UNAVAILABLE` again, as clients do. */
async function patiently<T>(send: () => Promise<T>, repeated: () => void): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof BadAnswer && error.status === 503) || tries === mostTries) throw error;
    }
    repeated();
    await sleep(Math.random() * 250 * 2 ** Math.min(tries, 4));
  }
}

/** Makes changes at a rate, or as fast as it goes; tells when each was answered. */
async function makeChanges(
  world: World,
  { request }: Case,
  { perSecond, most }: { perSecond: number; most: number },
  answered: (key: string) => void = () => {},
): Promise<{ seconds: number; repeated: number }> {
  const began = performance.now();
  let made = 0;
  let repeated = 0;
  async function client(number: number): Promise<void> {
    while (made < most) {
      const due = began + (made * 1_000) / perSecond;
      made += 1;
      await sleep(Math.max(0, due - performance.now()));
      const call = request(number);
      const { text } = await patiently(
        () => world.call(taskOperations.updateTask, call),
        () => {
          repeated += 1;
        },
      );
      const { id, revision } = (JSON.parse(text) as { data: { id: string; revision: number } }).data;
      answered(keyOf(id, revision));
    }
  }
  await Promise.all(Array.from({ length: mostClients }, (_, number) => client(number)));
  return { seconds: (performance.now() - began) / 1_000, repeated };
}

const textsKept = 100;

/** Parses a text that comes over many sockets once: what is measured are not the clients. */
function parseOnce(): (text: string) => ReturnType<typeof JSON.parse> {
  const known = new Map<string, ReturnType<typeof JSON.parse>>();
  return (text) => {
    const message = known.get(text) ?? JSON.parse(text);
    known.set(text, message);
    for (const oldest of known.keys()) {
      if (known.size <= textsKept) break;
      known.delete(oldest);
    }
    return message;
  };
}

/** Each with a session of its own, as people have. */
async function listenersOf(
  world: World,
  count: number,
  heard: (message: ChannelMessage) => void,
): Promise<FeedListener[]> {
  const { webSocketUrl, seeded } = world.stack.facts;
  const common = { address: webSocketUrl, channel: `project:${seeded.projectId}`, parse: parseOnce(), heard };
  const sessions = await pMap(Array.from({ length: count }), (_, index) => world.newSession(world.artist(index)), {
    concurrency: 10,
  });
  return sessions.map(({ token }) => createFeedListener({ ...common, token }));
}

const connectAll = (listeners: readonly FeedListener[]) =>
  pMap(listeners, (listener) => listener.connect(), { concurrency: 20 });

/** Waits until all have as much as there is; who hears nothing for a while asks, as clients do. @returns what is missing in the end */
async function caughtUp(listeners: readonly FeedListener[], head: () => number): Promise<number> {
  const until = performance.now() + patienceMs;
  const missing = () => listeners.reduce((sum, { last }) => sum + Math.max(0, head() - last), 0);
  let before = new Map<FeedListener, number>();
  for (let round = 1; missing() > 0 && performance.now() < until; round += 1) {
    await sleep(100);
    if (round % quietRounds > 0) continue;
    for (const listener of listeners)
      if (listener.last < head() && listener.last === before.get(listener)) listener.ping();
    before = new Map(listeners.map((listener) => [listener, listener.last]));
  }
  return missing();
}

async function soak(
  world: World,
  one: Case,
  { sockets, seconds, perSecond }: { sockets: number; seconds: number; perSecond: number },
): Promise<SoakRun> {
  const latency = createHistogram();
  const answeredAt = new Map<string, number>();
  /** Of what came before its answer: how often. */
  const early = new Map<string, number>();
  const listeners = await listenersOf(world, sockets, ({ type, data }) => {
    if (type !== 'task.updated') return;
    const key = keyOf(data.taskId, data.revision);
    const since = answeredAt.get(key);
    if (since === undefined) early.set(key, (early.get(key) ?? 0) + 1);
    else latency.add(performance.now() - since);
  });
  await connectAll(listeners);
  const memoryBefore = await world.stack.ask('memory', undefined);
  const head = listeners[0]?.last ?? 0;
  const most = seconds * perSecond;
  const began = performance.now();
  const cpuBefore = await cpuSeconds(world.stack.pid);
  const { seconds: took, repeated } = await makeChanges(world, one, { perSecond, most }, (key) => {
    answeredAt.set(key, performance.now());
    // before its answer is at once
    for (let times = early.get(key) ?? 0; times > 0; times -= 1) latency.add(0);
  });
  const changes = answeredAt.size;
  const lost = await caughtUp(listeners, () => head + changes);
  const used = usedSince(cpuBefore, await cpuSeconds(world.stack.pid));
  const cpu = { ...used, seconds: (performance.now() - began) / 1_000 };
  const memoryAfter = await world.stack.ask('memory', undefined);
  for (const listener of listeners) listener.cut();
  const total = (count: (listener: FeedListener) => number) =>
    listeners.reduce((sum, listener) => sum + count(listener), 0);
  return {
    ...{ sockets, seconds: took, perSecond: changes / took, lost, repeated, memoryBefore, memoryAfter, cpu },
    ...{ p50: latency.percentile(0.5), p95: latency.percentile(0.95), p99: latency.percentile(0.99) },
    postsPerChange: total(({ posts }) => posts) / sockets / changes,
    resumes: total(({ resumes }) => resumes),
    reconnects: total(({ reconnects }) => reconnects),
  };
}

/** All sockets go at once, as when the gateway starts again; something is changed; all come back at once. */
async function reconnect(world: World, one: Case): Promise<SoakFigures['reconnects']> {
  const listeners = await listenersOf(world, reconnecting, () => {});
  await connectAll(listeners);
  const head = listeners[0]?.last ?? 0;
  await makeChanges(world, one, { perSecond: 10, most: 1 });
  await caughtUp(listeners, () => head + 1);
  for (const listener of listeners) listener.cut();
  await makeChanges(world, one, { perSecond: 100, most: missedChanges });
  const began = performance.now();
  const times = await Promise.all(
    listeners.map(async (listener) => {
      await listener.connect();
      const missing = await caughtUp([listener], () => head + 1 + missedChanges);
      if (missing > 0) throw new Error(`A socket that came back misses ${missing} messages`);
      return performance.now() - began;
    }),
  );
  for (const listener of listeners) listener.cut();
  return { sockets: reconnecting, missed: missedChanges, milliseconds: Math.max(...times), each: timesOf(times, 1) };
}

/** Many sockets on the feed of a project in which much is changed. */
export async function measureSoak(
  world: World,
  one: Case,
  { sockets, seconds, perSecond }: SoakOptions,
  say: (line: string) => void,
): Promise<SoakFigures> {
  const runs: SoakRun[] = [];
  for (const count of sockets) {
    say(`Soak: ${count} sockets, ${perSecond} changes a second for ${seconds} s …`);
    runs.push(await soak(world, one, { sockets: count, seconds, perSecond }));
  }
  say(`${reconnecting} sockets at once …`);
  return { runs, reconnects: await reconnect(world, one) };
}
