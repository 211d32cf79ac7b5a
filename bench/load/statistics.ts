/** Times in milliseconds, of so many repetitions. */
export interface Times {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  /** Repetitions in a second, all clients together. */
  perSecond: number;
}

/** The value that this share of the values does not exceed (nearest rank). @throws when there is none */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('Nothing was measured');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** @param clients how many worked at once, without a pause */
export function timesOf(milliseconds: readonly number[], clients: number): Times {
  const busy = milliseconds.reduce((sum, value) => sum + value, 0) / clients;
  return {
    count: milliseconds.length,
    p50: percentile(milliseconds, 0.5),
    p95: percentile(milliseconds, 0.95),
    p99: percentile(milliseconds, 0.99),
    perSecond: (milliseconds.length / busy) * 1_000,
  };
}
