/** Times in whole milliseconds, counted: as many as there are cost no more memory than a few. */
export interface Histogram {
  add(milliseconds: number): void;
  count(): number;
  /** The value that this share does not exceed; 0 where there is none. */
  percentile(share: number): number;
}

export function createHistogram(): Histogram {
  const counts: number[] = [];
  let count = 0;
  return {
    add(milliseconds) {
      const place = Math.max(0, Math.round(milliseconds));
      counts[place] = (counts[place] ?? 0) + 1;
      count += 1;
    },
    count: () => count,
    percentile(share) {
      let left = Math.max(1, Math.ceil(share * count));
      return Math.max(
        0,
        counts.findIndex((here = 0) => {
          left -= here;
          return left <= 0;
        }),
      );
    },
  };
}
