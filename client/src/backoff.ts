import type { Clock } from './platform.ts';

/** How long to wait before the next try: random, up to `base · 2^tries`, and never more than `most` (milliseconds). */
export function backoff(tries: number, random: () => number, { base = 300, most = 10_000 } = {}): number {
  // not from 0: a try that follows at once finds what the last one found
  return Math.min(most, base * 2 ** tries) * (0.25 + 0.75 * random());
}

/** Waits; ends with the reason of the signal, if that comes first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clock.clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** What is promised, unless the signal comes first. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
