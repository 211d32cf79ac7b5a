import type { Operation } from '../../shared/contract/operation.ts';
import type { World } from '../world.ts';
import { authCases } from './auth.ts';
import type { Case, MakeCase } from './case.ts';
import { notificationCases } from './notifications.ts';
import { projectCases } from './projects.ts';
import { systemCases } from './system.ts';
import { taskCases } from './tasks.ts';

const cases: Partial<Record<string, MakeCase>> = {
  ...systemCases,
  ...authCases,
  ...projectCases,
  ...taskCases,
  ...notificationCases,
};

/** @throws naming the operations that nobody has said how to measure */
export function checkCases(operations: readonly Operation[]): void {
  const missing = operations.filter(({ id }) => !cases[id]).map(({ id, domain }) => `${id} (bench/cases/${domain}.ts)`);
  if (missing.length > 0) throw new Error(`These operations have no benchmark case: ${missing.join(', ')}`);
}

/** @throws when nobody has said how to measure this operation */
export function caseOf({ id, domain }: Operation, world: World): Case {
  const make = cases[id];
  if (!make) throw new Error(`The operation ${id} has no benchmark case: add one to bench/cases/${domain}.ts`);
  return make(world);
}
