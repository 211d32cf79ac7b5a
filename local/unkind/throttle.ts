/** A token bucket for each value of a partition key. */
export interface Throttle {
  /** Whether a partition has units left. */
  hasUnits(kind: 'read' | 'write', partition: string): boolean;
  /** Takes what a request turned out to cost, even more than there is: the next ones wait for it. */
  charge(kind: 'read' | 'write', partitions: string[], units: number): void;
}

export function createThrottle(unitsPerSecond: { read: number; write: number }): Throttle {
  const buckets = new Map<string, { units: number; at: number }>();
  function bucket(kind: 'read' | 'write', partition: string) {
    const now = performance.now();
    const rate = unitsPerSecond[kind];
    const { units, at } = buckets.get(kind + partition) ?? { units: rate, at: now };
    const filled = { units: Math.min(rate, units + ((now - at) / 1_000) * rate), at: now };
    buckets.set(kind + partition, filled);
    return filled;
  }
  return {
    hasUnits: (kind, partition) => bucket(kind, partition).units > 0,
    charge(kind, partitions, units) {
      for (const partition of partitions) bucket(kind, partition).units -= units / partitions.length;
    },
  };
}
