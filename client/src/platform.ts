/** Time, so that tests can have their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @returns what `clearTimeout` takes */
  setTimeout(callback: () => void, ms: number): unknown;
  /** Also of what is over, or undefined. */
  clearTimeout(timer: unknown): void;
}

/** What of the answer to a fetch is used. */
export interface ResponseLike {
  status: number;
  headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The global `fetch`, or one like it. */
export type FetchLike = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
    signal: AbortSignal;
  },
) => Promise<ResponseLike>;

/** What of a WebSocket is used. */
export interface SocketLike {
  /** One message. */
  send(text: string): void;
  /** Also before it is open. */
  close(): void;
  /** Set before it is open. */
  onopen: ((event: never) => void) | null;
  /** Given an event whose `data` is the text. */
  onmessage: ((event: never) => void) | null;
  /** Called where it could not be opened. */
  onerror: ((event: never) => void) | null;
  /** Called once, whoever has closed it. */
  onclose: ((event: never) => void) | null;
}

/** The global `WebSocket`, or one like it. */
export type SocketClass = new (url: string) => SocketLike;

/** `navigator.locks`, or something like it: one holder at a time, in all tabs. */
export interface LocksLike {
  /** @returns what the callback does, once nobody else holds the lock */
  request<T>(name: string, callback: () => Promise<T>): Promise<T>;
}

/** Another media type for bodies, which the API is asked for before JSON. */
export interface Codec {
  /** As in `application/vnd.msgpack`. */
  type: string;
  /** Takes whatever JSON knows. */
  encode(value: unknown): Uint8Array<ArrayBuffer>;
  /** The way back. */
  decode(bytes: Uint8Array<ArrayBuffer>): unknown;
}

/** What the surroundings give; each of it can be replaced. */
export interface Platform {
  fetch: FetchLike;
  WebSocket: SocketClass;
  clock: Clock;
  /** From 0 up to 1. */
  random: () => number;
  locks: LocksLike | undefined;
}

/** What replaces some of it. */
export type Replacements = { [K in keyof Platform]?: Platform[K] | undefined };

/** Globals that a browser has and Node may lack. */
interface Globals {
  WebSocket: SocketClass;
  navigator?: { locks?: LocksLike };
}

/** What the browser or Node has, with whatever replaces it. */
export function platformWith(replaced: Replacements): Platform {
  const globals = globalThis as unknown as Globals;
  return {
    fetch: replaced.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    WebSocket: replaced.WebSocket ?? globals.WebSocket,
    clock: replaced.clock ?? {
      now: () => Date.now(),
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (timer) => clearTimeout(timer as number),
    },
    random: replaced.random ?? Math.random,
    locks: replaced.locks ?? globals.navigator?.locks,
  };
}

/** 128 random bits, as a name that nobody else makes. */
export function newKey(random: () => number): string {
  const digits = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return digits() + digits() + digits() + digits();
}

/** Does something while nobody else does, in any tab, who names the same lock; at once where there is nobody to share with. */
export function alone<T>(locks: LocksLike | undefined, name: string | undefined, action: () => Promise<T>): Promise<T> {
  return locks && name !== undefined ? locks.request(name, action) : action();
}
