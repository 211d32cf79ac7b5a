import type { Operation } from '../../shared/contract/operation.ts';
import type { Case } from '../cases/case.ts';
import { type Repeated, runClients } from '../load/run-clients.ts';
import { type Times, timesOf } from '../load/statistics.ts';
import { mostClients, type World } from '../world.ts';

export interface Ratios {
  p50: number;
  p95: number;
  p99: number;
}

export interface OperationLatency {
  operation: string;
  clients: number;
  api: Times;
  /** Absent where a warm container makes no call. */
  raw?: Times;
  ratio?: Ratios;
}

export interface LatencyEffort {
  /** For each operation, number of clients, and kind (API, raw). */
  milliseconds: number;
  /** API and raw take turns so often, so that both meet the same moods of the machine. */
  rounds: number;
  /** What a client alone does in a round at least, so that there is a p95 of what is slow too. */
  fewest: number;
}

const clientCounts = [1, mostClients] as const;

export function repeatedRequest(world: World, operation: Operation, one: Case): Repeated {
  return {
    before: async (client) => one.before?.(client),
    async run(client) {
      const answer = await world.call(operation, one.request(client));
      one.answered?.(answer, client);
    },
    after: async (client) => one.after?.(client),
  };
}

/** Times of each, measured in turns. */
async function inTurns(all: readonly Repeated[], clients: number, effort: LatencyEffort): Promise<Times[]> {
  const milliseconds = effort.milliseconds / effort.rounds;
  const fewest = clients === 1 ? effort.fewest : 1;
  const times = all.map((): number[] => []);
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const [index, repeated] of all.entries()) {
      times[index]?.push(...(await runClients(repeated, { clients, milliseconds, fewest })));
    }
  }
  return times.map((measured) => timesOf(measured, clients));
}

/** Opens every connection that will be used. */
export async function connect(world: World, operation: Operation, one: Case): Promise<void> {
  const bounds = { clients: mostClients, milliseconds: 0 };
  await runClients(repeatedRequest(world, operation, one), bounds);
  const raw = await one.raw?.();
  if (raw) await runClients(raw, bounds);
}

/** What one operation takes at each number of clients, beside the same reads and writes made raw. */
export async function measureLatency(
  world: World,
  operation: Operation,
  one: Case,
  effort: LatencyEffort,
): Promise<OperationLatency[]> {
  // fills caches, and has the code compiled
  const clientsOf = (usual: number) => Math.min(usual, one.atOnce ?? usual);
  const warmUp = { clients: clientsOf(4), milliseconds: effort.milliseconds / 5 };
  const request = repeatedRequest(world, operation, one);
  await runClients(request, warmUp);
  // only now: what is written raw is like what the requests have written
  const raw = await one.raw?.();
  if (raw) await runClients(raw, warmUp);
  const all = raw ? [request, raw] : [request];
  const measured: OperationLatency[] = [];
  for (const clients of new Set(clientCounts.map(clientsOf))) {
    // what was written before is on its way to those who hear of it, and would be paid for here
    await world.stack.ask('settled', undefined);
    const [api, beside] = (await inTurns(all, clients, effort)) as [Times, Times?];
    const ratio = beside && { p50: api.p50 / beside.p50, p95: api.p95 / beside.p95, p99: api.p99 / beside.p99 };
    measured.push({ operation: operation.id, clients, api, ...(beside && ratio && { raw: beside, ratio }) });
  }
  return measured;
}
