/**
 * The generic cell rate algorithm (ITU-T I.371): all that is stored of a client is one moment, its `arrival`, up to
 * which the requests so far would have lasted had they come evenly. A limit is used up when that moment is a whole
 * window ahead of now. Times are in ms.
 */
export interface Rate {
  requests: number;
  seconds: number;
}

const windowOf = ({ seconds }: Rate): number => seconds * 1_000;

/** How much a request moves the arrival. */
export const intervalOf = (rate: Rate): number => windowOf(rate) / rate.requests;

const pending = (arrival: number | undefined, now: number): number => Math.max(arrival ?? now, now) - now;

/** Requests that are possible at once. */
export function availableOf(rate: Rate, arrival: number | undefined, now: number): number {
  return Math.max(0, Math.floor((windowOf(rate) - pending(arrival, now)) / intervalOf(rate)));
}

/** The latest arrival that leaves room for so many requests. */
export const latestArrival = (rate: Rate, tokens: number, now: number): number =>
  now + windowOf(rate) - tokens * intervalOf(rate);

/** How long so many requests must wait; 0 where they need not. */
export function waitOf(rate: Rate, arrival: number | undefined, tokens: number, now: number): number {
  return Math.max(0, pending(arrival, now) + tokens * intervalOf(rate) - windowOf(rate));
}

/** Until all of the limit is there again. */
export const restoredIn = pending;

const firstLease = 2;
const largestLease = 10;

/**
 * How many requests a container takes from the store at once: few for who comes now and then, in any number of
 * containers; ten for who used up the lease before.
 * @param before the size of that one; undefined when there was none, or it was not used up
 */
export const leaseSize = (before?: number): number =>
  Math.min(largestLease, before === undefined ? firstLease : 2 * before);
