import { availableParallelism } from 'node:os';
import type { TestProject } from 'vitest/node';
import { type Engine, startEngine } from '../../local/engine/dynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a DynamoDB Local that every test of this run may use; each makes a table of its own. */
    engine: string;
    /** One for each worker, so that they do not wait for each other. */
    engines: string[];
  }
}

/** Each project loads this module for itself; what they share hangs on the process. */
const shared = globalThis as typeof globalThis & { montuEngines?: { engines: Promise<Engine[]>; users: number } };

const startEngines = () =>
  Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, () => startEngine({ shortLived: true })));

/** Starts the engines for the first project that needs them, and stops them after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.montuEngines ??= { engines: startEngines(), users: 0 };
  const current = shared.montuEngines;
  current.users += 1;
  const endpoints = (await current.engines).map(({ endpoint }) => endpoint);
  project.provide('engine', endpoints[0] as string);
  project.provide('engines', endpoints);
  return async () => {
    current.users -= 1;
    if (current.users > 0) return;
    delete shared.montuEngines;
    await Promise.all((await current.engines).map((engine) => engine.stop()));
  };
}
