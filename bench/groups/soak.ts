import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import type { ChannelMessage } from '../../shared/contract/realtime.ts';
import { taskOperations } from '../../shared/contract/tasks.ts';
import type { Case } from '../cases/case.ts';
import { createFeedListener, type FeedListener } from '../load/feed-listener.ts';
import { createHistogram } from '../load/histogram.ts';
import { type Times, timesOf } from '../load/statistics.ts';
import { mostClients, type World } from '../world.ts';

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
}

export interface SoakFigures {
  runs: SoakRun[];
  /** Sockets that come back all at once. */
  reconnects: { sockets: number; missed: number; milliseconds: number; each: Times };
}

const reconnecting = 50;
const missedChanges = 100;
/** After the last change; what is not there then is lost. */
const patienceMs = 60_000;

const keyOf = (taskId: unknown, revision: unknown) => `${taskId}@${revision}`;

/** Makes changes at a rate, or as fast as it goes; tells when each was answered. @returns how many, and in what time */
async function makeChanges(
  world: World,
  { request }: Case,
  { perSecond, most }: { perSecond: number; most: number },
  answered: (key: string) => void,
): Promise<number> {
  const began = performance.now();
  let made = 0;
  async function client(number: number): Promise<void> {
    while (made < most) {
      const due = began + (made * 1_000) / perSecond;
      made += 1;
      await sleep(Math.max(0, due - performance.now()));
      const { text } = await world.call(taskOperations.updateTask, request(number));
      const { id, revision } = (JSON.parse(text) as { data: { id: string; revision: number } }).data;
      answered(keyOf(id, revision));
    }
  }
  await Promise.all(Array.from({ length: mostClients }, (_, number) => client(number)));
  return (performance.now() - began) / 1_000;
}

function listenersOf(world: World, count: number, heard: (message: ChannelMessage) => void): FeedListener[] {
  const { webSocketUrl, seeded } = world.stack.facts;
  const channel = `project:${seeded.projectId}`;
  return Array.from({ length: count }, (_, index) =>
    createFeedListener({ address: webSocketUrl, token: world.artist(index).token, channel, heard }),
  );
}

const connectAll = (listeners: readonly FeedListener[]) =>
  pMap(listeners, (listener) => listener.connect(), { concurrency: 20 });

/** Waits until all have as much as there is, asking now and then as clients do. @returns what is missing in the end */
async function caughtUp(listeners: readonly FeedListener[], head: () => number): Promise<number> {
  const until = performance.now() + patienceMs;
  const missing = () => listeners.reduce((sum, { last }) => sum + Math.max(0, head() - last), 0);
  for (let round = 1; missing() > 0 && performance.now() < until; round += 1) {
    await sleep(100);
    if (round % 50 === 0) for (const listener of listeners) if (listener.last < head()) listener.ping();
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
  const listeners = listenersOf(world, sockets, ({ type, data }) => {
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
  const took = await makeChanges(world, one, { perSecond, most }, (key) => {
    answeredAt.set(key, performance.now());
    // before its answer is at once
    for (let times = early.get(key) ?? 0; times > 0; times -= 1) latency.add(0);
  });
  const changes = answeredAt.size;
  const lost = await caughtUp(listeners, () => head + changes);
  const memoryAfter = await world.stack.ask('memory', undefined);
  for (const listener of listeners) listener.cut();
  const total = (count: (listener: FeedListener) => number) =>
    listeners.reduce((sum, listener) => sum + count(listener), 0);
  return {
    ...{ sockets, seconds: took, perSecond: changes / took, lost, memoryBefore, memoryAfter },
    ...{ p50: latency.percentile(0.5), p95: latency.percentile(0.95), p99: latency.percentile(0.99) },
    postsPerChange: total(({ posts }) => posts) / sockets / changes,
    resumes: total(({ resumes }) => resumes),
    reconnects: total(({ reconnects }) => reconnects),
  };
}

/** All sockets go at once, as when the gateway starts again; something is changed; all come back at once. */
async function reconnect(world: World, one: Case): Promise<SoakFigures['reconnects']> {
  const listeners = listenersOf(world, reconnecting, () => {});
  await connectAll(listeners);
  const head = listeners[0]?.last ?? 0;
  await makeChanges(world, one, { perSecond: 10, most: 1 }, () => {});
  await caughtUp(listeners, () => head + 1);
  for (const listener of listeners) listener.cut();
  await makeChanges(world, one, { perSecond: 100, most: missedChanges }, () => {});
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
