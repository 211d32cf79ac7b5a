import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { day, hours, importedFrom, instant, json, page, several } from '../../../shared/contract/primitives.ts';

describe('an instant', () => {
  it.each([
    ['2025-08-29T10:00:00Z', '2025-08-29T10:00:00.000Z'],
    ['2025-08-29T12:30:00+02:30', '2025-08-29T10:00:00.000Z'],
    ['2025-08-28T23:00:00-11:00', '2025-08-29T10:00:00.000Z'],
    ['2025-08-29T10:00:00.123456Z', '2025-08-29T10:00:00.123Z'],
  ])('%s is kept as %s', (given, kept) => {
    expect(instant.parse(given)).toBe(kept);
  });

  it('is the same moment, whatever its offset', () => {
    const moment = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(moment, offset, (date, minutes) => {
        const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
        const [hh, mm] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
          `${n}`.padStart(2, '0'),
        );
        expect(instant.parse(`${local}${minutes < 0 ? '-' : '+'}${hh}:${mm}`)).toBe(date.toISOString());
      }),
    );
  });

  it.each([
    'garbage',
    '',
    '2025-08-29',
    '2025-08-29T10:00:00',
    '2025-02-30T10:00:00Z',
    '2025-08-29T25:00:00Z',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    1_756_461_600_000,
    null,
  ])('%j is none', (value) => {
    expect(instant.safeParse(value).success).toBe(false);
  });

  it('can always be read again', () => {
    const any = fc
      .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: -23, max: 23 }))
      .map(
        ([year, offset]) =>
          `${String(year).padStart(4, '0')}-12-31T23:59:59${offset < 0 ? '-' : '+'}${String(Math.abs(offset)).padStart(2, '0')}:00`,
      );
    fc.assert(
      fc.property(any, (value) => {
        const { success, data } = instant.safeParse(value);
        if (success) expect(instant.parse(data)).toBe(data);
      }),
    );
  });
});

describe('page parameters', () => {
  const query = z.strictObject(page);

  it.each([
    [undefined, 50],
    ['1', 1],
    ['100', 100],
    ['101', 100],
    ['99999999', 100],
  ])('limit %j is taken as %i', (limit, taken) => {
    expect(query.parse({ limit })).toEqual({ limit: taken });
  });

  it.each(['0', '-1', '1.5', 'ten', '', 'NaN', 'Infinity', ['1', '2']])('limit %j is refused', (limit) => {
    expect(query.safeParse({ limit }).success).toBe(false);
  });
});

describe('a parameter of several values', () => {
  const statuses = several(z.string().min(1).max(20));

  it.each([
    ['review', ['review']],
    ['review,approved', ['review', 'approved']],
    ['Doe\\, Jane,me', ['Doe, Jane', 'me']],
    ['farm\\jane', ['farm\\jane']],
    [
      ['review', 'approved'],
      ['review', 'approved'],
    ],
  ])('%j is %j', (given, values) => {
    expect(statuses.parse(given)).toEqual(values);
  });

  it.each([
    ['no value', ''],
    ['an empty value among others', 'review,,approved'],
    ['too many', Array(51).fill('a')],
  ])('refuses %s', (_, given) => {
    expect(statuses.safeParse(given).success).toBe(false);
  });
});

describe('numbers', () => {
  it('keep hours to the hundredth', () => {
    expect(hours.parse(7.126)).toBe(7.13);
    expect(hours.parse(1e-300)).toBe(0);
  });

  it.each([-0.01, 1_000_001, Number.NaN, Number.POSITIVE_INFINITY, '7'])('%s is no amount of hours', (value) => {
    expect(hours.safeParse(value).success).toBe(false);
  });
});

describe('a day', () => {
  it.each(['2025-13-01', '2025-02-29', '29.8.2025', '2025-08-29T00:00:00Z'])('%s is none', (value) => {
    expect(day.safeParse(value).success).toBe(false);
  });
});

describe('any JSON', () => {
  it('is kept as it came', () => {
    const number = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer().map((value) => value / 100),
    );
    const { kept } = fc.letrec<{ kept: unknown }>((tie) => ({
      kept: fc.oneof(
        { maxDepth: 4 },
        ...[fc.string(), number, fc.boolean(), fc.constant(null)],
        fc.array(tie('kept'), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie('kept'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(kept, (value) => {
        expect(json.parse(value)).toEqual(value);
      }),
    );
  });

  it.each([
    ['a number past what is exact', { n: 2 ** 53 }],
    ['a number nearer to zero than the table can keep', [1e-200]],
    ['a member without a name', { a: { '': 1 } }],
    ['half a surrogate pair', ['\udc00']],
    ['a member with such a name', { '\ud800': 1 }],
    ['what is no JSON', [undefined]],
  ])('is not %s', (_, value) => {
    expect(json.safeParse(value).success).toBe(false);
    expect(importedFrom.safeParse({ extra: { value } }).success).toBe(false);
  });
});
