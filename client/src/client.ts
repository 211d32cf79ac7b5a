import { createCalls } from './calls.ts';
import type { MontuApi } from './generated/api.ts';
import { operations } from './generated/operations.ts';
import { createOwnWrites } from './own-writes.ts';
import { type Codec, newKey, type Platform, platformWith, type Replacements } from './platform.ts';
import { type ClientSession, createSession, type SignedOut } from './session.ts';
import { memoryTokens, type TokenStore } from './token-store.ts';
import { createTransport } from './transport.ts';

/** How a client is made. */
export interface ClientOptions extends Replacements {
  /** Where the API is; '' for where the page is from. */
  baseUrl: string;
  /** Where sockets are opened; `/ws` at the API, unless it is said. */
  webSocketUrl?: string | undefined;
  /** Where the session is kept; in memory, unless it is said. */
  tokens?: TokenStore | undefined;
  /** A key instead of a session, for scripts. */
  apiKey?: string | undefined;
  /** Hears when nobody is signed in any more: by their own doing, or because the session is over. */
  onSignedOut?: ((reason: SignedOut) => void) | undefined;
  /** For each try; 30 s, unless it is said. */
  timeoutMs?: number | undefined;
  /** How often a call is tried again; 4 times, unless it is said. */
  retries?: number | undefined;
  codec?: Codec | undefined;
}

/** What a client has beside the operations. */
export interface ClientContext {
  readonly platform: Platform;
  readonly webSocketUrl: string;
  /** Another token than one that was refused; undefined where nobody is signed in any more. */
  readonly token: (refused?: string) => Promise<string | undefined>;
}

/** The client of an API: its operations by resource, and the session they are done in. */
export type Client = MontuApi & { readonly session: ClientSession; readonly context: ClientContext };

function socketUrl(baseUrl: string): string {
  const { location } = globalThis as { location?: { origin: string } };
  return `${(baseUrl || (location?.origin ?? '')).replace(/^http/, 'ws')}/ws`;
}

/** Makes a client; nothing is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const { apiKey, tokens: store = memoryTokens(), onSignedOut = () => {} } = options;
  const { timeoutMs = 30_000, retries = 4, codec } = options;
  const platform = platformWith(options);
  const transport = createTransport(platform, { timeoutMs, retries, codec });
  const session = createSession({ baseUrl, transport, platform, store, onSignedOut });
  const authorizer = apiKey === undefined ? session : { token: async () => apiKey };
  const callOf = createCalls({
    ...{ baseUrl, transport, authorizer },
    ownWrites: createOwnWrites(platform.clock),
    newKey: () => newKey(platform.random),
  });
  const namespaces = Object.entries(operations).map(([name, methods]) => [
    name,
    Object.fromEntries(Object.entries<string>(methods).map(([method, row]) => [method, callOf(row)])),
  ]);
  const context = { platform, webSocketUrl: options.webSocketUrl ?? socketUrl(baseUrl), token: authorizer.token };
  return { ...(Object.fromEntries(namespaces) as MontuApi), session, context };
}
