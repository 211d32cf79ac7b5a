import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runClients } from '../../../bench/load/run-clients.ts';

describe('runClients', () => {
  it('measures what is repeated, and neither what prepares nor what undoes it', async () => {
    const slow = () => sleep(50);
    const times = await runClients(
      { before: slow, run: async () => {}, after: slow },
      { clients: 1, milliseconds: 1_000, most: 2 },
    );
    expect(times).toHaveLength(2);
    expect(Math.max(...times)).toBeLessThan(50);
  });

  it('has each client do one thing after another, and all clients at once', async () => {
    const busy = new Set<number>();
    let together = 0;
    await runClients(
      {
        async run(client) {
          expect(busy.has(client)).toBe(false);
          busy.add(client);
          together = Math.max(together, busy.size);
          await sleep(1);
          busy.delete(client);
        },
      },
      { clients: 5, milliseconds: 1_000, most: 3 },
    );
    expect(together).toBe(5);
  });

  it('does everything once, or as often as is asked for, even when there is no time', async () => {
    const nothing = { run: async () => {} };
    expect(await runClients(nothing, { clients: 3, milliseconds: 0 })).toHaveLength(3);
    expect(await runClients(nothing, { clients: 3, milliseconds: 0, fewest: 4 })).toHaveLength(12);
  });

  it('fails with what fails', async () => {
    const failing = { run: () => Promise.reject(new Error('refused')) };
    await expect(runClients(failing, { clients: 2, milliseconds: 10 })).rejects.toThrow('refused');
  });
});
