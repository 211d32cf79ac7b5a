import { inject } from 'vitest';

/** The engine of this worker. */
export function ownEngine(): string {
  const engines = inject('engines');
  return engines[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % engines.length] as string;
}
