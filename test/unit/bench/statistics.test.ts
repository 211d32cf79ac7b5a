import { describe, expect, it } from 'vitest';
import { median, percentile, timesOf } from '../../../bench/load/statistics.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('percentile', () => {
  it('takes the value that so many do not exceed, in any order', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.95)).toBe(95);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
  });

  it('knows one value, and two', () => {
    expect(percentile([7], 0.99)).toBe(7);
    expect(median([3, 1])).toBe(1);
  });

  it('leaves what it was given as it was', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses to speak of nothing', () => {
    expect(() => percentile([], 0.5)).toThrow('Nothing was measured');
  });
});

describe('timesOf', () => {
  it('counts what clients do in a second, all of them together', () => {
    expect(timesOf([10, 10, 10, 10], 1).perSecond).toBeCloseTo(100);
    expect(timesOf([10, 10, 10, 10], 2).perSecond).toBeCloseTo(200);
  });
});
