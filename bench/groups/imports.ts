import { setTimeout as sleep } from 'node:timers/promises';
import { importOperations, type TaskImport } from '../../shared/contract/imports.ts';
import { keys } from '../../shared/data/keys.ts';
import { maxTogether } from '../../shared/domain/bulk.ts';
import { newList } from '../cases/imports.ts';
import { runClients } from '../load/run-clients.ts';
import type { World } from '../world.ts';
import { type Share, shareOf } from './counts.ts';

/** One large list through the API, beside the same tasks and events written raw in as large transactions. */
export interface ImportFigures {
  /** Each a shot with one task. */
  rows: number;
  seconds: number;
  rawSeconds: number;
  ratio: number;
  /** What a list of one part takes, done within its request, and what follows from it. */
  counted: { rows: number; request: Share; stream: Share };
}

const { importTasks, getImport } = importOperations;

const pollMs = 100;

/** Imports a list, and waits until all of it is there. */
async function importList(world: World, rows: number): Promise<void> {
  const { text } = await world.call(importTasks, newList(world, rows));
  let job = JSON.parse(text).data as TaskImport;
  while (job.status === 'running') {
    await sleep(pollMs);
    const call = { token: world.writer.token, params: { importId: job.importId ?? '' } };
    job = JSON.parse((await world.call(getImport, call)).text).data;
  }
  if (job.progress.created !== rows) throw new Error(`Of ${rows} rows ${job.progress.created} were imported`);
}

/** Seconds that so many transactions take, one after the other, as the parts of an import come. */
async function rawSeconds(world: World, transactions: number): Promise<number> {
  const { seeded, raw } = world;
  const inserted = await raw.insert(keys.task(seeded.studio, seeded.taskIds[0] as string), maxTogether);
  const times = await runClients(inserted, { clients: 1, milliseconds: 0, fewest: transactions });
  return times.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1_000;
}

/** Half of what is raw comes before and half after, so that both meet the same moods of the machine. */
export async function measureImports(world: World, parts: number): Promise<ImportFigures> {
  const rows = parts * maxTogether;
  // fills caches, and has the code compiled
  await importList(world, maxTogether);
  const before = await rawSeconds(world, Math.ceil(parts / 2));
  const began = performance.now();
  await importList(world, rows);
  const seconds = (performance.now() - began) / 1_000;
  await world.stack.ask('settled', undefined);
  const raw = before + (await rawSeconds(world, Math.floor(parts / 2)));

  await world.stack.ask('startRecording', undefined);
  await world.call(importTasks, newList(world));
  const calls = await world.stack.ask('stopRecording', undefined);
  const counted = { rows: maxTogether, request: shareOf('request', calls), stream: shareOf('stream', calls) };
  return { rows, seconds, rawSeconds: raw, ratio: seconds / raw, counted };
}
