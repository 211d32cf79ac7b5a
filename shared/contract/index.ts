import { apiKeyOperations } from './api-keys.ts';
import { auditOperations } from './audit.ts';
import { authOperations } from './auth.ts';
import { breakdownOperations } from './breakdown.ts';
import { commentOperations } from './comments.ts';
import { dependencyOperations } from './dependencies.ts';
import { featureFlagOperations } from './feature-flags.ts';
import { importOperations } from './imports.ts';
import { memberOperations } from './members.ts';
import { messageOperations } from './messages.ts';
import { notificationOperations } from './notifications.ts';
import type { Operation } from './operation.ts';
import { pathOperations } from './paths.ts';
import { projectOperations } from './projects.ts';
import { searchOperations } from './search.ts';
import { systemOperations } from './system.ts';
import { taskOperations } from './tasks.ts';
import { timeEntryOperations } from './time-entries.ts';
import { userOperations } from './users.ts';
import { versionOperations } from './versions.ts';

/** Every operation of the API, by id. */
export const operations = {
  ...systemOperations,
  ...authOperations,
  ...projectOperations,
  ...taskOperations,
  ...breakdownOperations,
  ...dependencyOperations,
  ...pathOperations,
  ...importOperations,
  ...versionOperations,
  ...timeEntryOperations,
  ...commentOperations,
  ...messageOperations,
  ...searchOperations,
  ...notificationOperations,
  ...userOperations,
  ...memberOperations,
  ...apiKeyOperations,
  ...featureFlagOperations,
  ...auditOperations,
} as const;

/** The same, as a plain list for whoever walks all of them. */
export const allOperations: readonly Operation[] = Object.values(operations);
