import type { Operation } from '../../shared/contract/operation.ts';
import type { World } from '../world.ts';
import { apiKeyCases } from './api-keys.ts';
import { auditCases } from './audit.ts';
import { authCases } from './auth.ts';
import { breakdownCases } from './breakdown.ts';
import type { Case, MakeCase } from './case.ts';
import { commentCases } from './comments.ts';
import { dependencyCases } from './dependencies.ts';
import { featureFlagCases } from './feature-flags.ts';
import { importCases } from './imports.ts';
import { memberCases } from './members.ts';
import { messageCases } from './messages.ts';
import { notificationCases } from './notifications.ts';
import { pathCases } from './paths.ts';
import { projectCases } from './projects.ts';
import { searchCases } from './search.ts';
import { systemCases } from './system.ts';
import { taskCases } from './tasks.ts';
import { timeEntryCases } from './time-entries.ts';
import { userCases } from './users.ts';
import { versionCases } from './versions.ts';

const makers: Partial<Record<string, MakeCase>> = {
  ...systemCases,
  ...authCases,
  ...userCases,
  ...projectCases,
  ...memberCases,
  ...taskCases,
  ...dependencyCases,
  ...breakdownCases,
  ...importCases,
  ...versionCases,
  ...pathCases,
  ...timeEntryCases,
  ...commentCases,
  ...messageCases,
  ...searchCases,
  ...notificationCases,
  ...apiKeyCases,
  ...featureFlagCases,
  ...auditCases,
};

/** Makes the case of each operation. @throws naming the operations that nobody has said how to measure */
export function createCases(operations: readonly Operation[], world: World): Map<Operation, Case> {
  refuseMissing(operations);
  return new Map(
    operations.flatMap((operation) => {
      const make = makers[operation.id];
      return make ? [[operation, make(world)] as const] : [];
    }),
  );
}

/** @throws naming the operations that nobody has said how to measure */
export function refuseMissing(operations: readonly Operation[]): void {
  const missing = operations
    .filter(({ id }) => !makers[id])
    .map(({ id, domain }) => `${id} (bench/cases/${domain}.ts)`);
  if (missing.length > 0) throw new Error(`There is no benchmark of ${missing.join(', ')}: add a case for each`);
}
