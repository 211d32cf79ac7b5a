import fc from 'fast-check';
import { expect, it } from 'vitest';
import { portionsOf } from '../../../shared/domain/portions.ts';

it('has every item once, in order, and every portion but the last full', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 12 }), (items, most) => {
      const portions = portionsOf(items, most);
      expect(portions.flat()).toEqual(items);
      for (const portion of portions.slice(0, -1)) expect(portion).toHaveLength(most);
      const last = portions.at(-1);
      if (last) expect(last.length > 0 && last.length <= most).toBe(true);
    }),
  );
});
