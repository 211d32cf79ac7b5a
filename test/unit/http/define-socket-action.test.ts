import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import { takeLease } from '../../../shared/data/rate-limits.ts';
import { getSocket, type Socket } from '../../../shared/data/sockets.ts';
import { callerOf } from '../../../shared/http/authenticate.ts';
import { defineSocketAction } from '../../../shared/http/define-socket-action.ts';
import { rateLimits } from '../../../shared/manifest/rate-limits.ts';
import { closeSocket, postToSocket } from '../../../shared/platform/sockets.ts';
import { makeCaller } from '../../support/caller.ts';
import { setEnvironment } from '../../support/environment.ts';
import { captureLogs } from '../../support/logs.ts';

setEnvironment({ MONTU_RATE_LIMITS: 'on' });

vi.mock('../../../shared/data/sockets.ts', () => ({ getSocket: vi.fn() }));
vi.mock('../../../shared/http/authenticate.ts', () => ({ callerOf: vi.fn() }));
vi.mock('../../../shared/data/rate-limits.ts', () => ({ takeLease: vi.fn() }));
vi.mock('../../../shared/platform/sockets.ts', () => ({ closeSocket: vi.fn(), postToSocket: vi.fn() }));

const socket: Socket = { ...makeCaller(), connectionId: 'c-1', openedAt: new Date().toISOString() };
const eventOf = (body?: string) =>
  ({ requestContext: { connectionId: 'c-1' }, ...(body !== undefined && { body }) }) as APIGatewayProxyWebsocketEventV2;
const handle = vi.fn();
const subscribe = defineSocketAction('subscribe', handle);
const good = JSON.stringify({ action: 'subscribe', channel: 'project:SWA' });
/** What the client has got. */
const received = () => vi.mocked(postToSocket).mock.calls.map(([, text]) => JSON.parse(text));

let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(takeLease).mockImplementation(async (_, __, { wanted }) => ({ granted: wanted, arrival: 0 }));
  vi.mocked(getSocket).mockResolvedValue(socket);
  vi.mocked(callerOf).mockResolvedValue(makeCaller());
  logs = captureLogs();
});
afterEach(() => logs.restore());

describe('a socket message', () => {
  it('reaches its handler parsed, with whose it is and a way to answer', async () => {
    handle.mockImplementation(async ({ send }) => {
      await send({ type: 'subscribed' });
      await send('{"type":"text"}');
    });
    expect(await subscribe(eventOf(good))).toEqual({ statusCode: 200 });
    expect(handle).toHaveBeenCalledWith(
      expect.objectContaining({ message: JSON.parse(good), socket, caller: makeCaller() }),
    );
    expect(received()).toEqual([{ type: 'subscribed' }, { type: 'text' }]);
    expect(vi.mocked(postToSocket).mock.calls.map(([connection]) => connection)).toEqual(['c-1', 'c-1']);
  });

  it('counts to the limit of its owner’s sockets, a replay as many', async () => {
    const userId = 'user_busy';
    vi.mocked(getSocket).mockResolvedValue({ ...socket, userId });
    vi.mocked(takeLease)
      .mockResolvedValue({ granted: 0, arrival: Date.now() + 60_000 })
      .mockResolvedValueOnce({ granted: 20, arrival: 0 });
    const resume = defineSocketAction('resume', handle);
    await resume(eventOf(JSON.stringify({ action: 'resume', channel: 'project:SWA', after: 0 })));
    expect(takeLease).toHaveBeenCalledWith(
      expect.stringContaining(userId),
      rateLimits.socket,
      expect.objectContaining({ atLeast: 20 }),
    );
    expect(await subscribe(eventOf(good))).toEqual({ statusCode: 429 });
    expect(received()).toMatchObject([{ type: 'error', channel: 'project:SWA', error: { code: 'RATE_LIMITED' } }]);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['broken JSON', '{', 'MALFORMED_BODY'],
    ['nothing', undefined, 'MALFORMED_BODY'],
    ['no object', '7', 'VALIDATION_ERROR'],
    ['no such channel', JSON.stringify({ action: 'subscribe', channel: 'studio:demo' }), 'VALIDATION_ERROR'],
    ['null', 'null', 'VALIDATION_ERROR'],
    ['a field too many', JSON.stringify({ ...JSON.parse(good), more: 1 }), 'VALIDATION_ERROR', 'project:SWA'],
  ])('that is %s is answered as over HTTP', async (_, body, code, channel?: string) => {
    expect(await subscribe(eventOf(body))).toEqual({ statusCode: 400 });
    expect(received()).toEqual([
      {
        type: 'error',
        ...(channel && { channel }),
        error: expect.objectContaining({ code, requestId: expect.stringMatching(/^req_/), details: expect.any(Array) }),
      },
    ]);
    expect(handle).not.toHaveBeenCalled();
  });

  it('that is refused is told so', async () => {
    handle.mockRejectedValue(new ApiError('NOT_FOUND', 'There is no channel "project:SWA" here.'));
    expect(await subscribe(eventOf(good))).toEqual({ statusCode: 404 });
    expect(received()).toMatchObject([{ channel: 'project:SWA', error: { code: 'NOT_FOUND' } }]);
    expect(logs.text()).toBe('');
  });

  it('that surprises says nothing of it, and the log all', async () => {
    handle.mockRejectedValue(new Error('secret-host is away'));
    expect(await subscribe(eventOf(good))).toEqual({ statusCode: 500 });
    const [answer] = received();
    expect(answer).toMatchObject({ error: { code: 'INTERNAL' } });
    expect(JSON.stringify(answer)).not.toContain('secret-host');
    expect(logs.lines()).toMatchObject([
      { requestId: answer.error.requestId, operation: 'subscribeSocket', error: { message: 'secret-host is away' } },
    ]);
  });

  it.each([
    ['session has ended', () => vi.mocked(callerOf).mockResolvedValue(undefined)],
    ['socket nobody knows', () => vi.mocked(getSocket).mockResolvedValue(undefined)],
  ])('whose %s closes it', async (_, arrange) => {
    arrange();
    expect(await subscribe(eventOf(good))).toEqual({ statusCode: 401 });
    expect(closeSocket).toHaveBeenCalledWith('c-1', expect.stringContaining('ended'));
    expect(handle).not.toHaveBeenCalled();
  });
});
