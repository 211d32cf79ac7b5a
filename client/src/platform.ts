/** Time, so that tests can have their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
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
  send(text: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

/** The global `WebSocket`, or one like it. */
export type SocketClass = new (url: string) => SocketLike;

/** `navigator.locks`, or something like it: one holder at a time, in all tabs. */
export interface LocksLike {
  request<T>(name: string, callback: () => Promise<T>): Promise<T>;
}

/** Another media type for bodies, which the API is asked for before JSON. */
export interface Codec {
  /** As in `application/vnd.msgpack`. */
  type: string;
  encode(value: unknown): Uint8Array<ArrayBuffer>;
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

/** Globals that a browser has and Node may lack. */
interface Surroundings {
  WebSocket: SocketClass;
  navigator?: { locks?: LocksLike };
}

/** What the browser or Node has, with whatever replaces it. */
export function platformWith(replaced: { [K in keyof Platform]?: Platform[K] | undefined }): Platform {
  const surroundings = globalThis as unknown as Surroundings;
  return {
    fetch: replaced.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    WebSocket: replaced.WebSocket ?? surroundings.WebSocket,
    clock: replaced.clock ?? {
      now: () => Date.now(),
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (timer) => clearTimeout(timer as number),
    },
    random: replaced.random ?? Math.random,
    locks: replaced.locks ?? surroundings.navigator?.locks,
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
