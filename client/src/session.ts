import { SignedOutError } from './errors.ts';
import type { LoginRequest, Tokens } from './generated/types.ts';
import { alone, type Platform } from './platform.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';
import type { Transport } from './transport.ts';

/** Refreshed so long before its end, or, where it does not live long, such a share of its life. */
const margin = 60_000;
const share = 0.25;

/** A refresh token whose answer is lost has the same successor for ten seconds: within them it is to be sent again. */
const refreshPatience = 3_500;

/** Why nobody is signed in any more: by their own doing, or because the session is over. */
export type SignedOut = 'signedOut' | 'ended';

/** Who is signed in, and how long. */
export interface ClientSession {
  /** Whether there are tokens; known once `ready` is. */
  readonly isSignedIn: boolean;
  readonly ready: Promise<void>;
  /** @throws SignedOutError where the name or password is wrong */
  signIn(who: LoginRequest): Promise<void>;
  /** Ends the session; here at once, whether the API can be reached or not. */
  signOut(): Promise<void>;
}

/** What calls need of a session. */
export interface Authorizer {
  /**
   * A token that is probably good.
   * @param refused one that the API did not take, which then is not given again
   * @returns undefined where nobody is signed in
   */
  token(refused?: string): Promise<string | undefined>;
}

interface Needs {
  baseUrl: string;
  transport: Transport;
  platform: Pick<Platform, 'clock' | 'locks'>;
  store: TokenStore;
  onSignedOut: (reason: SignedOut) => void;
}

/** A session whose tokens are refreshed as needed, by one tab for all. */
export function createSession({ baseUrl, transport, platform, store, onSignedOut }: Needs): ClientSession & Authorizer {
  const { clock, locks } = platform;
  let current: StoredTokens | undefined;
  let refreshing: Promise<StoredTokens | undefined> | undefined;
  /** How long the tokens live that this client was given. */
  let life = Number.POSITIVE_INFINITY;

  const ready = Promise.resolve(store.load()).then((tokens) => {
    current ??= tokens;
  });
  store.onChange?.((tokens) => {
    const wasSignedIn = current !== undefined;
    current = tokens;
    if (wasSignedIn && !tokens) onSignedOut('signedOut');
  });

  async function keep(tokens: StoredTokens | undefined): Promise<void> {
    current = tokens;
    await store.save(tokens);
  }

  function withTimes({ accessToken, refreshToken, expiresIn }: Tokens): StoredTokens {
    life = expiresIn * 1_000;
    return { accessToken, refreshToken, expiresAt: clock.now() + life };
  }

  const post = async (path: string, body: unknown, token?: string): Promise<unknown> => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const url = `${baseUrl}/api/v1/auth/${path}`;
    const isRepeatable = path === 'refresh';
    const timeoutMs = isRepeatable ? refreshPatience : undefined;
    // what is lost after ten seconds must not wait for the circuit
    const isUrgent = isRepeatable;
    return (await transport.send({ method: 'POST', url, headers, body, isRepeatable, isUrgent, timeoutMs })).body;
  };

  /** The tokens after these, unless somebody else has got them already. */
  async function successorOf(old: StoredTokens): Promise<StoredTokens | undefined> {
    const kept = await store.load();
    if (kept?.refreshToken !== old.refreshToken) {
      current = kept;
      return kept;
    }
    try {
      const fresh = withTimes((await post('refresh', { refreshToken: old.refreshToken })) as Tokens);
      // whoever has signed out or in meanwhile has the last word
      if (current?.refreshToken === old.refreshToken) await keep(fresh);
      return current;
    } catch (error) {
      if (!(error instanceof SignedOutError)) throw error;
      if (current?.refreshToken === old.refreshToken) {
        await keep(undefined);
        onSignedOut('ended');
      }
      return current;
    }
  }

  function refresh(old: StoredTokens): Promise<StoredTokens | undefined> {
    const refreshed = () => successorOf(old);
    refreshing ??= alone(locks, store.lock, refreshed).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function token(refused?: string): Promise<string | undefined> {
    await ready;
    if (!current) return undefined;
    if (current.accessToken === refused) return (await refresh(current))?.accessToken;
    const left = current.expiresAt - clock.now();
    if (left > Math.min(margin, life * share)) return current.accessToken;
    try {
      return (await refresh(current))?.accessToken;
    } catch (error) {
      // it is still good for a while, and perhaps the network comes back
      if (left > 0 && current) return current.accessToken;
      throw error;
    }
  }

  return {
    ready,
    token,
    get isSignedIn() {
      return current !== undefined;
    },
    async signIn(who) {
      const granted = await post('login', who);
      await keep(withTimes(granted as Tokens));
    },
    async signOut() {
      await ready;
      const last = current;
      if (!last) return;
      await keep(undefined);
      onSignedOut('signedOut');
      // at worst the session ends by itself
      await post('logout', undefined, last.accessToken).catch(() => undefined);
    },
  };
}
