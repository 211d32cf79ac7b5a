import pMap from 'p-map';
import type { Operation } from '../../shared/contract/operation.ts';
import { taskOperations } from '../../shared/contract/tasks.ts';
import { maxTogether } from '../../shared/domain/bulk.ts';
import { createCases } from '../cases/all-cases.ts';
import type { Call } from '../cases/call.ts';
import type { Case } from '../cases/case.ts';
import { type CpuSeconds, cpuSeconds, usedSince } from '../load/cpu.ts';
import { runClients } from '../load/run-clients.ts';
import { median, type Times, timesOf } from '../load/statistics.ts';
import { taskNumbered } from '../stack/seed.ts';
import { startStackProcess } from '../stack/stack-process.ts';
import { createWorld, mostClients, type World } from '../world.ts';
import { countOperation } from './counts.ts';
import { connect, type LatencyEffort, measureLatency, type OperationLatency } from './latency.ts';

/** A way to ask for tasks of a large project, and what it takes on a warm container. */
export interface AskedPage {
  name: string;
  calls: number;
  readUnits: number;
  /** What the rows of the answer can take at most: bytes / 8 KB, rounded up, and one. */
  unitsAllowed: number;
  bytes: number;
  p50: number;
  /** Beside as many rows queried from an index with the AWS SDK alone, measured in turns with it. */
  ratio: number;
}

/** The first request that needs the project's table in memory. */
export interface ColdLoad {
  milliseconds: number;
  calls: number;
  readUnits: number;
  megabytes: number;
}

export interface ScaleFigures {
  tasks: number;
  pages: AskedPage[];
  cold: ColdLoad;
  /** Lists and updates, by one client and by many, beside the same made raw. */
  rates: OperationLatency[];
  /** Absent where tasks were not created. */
  creation?: {
    tasks: number;
    clients: number;
    seconds: number;
    raw: Times;
    api: Times;
    cpu: CpuSeconds & { seconds: number };
  };
}

export interface ScaleEffort {
  sizes: readonly number[];
  /** How many tasks are created through the API, in the first of the sizes. */
  created: number;
  repetitions: number;
  latency: LatencyEffort;
}

const { listTasks, countTasks, updateTask, bulkTasks } = taskOperations;

/** Pages that one index holds. */
const byIndex: Record<string, Record<string, string>> = {
  'project, newest first': {},
  status: { status: 'review' },
  artist: { artist: 'artist1' },
  'created in a range': { createdAfter: '2000-01-01T00:00:00Z', createdBefore: '2100-01-01T00:00:00Z' },
  'last updated': { sort: 'updatedAt' },
  'by deadline': { sort: 'deadline' },
};

/** Pages that no index holds. */
const byTable: Record<string, Record<string, string>> = {
  'sorted by shot': { sort: 'shot' },
  'two statuses, one task': { status: 'review,approved', task: 'comp' },
  'search, sorted by artist': { search: 'flicker comp', sort: 'artist' },
  'four filters, by priority, total': {
    ...{ artist: 'artist1,artist2', status: 'in_progress', task: 'fx,comp', overdue: 'true' },
    ...{ sort: 'priority', include: 'total' },
  },
  'nothing found': { search: 'no such words anywhere' },
};

/** Units that an eventually consistent read of so many bytes may take: half of one for each 4 KB, and one to round up. */
const unitsFor = (bytes: number) => Math.ceil(bytes / 8_192) + 1;

interface Asked {
  name: string;
  operation: Operation;
  call: Call;
}

async function askedPages(world: World, asked: readonly Asked[], repetitions: number): Promise<AskedPage[]> {
  const raw = await createCases([listTasks], world).get(listTasks)?.raw?.();
  if (!raw) throw new Error('The case of listTasks has nothing raw beside it');
  const found: AskedPage[] = [];
  for (const { name, operation, call } of asked) {
    const one: Case = { request: () => call };
    const { request, responseBytes } = await countOperation(world, operation, one, 3);
    const times: Record<'raw' | 'api', number[]> = { raw: [], api: [] };
    const bounds = { clients: 1, milliseconds: 0, fewest: 5 };
    for (let turn = 0; turn < repetitions; turn += 5) {
      times.raw.push(...(await runClients(raw, bounds)));
      times.api.push(...(await runClients({ run: () => world.call(operation, call) }, bounds)));
    }
    found.push({
      ...{ name, calls: request.calls, readUnits: request.readUnits, bytes: responseBytes },
      unitsAllowed: unitsFor(responseBytes),
      ...{ p50: median(times.api), ratio: median(times.api) / median(times.raw) },
    });
  }
  return found;
}

function callFor({ seeded, planner }: World, query: Record<string, string>): Call {
  return { token: planner(0).token, query: { projectId: seeded.projectId, ...query } };
}

/** The second page of each, while the table is not in memory: first pages that are asked for again and again load it. */
async function pagesOfIndexes(world: World, repetitions: number): Promise<AskedPage[]> {
  const asked = await pMap(Object.entries(byIndex), async ([name, query]) => {
    const { text } = await world.call(listTasks, callFor(world, query));
    const cursor: string = JSON.parse(text).pagination.nextCursor;
    return { name, operation: listTasks, call: callFor(world, { ...query, cursor }) };
  });
  return askedPages(world, asked, repetitions);
}

function pagesOfTable(world: World, repetitions: number): Promise<AskedPage[]> {
  const asked: Asked[] = Object.entries({ 'newest first, as of an index': {}, ...byTable }).map(([name, query]) => ({
    ...{ name, operation: listTasks, call: callFor(world, query) },
  }));
  asked.push({ name: 'facets', operation: countTasks, call: callFor(world, { status: 'review,approved' }) });
  return askedPages(world, asked, repetitions);
}

async function coldLoad(world: World): Promise<ColdLoad> {
  const before = await world.stack.ask('memory', undefined);
  const query = { projectId: world.seeded.projectId, sort: 'shot' };
  await world.stack.ask('startRecording', undefined);
  const started = performance.now();
  // a load that takes longer than a request may goes on behind it, and the next request waits for the same one
  const ask = () => world.call(listTasks, { token: world.planner(0).token, query });
  await ask().catch(ask).catch(ask);
  const milliseconds = performance.now() - started;
  const calls = await world.stack.ask('stopRecording', undefined);
  const loading = calls.filter(({ source, what }) => source === 'request' && what.endsWith('tasksByCreation'));
  const after = await world.stack.ask('memory', undefined);
  return {
    ...{ milliseconds, calls: loading.length, megabytes: (after - before) / 2 ** 20 },
    readUnits: loading.reduce((sum, { readUnits }) => sum + readUnits, 0),
  };
}

const creators = 2;

/** Creates tasks by as many at once as a transaction takes, and times the same transactions made raw. */
async function createMany(world: World, tasks: number): Promise<NonNullable<ScaleFigures['creation']>> {
  const { writer, seeded } = world;
  const bulks = Array.from({ length: Math.ceil(tasks / maxTogether) }, (_, bulk) =>
    Array.from({ length: Math.min(maxTogether, tasks - bulk * maxTogether) }, (__, index) => {
      const number = 1_000_000 + bulk * maxTogether + index;
      const { artist: _artist, ...fields } = taskNumbered(number, seeded.workshop.newTasksIn);
      return { op: 'create', id: `scale-${number}`, data: { ...fields, artist: writer.username } };
    }),
  );
  const times: number[] = [];
  const cpuBefore = await cpuSeconds(world.stack.pid);
  const began = performance.now();
  await pMap(
    bulks,
    async (operations) => {
      const started = performance.now();
      await world.call(bulkTasks, { token: writer.token, body: { operations } });
      times.push(performance.now() - started);
    },
    { concurrency: creators },
  );
  const seconds = (performance.now() - began) / 1_000;
  await world.stack.ask('settled', undefined);
  const used = usedSince(cpuBefore, await cpuSeconds(world.stack.pid));
  const cpu = { ...used, seconds: (performance.now() - began) / 1_000 };
  const one = createCases([bulkTasks], world).get(bulkTasks) as Case;
  const raw = await one.raw?.();
  if (!raw) throw new Error('The case of bulkTasks has nothing raw beside it');
  const bounds = { clients: creators, milliseconds: 0, fewest: 10 };
  return {
    ...{ tasks, clients: creators, seconds, cpu },
    ...{ api: timesOf(times, creators), raw: timesOf(await runClients(raw, bounds), creators) },
  };
}

/** What lists, updates and creations take in projects of several sizes, each on a stack of its own. */
export async function measureScale(effort: ScaleEffort, say: (line: string) => void): Promise<ScaleFigures[]> {
  const found: ScaleFigures[] = [];
  for (const [place, tasks] of effort.sizes.entries()) {
    say(`Starting a stack with ${tasks} tasks …`);
    const stack = await startStackProcess(tasks);
    try {
      const world = await createWorld(stack);
      const cases = createCases([listTasks, updateTask], world);
      say('Pages by an index …');
      const pages = await pagesOfIndexes(world, effort.repetitions);
      say('The first list that no index holds …');
      const cold = await coldLoad(world);
      say('Pages by the table in memory …');
      pages.push(...(await pagesOfTable(world, effort.repetitions)));
      await connect(world, listTasks, cases.get(listTasks) as Case);
      const rates: OperationLatency[] = [];
      for (const operation of [listTasks, updateTask]) {
        say(`${operation.id} by 1 and by ${mostClients} …`);
        rates.push(...(await measureLatency(world, operation, cases.get(operation) as Case, effort.latency)));
      }
      const figures: ScaleFigures = { tasks, pages, cold, rates };
      if (place === 0) {
        say(`Creating ${effort.created} tasks …`);
        figures.creation = await createMany(world, effort.created);
      }
      found.push(figures);
    } finally {
      await stack.stop();
    }
  }
  return found;
}
