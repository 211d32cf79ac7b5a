import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ErrorBody } from '../../../shared/contract/envelope.ts';
import { operation } from '../../../shared/contract/operation.ts';
import { json } from '../../../shared/contract/primitives.ts';
import { taskOperations } from '../../../shared/contract/tasks.ts';
import { defineEndpoint } from '../../../shared/http/define-endpoint.ts';
import { checkExtent } from '../../../shared/http/validation.ts';
import { setEnvironment } from '../../support/environment.ts';
import { send } from '../../support/requests.ts';

setEnvironment();

const echo = operation({
  ...{ id: 'echo', domain: 'things', method: 'POST', path: '/echo', summary: 'A throwaway', access: 'public' },
  body: z.strictObject({ value: json }),
  answer: { kind: 'bare', status: 200, data: z.object({ value: json }).meta({ id: 'Echo' }) },
});
const handler = defineEndpoint(echo, async ({ body }) => body);
const post = (body: unknown, headers: Record<string, string> = {}) =>
  send<ErrorBody>(handler, { method: 'POST', body, headers });

const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;

describe('a body', () => {
  it('is read as JSON, whatever is said of its letters', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json']) {
      expect(await post({ value: 'é' }, { 'Content-Type': type })).toMatchObject({ status: 200, body: { value: 'é' } });
    }
  });

  it('may come in base64', async () => {
    const { httpEvent } = await import('../../support/requests.ts');
    const event = httpEvent({ method: 'POST', body: {} });
    const body = Buffer.from('{"value":"é"}').toString('base64');
    const answer = await handler({ ...event, body, isBase64Encoded: true }, {} as Parameters<typeof handler>[1]);
    expect(JSON.parse(answer.body ?? '')).toEqual({ value: 'é' });
  });

  it('may begin with a byte order mark', async () => {
    expect(await post('\ufeff{"value":"é"}')).toMatchObject({ status: 200, body: { value: 'é' } });
  });

  it('has U+FFFD only in an escape: as it is, it stands for letters that are lost', async () => {
    expect(await post('{"value":"caf\ufffd"}')).toMatchObject({
      status: 400,
      body: { error: { code: 'MALFORMED_BODY' } },
    });
    expect(await post('{"value":"caf\\ufffd"}')).toMatchObject({ status: 200, body: { value: 'caf\ufffd' } });
  });

  it.each([
    ['broken', '{"value":'],
    ['empty', ''],
    ['no JSON', 'value=1'],
    ['JSON of a kind of its own', "{value: 'a'}"],
    ['a number that JSON has not', '{"value": NaN}'],
    ['a key that reaches prototypes', '{"value":{"__proto__":{"admin":true}}}'],
    ['a key that the client of the table would stumble on', '{"value":[{"constructor":1}]}'],
    ['such a key in disguise', '{"\\u005f_proto__":{"admin":true}}'],
    ['nested too deep', `{"value":${nested(21)}}`],
    ['nested far too deep', nested(50_000)],
  ])('that is %s is MALFORMED_BODY', async (_, body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED_BODY' } } });
    if (body === "{value: 'a'}") expect(answer.body.error.message).toMatch(/JSON, from line 1, column 2 on\.$/);
    expect(answer.body.error.message).not.toMatch(/position|token|prototype/i);
  });

  it.each([
    ['values', `{"value":[${'[],'.repeat(40_000)}1]}`, 'PAYLOAD_TOO_LARGE'],
    ['members of one name', `{${'"value":1,'.repeat(40_000)}"value":1}`, 'PAYLOAD_TOO_LARGE'],
    ['levels', nested(30), 'MALFORMED_BODY'],
  ])('of too many %s is refused before it is parsed', async (_, body, code) => {
    const parse = vi.spyOn(JSON, 'parse');
    const { body: answer } = await post(body);
    expect(parse.mock.calls.filter(([text]) => text === body)).toEqual([]);
    expect(answer).toMatchObject({ error: { code } });
    parse.mockRestore();
  });

  it('may have any number of commas and brackets in its texts', async () => {
    const value = `\\",[{${',[{'.repeat(20_000)}`;
    expect(await post({ value })).toMatchObject({ status: 200, body: { value } });
  });

  it('has none of these keys either where a version takes names from values', async () => {
    const addField = defineEndpoint({ ...taskOperations.updateTask, access: 'public' }, async () => {
      throw new Error('not to be called');
    });
    const body = { field_name: 'constructor', field_value: 1 };
    const sent = { method: 'POST', path: '/api/v0/tasks/{taskId}/add-field', params: { taskId: 'a' }, body };
    expect(await send(addField, sent)).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED_BODY' } } });
  });

  it('that is missing is MALFORMED_BODY', async () => {
    expect(await send(handler, { method: 'POST', headers: { 'Content-Type': 'application/json' } })).toMatchObject({
      ...{ status: 400, body: { error: { code: 'MALFORMED_BODY' } } },
    });
  });

  it('that was never sent is one without fields', async () => {
    const details = [{ field: 'value', code: 'REQUIRED_FIELD' }];
    expect(await send(handler, { method: 'POST' })).toMatchObject({ status: 400, body: { error: { details } } });
  });

  it.each([
    ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'],
    // patches of a kind that is not read, and one that is read by PATCH alone
    ...['application/json-patch+json', 'application/merge-patch+json'],
  ])('of %s is UNSUPPORTED_MEDIA_TYPE', async (type) => {
    expect(await post({ value: 1 }, { 'Content-Type': type })).toMatchObject({
      ...{ status: 415, body: { error: { code: 'UNSUPPORTED_MEDIA_TYPE' } } },
    });
  });

  it.each(['null', '[]', '"value"', '7', 'true'])('%s is JSON, but no object', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR' } } });
  });
});

describe('depth', () => {
  it('is counted over all branches', () => {
    expect(() => checkExtent(JSON.parse(nested(20)))).not.toThrow();
    expect(() => checkExtent({ wide: Array(1_000).fill([1]), deep: JSON.parse(nested(20)) })).toThrow(
      expect.objectContaining({ code: 'MALFORMED_BODY' }),
    );
    for (const value of [undefined, null, 7, 'text', {}, []]) expect(() => checkExtent(value)).not.toThrow();
  });
});

describe('size', () => {
  it('of a body is limited by its operation, before it is read', async () => {
    const small = defineEndpoint({ ...echo, maxBodyBytes: 1024 }, async ({ body }) => body);
    const text = (bytes: number) => ({
      method: 'POST',
      body: { value: 'é'.repeat((bytes - '{"value":""}'.length) / 2) },
    });
    expect((await send(small, text(1024))).status).toBe(200);
    expect(await send(small, text(1026))).toMatchObject({
      status: 413,
      body: { error: { code: 'PAYLOAD_TOO_LARGE' } },
    });
    expect(await send(small, { method: 'POST', body: `{${' '.repeat(2_000)}` })).toMatchObject({ status: 413 });
  });

  it('is counted in values too, since each takes time', () => {
    expect(() => checkExtent(Array(19_000).fill(1))).not.toThrow();
    expect(() => checkExtent(Array(20_000).fill(1))).toThrow(expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }));
  });
});
