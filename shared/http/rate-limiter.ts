import type { Lease, Wish } from '../data/rate-limits.ts';
import { availableOf, leaseSize, type Rate, restoredIn, waitOf } from '../domain/rate-limits.ts';
import { Cache } from '../platform/cache.ts';

/** Takes requests of a client's limit from the store. */
export type TakeLease = (client: string, rate: Rate, wish: Wish) => Promise<Lease>;

/** What became of a request, and how the limit then stands as far as this container knows. */
export interface Admission {
  /** Requests that are left. */
  remaining: number;
  /** Until all are there again. */
  restoredInMs: number;
  /** Of one that was refused: when to come again, and how many were told so before it. Both are estimates. */
  refused?: { waitMs: number; position: number };
  /** A new lease that is under way; Lambda stops what is under way after an answer. */
  renewal?: Promise<void>;
}

interface Account {
  /** Requests that are leased and not used. */
  tokens: number;
  /** When the lease ends. */
  until: number;
  /** Of the lease before. */
  size: number | undefined;
  /** As the store last said; it may be further ahead by now. */
  arrival: number | undefined;
  pending: Promise<void> | undefined;
  /** When those who were refused were told to come again. */
  turns: number[];
}

/** What is not used by then is lost, so that nobody saves it up. */
const leaseMs = 60_000;
/** While the store is away, nobody waits for it more often than this. */
const unlimitedMs = 5_000;
const unlimitedTokens = 50;
const mostTurns = 1_000;

/**
 * The limits as one container keeps them: most requests are paid from a lease that is in memory. Over any time that
 * begins at s and ends at t, a client is never let through more often than the limit's requests, and those that come
 * back from s to t, and what was leased and not used at s.
 */
export class RateLimiter {
  readonly #accounts = new Cache<Account>({ max: 10_000, maxAgeMs: 10 * 60_000 });
  readonly #take: TakeLease;
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure told when the store does not answer, and requests are let through without it */
  constructor(take: TakeLease, onFailure: (error: unknown) => void) {
    this.#take = take;
    this.#onFailure = onFailure;
  }

  /**
   * Lets a request through, or not.
   * @param options.failClosed whether a store that does not answer lets nobody through
   * @throws what the store did, if it is to fail closed
   */
  async admit(client: string, rate: Rate, options: { cost: number; failClosed: boolean }): Promise<Admission> {
    const { cost, failClosed } = options;
    const account = await this.#accounts.get(client, async () => newAccount());
    for (;;) {
      const now = Date.now();
      if (account.until <= now) Object.assign(account, { tokens: 0, size: undefined, until: Number.POSITIVE_INFINITY });
      if (account.tokens >= cost) {
        account.tokens -= cost;
        // whoever has used up a lease comes again: the next one is taken while this request is worked on
        if (account.tokens === 0) void this.#renewal(client, rate, account, { atLeast: 1, failClosed });
        return standing(rate, account, now);
      }
      const atLeast = cost - account.tokens;
      // nobody else can have given back what was used up
      if (waitOf(rate, account.arrival, atLeast, now) > 0) return refusal(rate, account, atLeast, now);
      await this.#renewal(client, rate, account, { atLeast, failClosed });
    }
  }

  /** Whoever needs a lease at the same time waits for the same one. */
  #renewal(
    client: string,
    rate: Rate,
    account: Account,
    need: { atLeast: number; failClosed: boolean },
  ): Promise<void> {
    account.pending ??= this.#renew(client, rate, account, need);
    // nobody may be waiting
    account.pending.catch(() => undefined);
    return account.pending;
  }

  async #renew(
    client: string,
    rate: Rate,
    account: Account,
    { atLeast, failClosed }: { atLeast: number; failClosed: boolean },
  ): Promise<void> {
    const size = leaseSize(account.size);
    const wish = { wanted: Math.max(size, atLeast), atLeast, arrival: account.arrival };
    try {
      const { granted, arrival } = await this.#take(client, rate, wish);
      if (granted > 0) Object.assign(account, { tokens: account.tokens + granted, size, until: Date.now() + leaseMs });
      account.arrival = arrival;
    } catch (error) {
      if (failClosed) throw error;
      this.#onFailure(error);
      Object.assign(account, { tokens: unlimitedTokens, until: Date.now() + unlimitedMs, arrival: undefined });
    } finally {
      account.pending = undefined;
    }
  }
}

const newAccount = (): Account => ({
  ...{ tokens: 0, until: Number.POSITIVE_INFINITY, size: undefined, arrival: undefined, pending: undefined, turns: [] },
});

function standing(rate: Rate, account: Account, now: number): Admission {
  const { tokens, arrival, pending: renewal } = account;
  const remaining = Math.min(rate.requests, tokens + availableOf(rate, arrival, now));
  return { remaining, restoredInMs: restoredIn(arrival, now), ...(renewal && { renewal }) };
}

function refusal(rate: Rate, account: Account, tokens: number, now: number): Admission {
  account.turns = account.turns.filter((turn) => turn > now);
  const before = account.turns.length;
  const longest = rate.seconds * 1_000;
  const waitMs = Math.min(longest, waitOf(rate, account.arrival, tokens + before, now));
  if (before < mostTurns) account.turns.push(now + waitMs);
  return { ...standing(rate, account, now), refused: { waitMs, position: before + 1 } };
}
