import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Encoder, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { etagOf } from '../../../shared/contract/etag.ts';
import { messagePackTypes } from '../../../shared/contract/media-types.ts';
import { operation } from '../../../shared/contract/operation.ts';
import { json } from '../../../shared/contract/primitives.ts';
import { defineEndpoint } from '../../../shared/http/define-endpoint.ts';
import { decodeMessagePack, encodeMessagePack } from '../../../shared/http/message-pack.ts';
import { setEnvironment } from '../../support/environment.ts';
import { httpEvent } from '../../support/requests.ts';

setEnvironment();

const common = { domain: 'things', path: '/things', access: 'public', summary: 'A throwaway' } as const;
const value = z.object({ value: json, revision: z.int().optional() }).meta({ id: 'Echoed' });
const echo = defineEndpoint(
  operation({
    ...{ ...common, id: 'echo', method: 'POST', body: z.strictObject({ value: json }) },
    answer: { kind: 'bare', status: 200, data: value },
  }),
  async ({ body }) => body,
);
const text = 'so that it is worth it '.repeat(200);
const getThing = defineEndpoint(
  operation({
    ...{ ...common, id: 'getThing', method: 'GET', query: z.strictObject({ long: z.stringbool().default(false) }) },
    answer: { kind: 'item', status: 200, data: value, etag: () => etagOf(3) },
  }),
  async ({ query }) => ({ value: query.long ? text : 'short' }),
);
const exportThings = defineEndpoint(
  operation({
    ...{ ...common, id: 'exportThings', method: 'GET', query: z.strictObject({ format: z.string() }) },
    answer: { kind: 'file', status: 200, types: ['text/csv', 'application/json'], data: z.array(value) },
  }),
  async ({ query: { format } }) =>
    format === 'csv'
      ? { type: 'text/csv' as const, name: 'things.csv', content: 'Value\n1' }
      : { type: 'application/json' as const, name: 'things.json', content: [{ value: 1 }] },
);

type Handler = typeof echo;
interface Parts {
  headers?: Record<string, string>;
  bytes?: Uint8Array;
  query?: string;
}

/** An answer as it goes out, and as its client reads it. */
async function ask(handler: Handler, { headers = {}, bytes, query = '' }: Parts = {}) {
  const event = httpEvent({ method: bytes ? 'POST' : 'GET', headers, query });
  const sent = bytes ? { ...event, body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true } : event;
  const answer = await handler(sent, {} as Parameters<Handler>[1]);
  const raw = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
  const all = answer.headers as Record<string, string>;
  const coding = all['content-encoding'];
  const plain = coding === 'br' ? brotliDecompressSync(raw) : coding === 'gzip' ? gunzipSync(raw) : raw;
  const type = all['content-type'] ?? '';
  const read = () => (type.startsWith('application/json') ? JSON.parse(plain.toString()) : decodeMessagePack(plain));
  return { status: answer.statusCode, headers: all, type, raw, text: plain.toString(), read };
}

const post = (content: unknown, headers: Record<string, string> = {}) =>
  ask(echo, {
    headers: { 'content-type': 'application/vnd.msgpack', ...headers },
    bytes: content instanceof Uint8Array ? content : encode(content),
  });

describe('the format of an answer', () => {
  const asJson = 'application/json; charset=utf-8';
  it.each([
    [undefined, asJson],
    ['', asJson],
    ['*/*', asJson],
    ['application/*', asJson],
    ['application/json', asJson],
    ['application/json;charset=UTF-8', asJson],
    ['text/html, application/xhtml+xml, */*;q=0.8', asJson],
    ['application/vnd.msgpack', 'application/vnd.msgpack'],
    ['application/msgpack', 'application/msgpack'],
    ['application/x-msgpack', 'application/x-msgpack'],
    ['Application/Vnd.MsgPack', 'application/vnd.msgpack'],
    ['application/json;q=0.4, application/vnd.msgpack;q=0.5', 'application/vnd.msgpack'],
    ['application/json;q=0.5, application/vnd.msgpack;q=0.4', asJson],
    ['application/vnd.msgpack, */*;q=0.1', 'application/vnd.msgpack'],
    ['application/json;q=0, */*', 'application/vnd.msgpack'],
    ['application/vnd.msgpack;q=0, */*;q=0.1', asJson],
  ])('for Accept: %s is %s', async (accept, type) => {
    const answer = await ask(getThing, { headers: accept === undefined ? {} : { accept } });
    expect(answer).toMatchObject({ status: 200, type });
    expect(answer.headers.vary).toBe('Accept, Accept-Encoding, Origin');
    expect(answer.read()).toMatchObject({ data: { value: 'short' }, meta: { apiVersion: 'v1' } });
  });

  it.each(['text/html', 'application/xml;q=0.9', 'application/json;q=0', 'nonsense', '*/*;q=0'])(
    'for Accept: %s is refused, with what there is',
    async (accept) => {
      const answer = await ask(getThing, { headers: { accept } });
      expect(answer.status).toBe(406);
      const { error } = answer.read();
      expect(error).toMatchObject({ code: 'NOT_ACCEPTABLE', details: [{ field: 'Accept' }] });
      for (const type of ['application/json', ...messagePackTypes]) expect(error.details[0].suggestion).toContain(type);
    },
  );

  it('is that of errors too', async () => {
    const answer = await ask(getThing, { headers: { accept: 'application/msgpack' }, query: 'lnog=1' });
    expect(answer).toMatchObject({ status: 400, type: 'application/msgpack' });
    expect(answer.read()).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: [{ field: 'lnog' }] } });
  });

  it('of a file is what was asked for, and what is JSON may be MessagePack', async () => {
    const accept = 'application/vnd.msgpack';
    expect(await ask(exportThings, { query: 'format=csv', headers: { accept } })).toMatchObject({
      ...{ status: 200, type: 'text/csv; charset=utf-8', text: 'Value\n1' },
    });
    expect((await ask(exportThings, { query: 'format=csv', headers: { accept: 'text/csv' } })).status).toBe(200);
    const packed = await ask(exportThings, { query: 'format=json', headers: { accept } });
    expect(packed).toMatchObject({ status: 200, type: accept });
    expect(packed.read()).toEqual([{ value: 1 }]);
    expect((await ask(exportThings, { query: 'format=csv', headers: { accept: 'text/html' } })).status).toBe(406);
  });
});

describe('compression', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['deflate', undefined],
    ['identity', undefined],
    ['gzip;q=0', undefined],
    [undefined, undefined],
  ])('for Accept-Encoding: %s is %s', async (accepted, coding) => {
    const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-encoding': accepted };
    for (const accept of ['application/json', 'application/vnd.msgpack']) {
      const answer = await ask(getThing, { query: 'long=true', headers: { ...headers, accept } });
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(answer.read()).toMatchObject({ data: { value: text } });
      expect(answer.raw.length < text.length).toBe(coding !== undefined);
    }
  });

  it('leaves alone what it would not help', async () => {
    const answer = await ask(getThing, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('and MessagePack make a strong tag a weak one, which still answers 304', async () => {
    const tags = await Promise.all(
      [
        { query: 'long=true' },
        { query: 'long=true', headers: { 'accept-encoding': 'gzip' } },
        { headers: { accept: 'application/vnd.msgpack' } },
      ].map(async (parts) => (await ask(getThing, parts)).headers.etag),
    );
    expect(tags).toEqual(['"3"', 'W/"3"', 'W/"3"']);
    for (const tag of new Set(tags)) {
      const headers = { 'accept-encoding': 'gzip', 'if-none-match': tag ?? '' };
      const answer = await ask(getThing, { query: 'long=true', headers });
      expect({ status: answer.status, etag: answer.headers.etag, length: answer.raw.length }).toEqual({
        ...{ status: 304, etag: tag, length: 0 },
      });
      expect(answer.headers.vary).toContain('Accept-Encoding');
    }
  });
});

describe('a body of MessagePack', () => {
  it.each(messagePackTypes)('is read as %s', async (type) => {
    const answer = await post({ value: { a: [1, 'é', null, true, 1.5, -7] } }, { 'content-type': `${type}; x=y` });
    expect(answer.read()).toEqual({ value: { a: [1, 'é', null, true, 1.5, -7] } });
  });

  it('says what JSON can say, and comes back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (any) => {
        // JSON has no negative zero
        const said = JSON.parse(JSON.stringify(any));
        const reaches = /__proto__|"constructor"/.test(JSON.stringify(said));
        if (!reaches) expect(decodeMessagePack(encodeMessagePack(said))).toEqual(said);
      }),
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(decodeMessagePack(encodeMessagePack({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  const nested = (levels: number) => Buffer.concat([Buffer.alloc(levels, 0x91), Buffer.from([0x01])]);
  const keyed = (key: string) => Buffer.concat([Buffer.from([0x81]), encode(key), encode({ admin: true })]);
  const inValue = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0x81]), encode('value'), bytes]);
  const malformed: [string, Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['cut off', encode({ value: 'a text that ends early' }).slice(0, -3)],
    ['followed by more', Buffer.concat([encode({ value: 1 }), Buffer.from([0x01])])],
    ['a head that is none', inValue(Buffer.from([0xc1]))],
    ['nested too deep', inValue(nested(21))],
    ['nested far too deep', nested(50_000)],
    ['a key that reaches prototypes', inValue(keyed('__proto__'))],
    ['a constructor with a prototype', encode({ value: { constructor: { prototype: { admin: true } } } })],
    ['a key that is no text', inValue(Buffer.from([0x81, 0x01, 0x01]))],
    ['a key that is a list', inValue(Buffer.from([0x81, 0x91, 0x01, 0x01]))],
    ['bytes', encode({ value: new Uint8Array(3) })],
    ['a timestamp', encode({ value: new Date() })],
    ['no UTF-8', inValue(Buffer.from([0xa2, 0xc3, 0x28]))],
    ['a list of four billion, of which none comes', Buffer.from([0xdd, 0x00, 0x00, 0x4e, 0x20])],
  ];
  it.each(malformed)('that is %s is MALFORMED_BODY', async (_, bytes) => {
    const answer = await post(bytes);
    expect(answer.status).toBe(400);
    expect(answer.read()).toMatchObject({ error: { code: 'MALFORMED_BODY' } });
    expect(answer.text).not.toMatch(/RangeError|offset|prototype/);
  });

  it.each([
    ['claims four billion values', Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff])],
    ['claims many again and again', Buffer.alloc(200 * 1024, Buffer.from([0xdc, 0x4e, 0x20]))],
    ['has more than 20,000 values', encode({ value: Array.from({ length: 20_001 }, () => 1) })],
    ['is too long', encode({ value: 'x'.repeat(300_000) })],
  ])('that %s is PAYLOAD_TOO_LARGE', async (_, bytes) => {
    const answer = await post(bytes);
    expect(answer.status).toBe(413);
    expect(answer.read()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  it('of any bytes is read, or refused in words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeMessagePack(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(MALFORMED_BODY|PAYLOAD_TOO_LARGE)$/) });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps integers beyond what is exact from being taken for others', async () => {
    const answer = await post(new Encoder({ useBigInt64: true }).encode({ value: 2n ** 60n }));
    expect(answer.read()).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: [{ field: 'value' }] } });
  });
});

describe('a body of another type', () => {
  it.each(['text/xml', 'application/x-www-form-urlencoded', '', 'application/vnd.msgpack2'])(
    '%s is refused, with what is read',
    async (type) => {
      const answer = await post({ value: 1 }, { 'content-type': type });
      expect(answer.status).toBe(415);
      expect(answer.headers.accept).toBe(`application/json, ${messagePackTypes.join(', ')}`);
      expect(answer.read().error.details[0]).toMatchObject({
        field: 'Content-Type',
        suggestion: expect.stringContaining('application/x-msgpack'),
      });
    },
  );

  it('or compressed is refused', async () => {
    const answer = await post({ value: 1 }, { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 415, headers: { 'accept-encoding': 'identity' } });
  });
});
