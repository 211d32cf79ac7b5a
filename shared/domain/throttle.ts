/**
 * How failed sign-ins slow down the next: a pure state machine over counters. Failures are counted in windows of an
 * hour; the window before fades out while the current one runs, so a counter forgets within two hours. Once more failed
 * than a counter forgives, each further try waits, twice as long as the one before and never longer than a minute: it
 * is a delay, never a lock.
 */

/** What failures are counted by. */
export const counterKinds = ['pair', 'name', 'address'] as const;
export type CounterKind = (typeof counterKinds)[number];

/** So many failures cost nothing: people mistype, and a whole studio may share one address. */
export const forgiven: Readonly<Record<CounterKind, number>> = { pair: 5, name: 20, address: 50 };

export const windowMs = 3600 * 1000;
export const longestDelayMs = 60_000;
const firstDelayMs = 1_000;

/** What was counted in one window. */
export interface Count {
  failures: number;
  /** When it last failed, or a try was let through that had to wait for its turn. */
  lastAt: number;
}

/** A counter as it is stored. */
export interface Counter {
  kind: CounterKind;
  current?: Count | undefined;
  previous?: Count | undefined;
}

/** The window that a moment is in, by its number. */
export const windowOf = (now: number): number => Math.floor(now / windowMs);

/** How many failures a counter remembers. */
function level({ current, previous }: Counter, now: number): number {
  const remaining = 1 - (now % windowMs) / windowMs;
  return (current?.failures ?? 0) + (previous?.failures ?? 0) * remaining;
}

/** How long a counter keeps tries apart. */
export function delayOf(counter: Counter, now: number): number {
  const excess = Math.floor(level(counter, now)) - forgiven[counter.kind];
  return excess < 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** excess);
}

/** When the counter's last failure was, or its last turn. */
const lastOf = ({ current, previous }: Counter): number => current?.lastAt ?? previous?.lastAt ?? 0;

/** How long a counter has the next try wait, from now. */
export function waitOf(counter: Counter, now: number): number {
  const delay = delayOf(counter, now);
  // clocks of two containers differ a little: nobody waits longer than the delay
  return delay === 0 ? 0 : Math.min(delay, Math.max(0, lastOf(counter) + delay - now));
}

/**
 * The counters that hold for a try. Whoever has signed in with this name from this address answers for their own
 * failures alone: what strangers do elsewhere with the name, or others behind the same address, is not theirs.
 */
export function holding<C extends Counter>(counters: readonly C[], isKnown: boolean): C[] {
  return counters.filter(({ kind }) => kind === 'pair' || !isKnown);
}

/** The network that counts as one address: of IPv6 a /64, since everybody has that many. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const [first, last] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = Math.max(0, 8 - (first?.length ?? 0) - (last?.length ?? 0));
  const groups = [...(first ?? []), ...Array.from({ length: zeros }, () => '0'), ...(last ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
