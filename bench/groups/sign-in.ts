import { authOperations } from '../../shared/contract/auth.ts';
import type { Operation } from '../../shared/contract/operation.ts';
import { userOperations } from '../../shared/contract/users.ts';
import { hashPassword } from '../../shared/platform/passwords.ts';
import type { Case } from '../cases/case.ts';
import { runClients } from '../load/run-clients.ts';
import { type Times, timesOf } from '../load/statistics.ts';
import type { World } from '../world.ts';
import { repeatedRequest } from './latency.ts';

/** What hashes a password, which takes all of their time. */
export const hashing: readonly Operation[] = [
  authOperations.login,
  authOperations.changePassword,
  userOperations.createUser,
  userOperations.resetPassword,
];

export interface SignInLatency {
  clients: number;
  api: Times;
  /** The hash alone, in a process with nothing else to do. */
  hash: Times;
  ratio: number;
}

/** As many as hash at once in one process: libuv has four threads. */
const clientCounts = [1, 4];

/** Sign-ins beside their hash, which is slow on purpose: few of them say enough. */
export async function measureSignIn(
  world: World,
  operation: Operation,
  one: Case,
  repetitions: number,
): Promise<SignInLatency[]> {
  const request = repeatedRequest(world, operation, one);
  const hashing = { run: () => hashPassword('a password') };
  const measured: SignInLatency[] = [];
  for (const clients of clientCounts) {
    const bounds = { clients, milliseconds: 0, fewest: repetitions };
    const api = timesOf(await runClients(request, bounds), clients);
    const hash = timesOf(await runClients(hashing, bounds), clients);
    measured.push({ clients, api, hash, ratio: api.p50 / hash.p50 });
  }
  return measured;
}
