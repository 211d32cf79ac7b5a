import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import { afterWrites } from '../../../shared/http/montu-after.ts';
import { requestIdOf } from '../../../shared/http/request.ts';
import { corsHeaders, errorResult, preflight, structuredResult } from '../../../shared/http/responses.ts';
import { setEnvironment } from '../../support/environment.ts';
import { httpEvent } from '../../support/requests.ts';

setEnvironment();
const from = (origin: string) => httpEvent({ headers: { Origin: origin } });

describe('a request’s id', () => {
  const idFor = (own?: string) => requestIdOf(httpEvent(own === undefined ? {} : { headers: { 'X-Request-Id': own } }));

  it.each(['abcd1234', 'req_01JC9Q3V7RZK4M2N8W5T6X0Y1A', '4bf92f35-77b3:1.a', 'a'.repeat(100)])(
    'is kept: %s',
    (own) => {
      expect(idFor(own)).toBe(own);
    },
  );

  it.each([
    '',
    'short',
    'a'.repeat(101),
    'with space',
    'line\nbreak-1',
    '<script>1234',
    '-begins-badly',
    'ünïcode-1',
    '{"a":"12345"}',
  ])('is ours in place of %j', (own) => {
    expect(idFor(own)).toMatch(/^req_[0-9a-f]{24}$/);
  });

  it('is new for each request', () => {
    expect(idFor()).not.toBe(idFor());
  });
});

describe('Montu-After', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,40}$/);
  const writes = fc.uniqueArray(id, { minLength: 1, maxLength: 20 });

  it('gives the ids back that a client wrote, each once, in order', () => {
    fc.assert(
      fc.property(
        writes,
        fc.integer({ min: 1, max: 9_999_999_999 }),
        fc.constantFrom(',', ', ', ' , '),
        (ids, revision, comma) => {
          const header = ids.map((one) => `${one}@${revision}`).join(comma);
          expect(afterWrites(header)).toEqual(ids);
          if (ids.length <= 10) expect(afterWrites(`${header},${header}`)).toEqual(ids);
        },
      ),
    );
  });

  it('gives ids of any letters back, percent-encoded as headers need them', () => {
    expect(afterWrites(`${encodeURIComponent('тень_10,5@x')}@3`)).toEqual(['тень_10,5@x']);
    expect(() => afterWrites('%E0%A4%A@1')).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });

  it('is nothing when it is not there', () => {
    expect(afterWrites(undefined)).toEqual([]);
  });

  it.each([
    '',
    'a',
    'a@',
    '@1',
    'a@0',
    'a@-1',
    'a@1.5',
    'a@x',
    'a@1,',
    ',a@1',
    'a@1;b@2',
    `${'a'.repeat(201)}@1`,
    Array(21).fill('a@1').join(','),
  ])('%j is refused by name', (header) => {
    expect(() => afterWrites(header)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: [expect.objectContaining({ field: 'Montu-After' })],
      }),
    );
  });
});

describe('origins', () => {
  it.each(['https://app.montu.test', 'https://review.montu.test'])('%s may read', (origin) => {
    expect(corsHeaders(from(origin))).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': expect.stringMatching(
        /ETag.*X-Request-Id.*Retry-After.*Deprecation.*Sunset.*Link/,
      ),
    });
  });

  it.each([
    'https://evil.test',
    'http://app.montu.test',
    'https://app.montu.test.evil.test',
    'https://app.montu.test:8443',
    'null',
    '',
  ])('%s may not', (origin) => {
    expect(corsHeaders(from(origin))).toEqual({});
  });

  it('that nobody named need nothing', () => {
    expect(corsHeaders(httpEvent())).toEqual({});
  });

  it('are told on errors too, and every answer varies with them', async () => {
    const event = from('https://app.montu.test');
    const error = errorResult(event, 'req_1', new ApiError('FORBIDDEN', 'No'));
    for (const { headers } of await Promise.all([error, structuredResult(event, 'req_1', { status: 200, body: {} })])) {
      expect(headers).toMatchObject({
        ...{ 'access-control-allow-origin': 'https://app.montu.test', vary: 'Accept, Accept-Encoding, Origin' },
        ...{ 'x-request-id': 'req_1', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' },
      });
    }
    expect((await structuredResult(from('https://evil.test'), 'req_1', { status: 200 })).headers).toMatchObject({
      vary: 'Accept, Accept-Encoding, Origin',
    });
  });

  it('ask first, and are told what is possible', () => {
    const { statusCode, headers, body } = preflight(from('https://app.montu.test'));
    expect({ statusCode, body }).toEqual({ statusCode: 204, body: undefined });
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://app.montu.test',
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': expect.stringMatching(/Authorization.*If-Match.*Montu-After/),
      'access-control-max-age': '7200',
    });
    expect(preflight(from('https://evil.test')).headers).not.toHaveProperty('access-control-allow-origin');
  });
});
