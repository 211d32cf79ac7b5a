import { expect, it } from 'vitest';
import { fittingPage } from '../../../shared/domain/pages.ts';

const mebibyte = 'x'.repeat(1024 * 1024);

it('a page has as many items as asked for', () => {
  expect(fittingPage([1, 2, 3], 2)).toEqual([1, 2]);
  expect(fittingPage([1, 2, 3], 5)).toEqual([1, 2, 3]);
  expect(fittingPage([], 5)).toEqual([]);
});

it('a page ends before an answer could not hold it, but is never empty', () => {
  expect(fittingPage(Array(9).fill(mebibyte), 9)).toHaveLength(3);
  expect(fittingPage([mebibyte.repeat(7), 'small'], 9)).toHaveLength(1);
});
