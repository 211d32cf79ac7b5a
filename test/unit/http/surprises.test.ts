import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../../../shared/contract/errors.ts';
import { operation } from '../../../shared/contract/operation.ts';
import { defineEndpoint } from '../../../shared/http/define-endpoint.ts';
import { toApiError } from '../../../shared/http/errors.ts';
import { setEnvironment } from '../../support/environment.ts';
import { captureLogs } from '../../support/logs.ts';
import { send } from '../../support/requests.ts';

setEnvironment();

const getThing = operation({
  ...{ id: 'getThing', domain: 'things', method: 'GET', path: '/things', summary: 'A throwaway', access: 'public' },
  answer: { kind: 'bare', status: 200, data: z.object({}).meta({ id: 'Thing' }) },
});
const throwing = (error: unknown) =>
  defineEndpoint(getThing, async () => {
    throw error;
  });

let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
  logs = captureLogs();
});
afterEach(() => logs.restore());

const secret = 'connection to secret-host:5432 as root failed';

describe('a surprise', () => {
  it.each([
    ['an error', new Error(secret)],
    ['an error with a cause', new Error('outer', { cause: new Error(secret) })],
    ['an error that looks like a status', Object.assign(new Error(secret), { statusCode: 404, code: 'NOT_FOUND' })],
    ['a text', secret],
    ['nothing', undefined],
    ['null', null],
    ['an object', { message: secret }],
  ])('(%s) is INTERNAL, without a word of it', async (_, error) => {
    const { status, body, headers } = await send(throwing(error), { headers: { 'X-Request-Id': 'my-request-1' } });
    expect(status).toBe(500);
    expect(body).toEqual({
      error: {
        code: 'INTERNAL',
        message: 'Something broke on our side. Tell us the request id, and we can find out what.',
        details: [],
        requestId: 'my-request-1',
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        docUrl: 'https://api.montu.test/docs/errors#INTERNAL',
      },
    });
    expect(headers['x-request-id']).toBe('my-request-1');
    expect(JSON.stringify({ body, headers })).not.toMatch(/secret|\.ts|at /);
  });

  it('has its stack in the one log line that has the request’s id', async () => {
    await send(throwing(new Error(secret)), { headers: { 'X-Request-Id': 'my-request-1' } });
    const [line, ...others] = logs.lines().filter(({ requestId }) => requestId === 'my-request-1');
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      ...{ level: 'ERROR', operation: 'getThing', status: 500 },
      error: { message: secret, stack: expect.stringContaining('surprises.test.ts') },
    });
  });
});

describe('an error that a client is meant to see', () => {
  it('is told with its details, headers and members of its own', async () => {
    const error = new ApiError('VERSION_CONFLICT', 'It is at revision 4 now, not 3.', {
      details: [{ field: 'If-Match', code: 'INVALID_VALUE', message: 'No', suggestion: 'Read it again' }],
      headers: { 'retry-after': '1' },
      extra: { currentRevision: 4 },
    });
    const { status, headers, body } = await send(throwing(error));
    expect({ status, headers, body }).toMatchObject({
      status: 412,
      headers: { 'retry-after': '1' },
      body: { error: { code: 'VERSION_CONFLICT', currentRevision: 4, details: error.details } },
    });
  });

  it('is no error in the log', async () => {
    await send(throwing(new ApiError('NOT_FOUND', 'There is no task "t" here.')));
    expect(logs.lines().filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});

describe('what passes', () => {
  it.each([
    ['ProvisionedThroughputExceededException'],
    ['ThrottlingException'],
    ['RequestLimitExceeded'],
    ['InternalServerError'],
    ['TransactionInProgressException'],
    ['TimeoutError'],
  ])('%s is UNAVAILABLE, with when to come again', (name) => {
    const error = toApiError(Object.assign(new Error(secret), { name }));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 503, headers: { 'retry-after': '1' } });
    expect(error.message).not.toContain('secret');
  });

  it.each(['ECONNREFUSED', 'ECONNRESET'])('%s is too', (code) => {
    expect(toApiError(Object.assign(new Error(secret), { code }))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is the end of a function’s time', () => {
    const timeout = new Error('[AbortError]: The operation was aborted.', { cause: { package: '@middy/core' } });
    expect(toApiError(timeout)).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
