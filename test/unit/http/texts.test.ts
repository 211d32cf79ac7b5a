import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operation } from '../../../shared/contract/operation.ts';
import { defineEndpoint } from '../../../shared/http/define-endpoint.ts';
import { setEnvironment } from '../../support/environment.ts';
import { httpEvent } from '../../support/requests.ts';

setEnvironment();

const thing = z.object({ name: z.string() }).meta({ id: 'Thing' });
const common = { id: 'turn', domain: 'things', path: '/turn', summary: 'A throwaway', access: 'public' } as const;
const length = operation({
  ...{ ...common, method: 'POST', body: z.string(), bodyType: 'text/csv', maxBodyBytes: 1024 },
  answer: { kind: 'bare', status: 200, data: z.object({ text: z.string() }).meta({ id: 'Length' }) },
});
const file = operation({
  ...{
    ...common,
    method: 'GET',
    query: z.strictObject({ as: z.enum(['csv', 'json']), cursor: z.string().optional() }),
  },
  answer: { kind: 'file', status: 200, types: ['text/csv', 'application/json'], data: z.array(thing) },
});
const takes = defineEndpoint(length, async ({ body }) => ({ text: body }));
const gives = defineEndpoint(file, async ({ query }) =>
  query.as === 'csv'
    ? { type: 'text/csv' as const, name: 'things.csv', content: 'name\r\n"a"\r\n', nextCursor: 'b&c' }
    : { type: 'application/json' as const, name: 'things.json', content: [{ name: 'a', secret: 1 }] },
);

type Context = Parameters<typeof takes>[1];
async function post(body: string, type?: string, isBase64Encoded = false) {
  const headers = type === undefined ? {} : { 'content-type': type };
  const event = { ...httpEvent({ method: 'POST', body, headers }), isBase64Encoded };
  if (type === undefined) delete event.headers['content-type'];
  const { statusCode, body: answer = '' } = await takes(event, {} as Context);
  const { error, text } = JSON.parse(answer);
  return { status: statusCode, text, code: error?.code, message: error?.message };
}

describe('a body of text', () => {
  it.each(['text/csv', 'text/csv; charset=utf-8', 'Text/CSV;header=present'])('is read as %s', async (type) => {
    expect(await post('a,é\r\n', type)).toMatchObject({ status: 200, text: 'a,é\r\n' });
  });

  it('may come in base64', async () => {
    const encoded = Buffer.from('\ufeffa,é').toString('base64');
    expect(await post(encoded, 'text/csv', true)).toMatchObject({ status: 200, text: '\ufeffa,é' });
  });

  it.each(['application/json', 'text/plain', 'text/csvx', undefined])('of %s is not read', async (type) => {
    const answer = await post('a,b', type);
    expect(answer).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(answer.message).toContain('Send text/csv');
  });

  it('is malformed where there is none, or it is not UTF-8', async () => {
    const malformed = { status: 400, code: 'MALFORMED_BODY' };
    expect(await post(' \n', 'text/csv')).toMatchObject(malformed);
    expect(await post('a\ufffd', 'text/csv')).toMatchObject({
      ...malformed,
      message: expect.stringContaining('CSV UTF-8'),
    });
    expect(await post(Buffer.from([0x61, 0xe9]).toString('base64'), 'text/csv', true)).toMatchObject(malformed);
  });

  it('is limited by its operation, in base64 too', async () => {
    const text = 'a'.repeat(1_025);
    expect(await post(text, 'text/csv')).toMatchObject({ status: 413 });
    expect(await post(Buffer.from(text).toString('base64'), 'text/csv', true)).toMatchObject({ status: 413 });
  });
});

describe('a file', () => {
  const get = (query: string) => gives(httpEvent({ path: '/api/v1/turn', query }), {} as Context);

  it('is a text under its name, and says where the rest is', async () => {
    const { statusCode, headers, body } = await get('as=csv');
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: 'name\r\n"a"\r\n' });
    expect(headers).toMatchObject({
      ...{ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="things.csv"' },
      ...{ link: '<https://api.montu.test/api/v1/turn?as=csv&cursor=b%26c>; rel="next"', 'cache-control': 'no-store' },
    });
  });

  it('is JSON of what is declared, and nothing else', async () => {
    const { headers, body } = await get('as=json');
    expect(JSON.parse(body ?? '')).toEqual([{ name: 'a' }]);
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
    expect(headers).not.toHaveProperty('link');
  });
});
