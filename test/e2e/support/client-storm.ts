import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '../../../client/src/client.ts';
import type { Clock, FetchLike, SocketClass } from '../../../client/src/platform.ts';
import { memoryTokens, type TokenStore } from '../../../client/src/token-store.ts';
import { createRandom } from '../../../local/unkind/profile.ts';
import { type Busy, brokenPromises, busy, type Truth } from '../../support/client/busy.ts';
import { type FaultRates, type FaultyProxy, faultyProxy } from './faulty-proxy.ts';
import { stack } from './stack.ts';
import { newStudio, type Person } from './studio.ts';

/** What a client has instead of what Node gives, so that it makes a mistake. */
export interface Mistake {
  fetch?: FetchLike;
  WebSocket?: SocketClass;
}

export interface StormOptions {
  seed: number;
  /** How long everybody writes. */
  seconds: number;
  /** What is not settled so many seconds later will not be. */
  patience: number;
  rates: FaultRates;
  /** Whether networks also go away, clocks are set, and sockets are lost at any time. */
  disturb: boolean;
  mistake?: Mistake;
}

const customFields = ['lens', 'rig', 'note', 'grade', 'plate', 'cache'];
/** So many writes of a client are under way at once. */
const lanes = 6;

/** The time of a machine whose clock is set now and then; what a client does every few minutes it does sooner. */
const clockOf = (own: { skew: number }): Clock => ({
  now: () => Date.now() + own.skew,
  setTimeout: (callback, ms) => setTimeout(callback, ms < 60_000 ? ms : ms / 15),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
});

/** Of several tabs: one store, and each hears of what the others save. */
function sharedTokens(name: string): () => TokenStore {
  const { load, save } = memoryTokens();
  const listeners: Parameters<NonNullable<TokenStore['onChange']>>[0][] = [];
  return () => {
    let own: (typeof listeners)[number] | undefined;
    return {
      ...{ lock: name, load },
      async save(tokens) {
        await save(tokens);
        for (const listener of listeners) if (listener !== own) listener(tokens);
      },
      onChange(listener) {
        own = listener;
        listeners.push(listener);
      },
    };
  };
}

async function signedIn(tokens: TokenStore, person: Person): Promise<TokenStore> {
  const { token, refreshToken } = await person.newSession();
  await tokens.save({ accessToken: token, refreshToken, expiresAt: Date.now() + 60_000 });
  return tokens;
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** What an undisturbed client is told. */
async function truthOf(admin: Client, projectId: string, tasks: readonly string[]): Promise<Truth> {
  const rows = await all(admin.tasks.list({ projectId, sort: 'shot', limit: 100 }));
  const texts = tasks.map(async (id) => [id, (await all(admin.comments.list(id))).map(({ text }) => text)] as const);
  return {
    ...{ tasks: rows, all: rows, comments: new Map(await Promise.all(texts)) },
    inReview: await all(admin.tasks.list({ projectId, status: ['review'], sort: 'shot', limit: 100 })),
    head: (await admin.projects.listChanges(projectId, { after: 0, limit: 1 })).head,
  };
}

/** Revisions of a history that are missing, or there twice. */
async function brokenHistories(admin: Client, tasks: Truth['tasks']): Promise<string[]> {
  const histories = tasks.map(async ({ id, revision }) => {
    const found = (await all(admin.tasks.listHistory(id, { limit: 100 }))).map((change) => change.revision);
    const isDense = found.length === revision && found.every((one, at) => one === revision - at);
    return isDense ? [] : [`the history of ${id}, which is at ${revision}, has ${found}`];
  });
  return (await Promise.all(histories)).flat();
}

/** Four people and two tabs of a fifth write the same tasks through bad networks, until all has come to rest. */
export async function clientStorm({ seed, seconds, patience, rates, disturb, mistake = {} }: StormOptions) {
  const { url } = await stack({ accessTokenSeconds: 60 });
  const studio = await newStudio();
  const projectId = 'STORM';
  const declared = Object.fromEntries(customFields.map((name) => [name, { type: 'text' }]));
  await studio.project(projectId, { customFields: declared });
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, at) => `SH${at}`).map((shot) => studio.task(projectId, shot)),
  );
  const tasks: string[] = made.map(({ id }) => id);
  const random = createRandom(seed);
  const people = await Promise.all([1, 2, 3, 4, 5].map(() => studio.person('coordinator')));
  const tabs = sharedTokens(`tabs-${studio.name}`);
  const seats: [Person, TokenStore][] = [];
  for (const [index, person] of people.entries()) {
    seats.push([person, await signedIn(index === 0 ? tabs() : memoryTokens(), person)]);
    if (index === 0) seats.push([person, tabs()]);
  }

  const proxies: FaultyProxy[] = [];
  const busyOnes: Busy[] = [];
  for (const [index, [person, tokens]] of seats.entries()) {
    const proxy = await faultyProxy(url, createRandom(seed * 1_000 + index), await person.expiredToken());
    const own = { skew: 0, signedOut: [] as string[] };
    const client = createClient({
      ...{ baseUrl: proxy.url, tokens, clock: clockOf(own), timeoutMs: 4_000, random: createRandom(seed * 77 + index) },
      onSignedOut: (reason) => own.signedOut.push(reason),
      ...mistake,
    });
    const seat = { name: `client ${index}`, client, network: proxy.network, own, dropSockets: proxy.dropSockets };
    proxies.push(proxy);
    busyOnes.push(busy(seat, index, { projectId, tasks, customFields, random, comments: true }));
  }

  let steps = 0;
  let isOver = false;
  async function lane(one: Busy): Promise<void> {
    while (!isOver) {
      steps += 1;
      await one.step();
      if (disturb) one.disturb();
    }
  }
  for (const { network } of proxies) network.rates = rates;
  const deciding = setInterval(() => {
    for (const one of busyOnes) one.decide();
  }, 300);
  const writing = busyOnes.flatMap((one) => Array.from({ length: lanes }, () => lane(one)));
  await sleep(seconds * 1_000);
  isOver = true;
  for (const { network } of proxies) Object.assign(network, { rates: {}, isDown: false });
  const admin = createClient({ baseUrl: url, tokens: await signedIn(memoryTokens(), studio.admin) });
  async function broken(): Promise<string[]> {
    const truth = await truthOf(admin, projectId, tasks);
    const promises = busyOnes.flatMap((one) => brokenPromises(one, truth));
    return promises.length > 0 ? promises : brokenHistories(admin, truth.tasks);
  }
  const restsAt = performance.now();
  const isPatient = () => performance.now() < restsAt + patience * 1_000;
  await Promise.race([Promise.all(writing), sleep(patience * 1_000)]);
  let problems = await broken();
  while (problems.length > 0 && isPatient()) {
    await sleep(1_000);
    problems = await broken();
  }
  const restSeconds = Math.round((performance.now() - restsAt) / 1_000);

  clearInterval(deciding);
  for (const one of busyOnes) one.close();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  const told = busyOnes.map((one) => one.told);
  const refusals = Map.groupBy(
    told.flatMap(({ refused }) => refused),
    (error) => `ended by ${(error as Error).name}`,
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const names = Object.keys(proxies[0]?.counts ?? {}) as (keyof FaultyProxy['counts'])[];
  return {
    problems,
    counts: {
      ...{ seed, steps, seconds, restSeconds },
      creations: sum(told.map(({ created }) => created.length)),
      comments: sum(told.map(({ comments }) => comments.length)),
      updates: sum(told.map(({ marks, fields }) => marks.length + fields.length)),
      ...Object.fromEntries([...refusals].map(([name, those]) => [name, those.length])),
      events: busyOnes[0]?.heard.length ?? 0,
    },
    faults: Object.fromEntries(
      names.map((name) => [name, sum(proxies.map(({ counts }) => counts[name]))]),
    ) as FaultyProxy['counts'],
  };
}
