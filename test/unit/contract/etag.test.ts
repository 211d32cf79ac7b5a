import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import { etagOf, expectedRevision, matchesAny } from '../../../shared/contract/etag.ts';

const revision = fc.integer({ min: 1, max: 999_999_999_999_999 });
const derived = fc.array(fc.nat(), { maxLength: 3 });

describe('entity tags', () => {
  it('give the revision back that they were made of, whatever else is in them', () => {
    fc.assert(
      fc.property(revision, derived, (number, more) => {
        expect(expectedRevision(etagOf(number, ...more))).toBe(number);
      }),
    );
  });

  it('are strong, quoted, and differ with anything they are made of', () => {
    expect(etagOf(7)).toBe('"7"');
    expect(etagOf(7, 150)).toBe('"7.150"');
    expect(etagOf(7, 150)).not.toBe(etagOf(71, 50));
  });
});

describe('If-Match', () => {
  it.each([undefined, '*', ' * '])('%j expects nothing', (header) => {
    expect(expectedRevision(header)).toBeUndefined();
  });

  it.each([['"7"'], ['7'], [' "7" '], ['"7.150"'], ['W/"7"'], ['"3", "7"']])('%j expects revision 7', (header) => {
    expect(expectedRevision(header)).toBe(7);
  });

  it('"0" expects what is not there yet', () => {
    expect(expectedRevision('"0"')).toBe(0);
  });

  it.each(['', '""', '"00"', '"-1"', '"1e3"', 'w/"7"', '"7", "x"', '"abc"', '"7."', '"9999999999999999"', '"07"'])(
    '%j is refused by name',
    (header) => {
      expect(() => expectedRevision(header)).toThrow(ApiError);
      expect(() => expectedRevision(header)).toThrow(
        expect.objectContaining({
          code: 'VALIDATION_ERROR',
          details: [expect.objectContaining({ field: 'If-Match' })],
        }),
      );
    },
  );
});

describe('If-None-Match', () => {
  it.each(['"7"', 'W/"7"', '"1", "7"', ' "1" ,W/"7"', '*'])('%j names "7"', (header) => {
    expect(matchesAny(header, '"7"')).toBe(true);
  });

  it.each([undefined, '', '"8"', '7', '"77"', 'W/"8", "9"'])('%j does not', (header) => {
    expect(matchesAny(header, '"7"')).toBe(false);
  });
});
