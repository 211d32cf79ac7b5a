import { ApiError } from '../contract/errors.ts';
import { type Operation, rateCostOf } from '../contract/operation.ts';
import type { ClientType } from '../contract/permissions.ts';
import { takeLease } from '../data/rate-limits.ts';
import { networkOf } from '../domain/throttle.ts';
import { rateLimits, type Tier } from '../manifest/rate-limits.ts';
import { config } from '../platform/config.ts';
import { logger } from '../platform/logger.ts';
import type { RequestState } from './middleware/chain.ts';
import { type Admission, RateLimiter } from './rate-limiter.ts';

/** Who a limit is for, and which one. */
interface Client {
  name: string;
  tier: Tier;
}

/** Somebody who is signed in, by the client type of their token; or an API key. */
export const signedIn = (session: { studio: string; userId: string; clientType: ClientType }): Client => ({
  name: JSON.stringify([session.studio, session.userId, session.clientType]),
  tier: session.clientType,
});

/** Somebody as they write on sockets, however many they have open. */
export const onSockets = ({ studio, userId, clientType }: Parameters<typeof signedIn>[0]): Client => ({
  name: JSON.stringify([studio, userId, clientType, 'socket']),
  tier: 'socket',
});

/** Whoever is at an address. */
const stranger = ({ ip }: RequestState, tier: Tier): Client => ({ name: `${tier} ${networkOf(ip)}`, tier });

/** Whoever has not signed in, and may not want to. */
export const anonymous = (state: RequestState): Client => stranger(state, 'web');

/** Who calls what is public: what hands out tokens has a limit of its own. */
export const visitor = (state: RequestState, { domain, method }: Operation): Client =>
  stranger(state, domain === 'auth' && method === 'POST' ? 'sign-in' : 'web');

const limiter = new RateLimiter(takeLease, (error) => {
  logger.warn('rate limits do not hold: the table does not answer', { error: error as Error });
});

const secondsOf = (ms: number) => Math.ceil(ms / 1_000);

/** The fields of the IETF draft (draft-ietf-httpapi-ratelimit-headers). */
function headersOf(tier: Tier, { remaining, restoredInMs }: Admission): Record<string, string> {
  const { requests, seconds } = rateLimits[tier];
  return {
    'ratelimit-policy': `"${tier}";q=${requests};w=${seconds}`,
    ratelimit: `"${tier}";r=${remaining};t=${secondsOf(restoredInMs)}`,
  };
}

/**
 * Counts a request to a client's limit. Its answer, whatever that is, tells how the limit stands.
 * @throws RATE_LIMITED; UNAVAILABLE for a sign-in, when the store does not answer
 */
export async function admit(
  state: Pick<RequestState, 'limits' | 'renewal'>,
  { name, tier }: Client,
  operation: Pick<Operation, 'rateCost'>,
): Promise<void> {
  if (config().MONTU_RATE_LIMITS === 'off') return;
  const failClosed = tier === 'sign-in';
  const admission = await limiter
    .admit(name, rateLimits[tier], { cost: rateCostOf(operation), failClosed })
    .catch((error: unknown) => {
      const headers = { 'retry-after': '5' };
      const closed = new ApiError('UNAVAILABLE', 'Nobody can sign in for the moment; please try again.', { headers });
      // for the log
      throw Object.assign(closed, { cause: error });
    });
  state.limits = headersOf(tier, admission);
  if (admission.renewal) state.renewal = admission.renewal;
  if (!admission.refused) return;
  const retryAfterSeconds = Math.max(1, secondsOf(admission.refused.waitMs));
  throw new ApiError('RATE_LIMITED', 'Too many requests; the limits are described at /docs.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
    extra: { retryAfterSeconds, queuePosition: admission.refused.position },
  });
}
