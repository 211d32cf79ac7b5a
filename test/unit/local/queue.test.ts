import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { KeptMessages } from '../../../local/gateway/kept-messages.ts';
import { gatewayLimits } from '../../../local/gateway/limits.ts';
import { type DeadLetter, Queue } from '../../../local/gateway/queue.ts';

const folder = mkdtempSync(join(tmpdir(), 'montu-queue-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'imports.json');

function queueWith(invoke: (id: string, event: unknown) => Promise<unknown>) {
  const deadLetters: DeadLetter[] = [];
  const settings = { name: 'import', functionId: 'importer', batchSize: 1, maxConcurrency: 1, maxReceives: 2 };
  const limits = { ...gatewayLimits, redeliverAfterMs: 1 };
  const kept = new KeptMessages(path);
  return { queue: new Queue({ ...settings, invoke, limits, log: () => {}, deadLetters, kept }), deadLetters };
}

it('messages that nobody has done outlive the process, and no others', async () => {
  const first = vi.fn(async (_: string, event: unknown) => {
    if (JSON.stringify(event).includes('slow')) await new Promise(() => {});
  });
  const { queue } = queueWith(first);
  queue.send({ messageId: '1', body: 'quick' });
  queue.send({ messageId: '2', body: 'slow' });
  queue.send({ messageId: '3', body: 'waits' });
  await vi.waitFor(() => expect(first).toHaveBeenCalledTimes(2));

  const later = vi.fn(async () => {});
  const { queue: again } = queueWith(later);
  again.resume();
  await vi.waitFor(() => expect(later).toHaveBeenCalledTimes(2));
  expect(JSON.stringify(later.mock.calls)).toMatch(/slow.*waits/);
  await again.stop(1_000);
  expect(new KeptMessages(path).all()).toEqual([]);
});

it('messages that are given up are not kept', async () => {
  const { queue, deadLetters } = queueWith(async () => {
    throw new Error('no');
  });
  queue.send({ messageId: '4', body: 'poison' });
  await vi.waitFor(() => expect(deadLetters).toHaveLength(1));
  expect(new KeptMessages(path).all()).toEqual([]);
});
