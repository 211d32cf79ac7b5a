import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../../shared/contract/operation.ts';
import { signAccessToken, verifyAccessToken } from '../../shared/platform/jwt.ts';
import type { Case } from '../cases/case.ts';
import { type Times, timesOf } from '../load/statistics.ts';
import type { World } from '../world.ts';
import { countOperation, type Share } from './counts.ts';

export interface AuthorizationFigures {
  /** A request of somebody whom the container has not asked about for 4 s, and the next one of theirs. */
  first: Share;
  next: Share;
  /** Checking a token's signature and claims, with nothing else to do. */
  verification: Times;
}

/** What is known of a person is kept for 4 s. */
const forgottenAfterMs = 4_500;

async function timeVerification(repetitions: number): Promise<Times> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
    format: 'jwk',
  });
  const key = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'bench', n, e } as const;
  const claims = {
    sub: 'user_x',
    studio: 'bench',
    roles: ['artist' as const],
    clientType: 'web' as const,
    sid: 'sess_x',
  };
  const signer = { publicKey: key, sign: async (text: string) => sign('sha256', Buffer.from(text), privateKey) };
  const token = await signAccessToken(claims, { signer, issuer: 'bench', lifeSeconds: 3_600 });
  const times: number[] = [];
  for (let index = 0; index < repetitions; index += 1) {
    const started = performance.now();
    await verifyAccessToken(token, { issuer: 'bench', findKey: async () => key });
    times.push(performance.now() - started);
  }
  return timesOf(times.slice(Math.floor(repetitions / 10)), 1);
}

/** What it takes to know who asks: calls of the table, and the check of a token. */
export async function measureAuthorization(
  world: World,
  operation: Operation,
  one: Case,
  repetitions: number,
): Promise<AuthorizationFigures> {
  await countOperation(world, operation, one, 1);
  await sleep(forgottenAfterMs);
  const first = (await countOperation(world, operation, one, 1)).request;
  const next = (await countOperation(world, operation, one, 1)).request;
  return { first, next, verification: await timeVerification(repetitions) };
}
