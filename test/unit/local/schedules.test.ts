import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSchedules } from '../../../local/schedules.ts';
import type { Consumer } from '../../../shared/manifest/consumers.ts';

const scheduled = (everyMinutes: number): Consumer => ({
  ...{ source: 'schedule', domain: 'realtime', summary: 'Runs by the clock', uses: [], everyMinutes },
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what runs by the clock', () => {
  it('is invoked at its rate, as EventBridge does it', async () => {
    const invoke = vi.fn(async (_: string, __: unknown): Promise<unknown> => undefined);
    const consumers = { often: scheduled(1), seldom: scheduled(15) };
    const schedules = startSchedules({ consumers, invoke, log: () => {} });
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    await schedules.stop();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    const ids = invoke.mock.calls.map(([id]) => id);
    expect(ids.filter((id) => id === 'often')).toHaveLength(30);
    expect(ids.filter((id) => id === 'seldom')).toHaveLength(2);
    expect(invoke.mock.calls[0]?.[1]).toMatchObject({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
  });

  it('goes on after a failure, which is told, and is waited for at the end', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const invoke = vi.fn(() => promise.then((): unknown => undefined));
    invoke.mockRejectedValueOnce(new Error('not today'));
    const log = vi.fn();
    const schedules = startSchedules({ consumers: { one: scheduled(1) }, invoke, log });
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('not today'));
    const stopped = vi.fn();
    const stopping = schedules.stop().then(stopped);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stopped).not.toHaveBeenCalled();
    resolve();
    await stopping;
    expect(stopped).toHaveBeenCalledOnce();
  });
});
