import { backoff, sleep } from './backoff.ts';
import { type Breaker, createBreaker, type Outcome } from './breaker.ts';
import { ApiError, errorOf, NetworkError, TimeoutError, UnavailableError } from './errors.ts';
import type { Codec, Platform, ResponseLike } from './platform.ts';

/** A request as it goes out. */
export interface Request {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Sent as JSON, or in the codec's type; text as it is, if `headers` tell its type. */
  body?: unknown;
  /** Whether it may be sent again although it may have been done. */
  isRepeatable: boolean;
  /** Sent while the circuit is open, too. */
  isUrgent?: boolean;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
}

/** What came back. */
export interface Answer {
  status: number;
  header(name: string): string | undefined;
  /** Parsed, if it is JSON or of the codec's type; else the text. */
  body: unknown;
}

export interface Transport {
  /**
   * Sends a request, again where that is safe and may help.
   * @throws ApiError, NetworkError, or the reason of the signal
   */
  send(request: Request): Promise<Answer>;
}

/** An error after an earlier try of the same request that got no answer: it may be the doing of that. */
export const inDoubt = new WeakSet<object>();

/** Longer pauses are the caller's to make. */
const mostPatience = 60_000;

/** Statuses of whatever stands before the API, when it does not get an answer itself. */
const isGatewayStatus = (status: number) => status >= 502 && status <= 504;

function retryAfterMs(response: ResponseLike): number | undefined {
  const seconds = Number.parseFloat(response.headers.get('retry-after') ?? '');
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}

function parsed(response: ResponseLike, bytes: Uint8Array<ArrayBuffer>, codec: Codec | undefined): unknown {
  const type = response.headers.get('content-type') ?? '';
  if (bytes.length === 0) return undefined;
  if (codec && type.startsWith(codec.type)) return codec.decode(bytes);
  const text = new TextDecoder().decode(bytes);
  return /[/+]json/.test(type) && !response.headers.get('content-disposition') ? JSON.parse(text) : text;
}

/** What is sent, the same at each try. */
interface Encoded {
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** JSON without U+FFFD as it is, which the API takes for letters that were lost on the way. */
const escaped = (json: string) => json.replaceAll('\ufffd', '\\ufffd');

/** One way out for all requests of a client. */
export function createTransport(
  platform: Pick<Platform, 'fetch' | 'clock' | 'random'>,
  { timeoutMs, retries, codec }: { timeoutMs: number; retries: number; codec: Codec | undefined },
): Transport {
  const { fetch, clock, random } = platform;
  const breaker: Breaker = createBreaker(platform);

  function encoded({ body, headers }: Request): Encoded {
    const accept = codec ? `${codec.type}, application/json;q=0.9, */*;q=0.1` : 'application/json, */*;q=0.1';
    if (body === undefined) return { headers: { accept, ...headers } };
    if (headers['content-type']) return { headers: { accept, ...headers }, body: String(body) };
    const type = codec?.type ?? 'application/json';
    return {
      headers: { accept, 'content-type': type, ...headers },
      body: codec ? codec.encode(body) : escaped(JSON.stringify(body)),
    };
  }

  /** One try. @throws NetworkError, or the reason of the signal */
  async function fetched(request: Request, sent: Encoded): Promise<[ResponseLike, unknown]> {
    const { method, url, signal } = request;
    const controller = new AbortController();
    const giveUp = () => controller.abort();
    let isLate = false;
    const timer = clock.setTimeout(() => {
      isLate = true;
      giveUp();
    }, request.timeoutMs ?? timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      signal?.throwIfAborted();
      const response = await fetch(url, { method, ...sent, signal: controller.signal });
      return [response, parsed(response, new Uint8Array(await response.arrayBuffer()), codec)];
    } catch (cause) {
      signal?.throwIfAborted();
      const mayHaveHappened = method !== 'GET';
      if (isLate) throw new TimeoutError('The API has not answered in time', mayHaveHappened, { cause });
      throw new NetworkError('The API cannot be reached', mayHaveHappened, { cause });
    } finally {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** One try, and what its answer means. */
  async function once(request: Request, sent: Encoded): Promise<Answer> {
    const tell = request.isUrgent ? () => {} : breaker.enter();
    let outcome: Outcome = 'failed';
    try {
      const [response, body] = await fetched(request, sent);
      const { status } = response;
      if (!isGatewayStatus(status)) outcome = 'ok';
      if (status < 400) return { status, body, header: (name) => response.headers.get(name) ?? undefined };
      const error = errorOf(status, body, retryAfterMs(response));
      if (error) throw error;
      throw new NetworkError(`The answer (${status}) is not of the API`, request.method !== 'GET');
    } catch (error) {
      if (request.signal?.aborted) outcome = 'neither';
      throw error;
    } finally {
      tell(outcome);
    }
  }

  /** How long to wait before another try; undefined where there is to be none. */
  function pauseAfter(error: unknown, tries: number, { isRepeatable }: Request): number | undefined {
    if (tries >= retries) return undefined;
    const own = backoff(tries, random);
    if (error instanceof UnavailableError) {
      const pause = Math.max(own, (error.retryAfterMs ?? 0) * (1 + 0.1 * random()));
      return pause <= mostPatience ? pause : undefined;
    }
    return error instanceof NetworkError && error.name !== 'CircuitOpenError' && isRepeatable ? own : undefined;
  }

  async function send(request: Request): Promise<Answer> {
    // what cannot be encoded is the caller's mistake, and none of the network
    const sent = encoded(request);
    let isDoubtful = false;
    for (let tries = 0; ; tries++) {
      try {
        return await once(request, sent);
      } catch (error) {
        const pause = pauseAfter(error, tries, request);
        if (pause === undefined) throw afterAll(error, isDoubtful);
        isDoubtful ||= mayHaveHappened(error);
        await sleep(clock, pause, request.signal);
      }
    }
  }

  return { send };
}

const mayHaveHappened = (error: unknown) => error instanceof NetworkError && error.mayHaveHappened;

/** The last error of several tries: what is not known of an earlier one is not known of the whole either. */
function afterAll(error: unknown, isDoubtful: boolean): unknown {
  if (!isDoubtful || mayHaveHappened(error)) return error;
  const tellsNothing = error instanceof NetworkError || error instanceof UnavailableError;
  if (tellsNothing) return new NetworkError(error.message, true, { cause: error });
  if (error instanceof ApiError) inDoubt.add(error);
  return error;
}
