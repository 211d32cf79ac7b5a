import { describe, expect, it } from 'vitest';
import { createHistogram } from '../../../bench/load/histogram.ts';

describe('a histogram', () => {
  it('tells what a share of the values does not exceed', () => {
    const histogram = createHistogram();
    for (let value = 100; value >= 1; value -= 1) histogram.add(value);
    expect([0, 0.01, 0.5, 0.95, 1].map(histogram.percentile)).toEqual([1, 1, 50, 95, 100]);
    expect(histogram.count()).toBe(100);
  });

  it('takes what is before its time as at once, and has nothing to tell of nothing', () => {
    const histogram = createHistogram();
    expect(histogram.percentile(0.5)).toBe(0);
    histogram.add(-3);
    expect(histogram.percentile(0.99)).toBe(0);
  });
});
