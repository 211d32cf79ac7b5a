import type { Stack } from '../../../local/stack.ts';
import { startStack } from '../../../local/stack.ts';
import { ownEngine } from '../../support/own-engine.ts';

/** All files of this project share a worker, so they share what hangs on its process. */
const shared = globalThis as typeof globalThis & { montuStack?: Promise<Stack> };

/** The local stack that the end-to-end tests run against: the deployed handlers, on an engine as unkind as AWS. */
export function stack(): Promise<Stack> {
  shared.montuStack ??= startStack({
    engine: { endpoint: ownEngine(), tableName: `e2e-${process.pid}` },
    unkind: true,
  });
  return shared.montuStack;
}
