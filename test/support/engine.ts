import type { TestProject } from 'vitest/node';
import { type Engine, startEngine } from '../../local/engine/dynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the DynamoDB Local that every test of this run shares; each makes a table of its own. */
    engine: string;
  }
}

/** Each project loads this module for itself; what they share hangs on the process. */
const shared = globalThis as typeof globalThis & { montuEngine?: { engine: Promise<Engine>; users: number } };

/** Starts the engine for the first project that needs it, and stops it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.montuEngine ??= { engine: startEngine(), users: 0 };
  const current = shared.montuEngine;
  current.users += 1;
  project.provide('engine', (await current.engine).endpoint);
  return async () => {
    current.users -= 1;
    if (current.users > 0) return;
    delete shared.montuEngine;
    await (await current.engine).stop();
  };
}
