import { apiKeyOperations } from './api-keys.ts';
import { auditOperations } from './audit.ts';
import { authOperations } from './auth.ts';
import { memberOperations } from './members.ts';
import { notificationOperations } from './notifications.ts';
import type { Operation } from './operation.ts';
import { projectOperations } from './projects.ts';
import { searchOperations } from './search.ts';
import { systemOperations } from './system.ts';
import { taskOperations } from './tasks.ts';
import { userOperations } from './users.ts';

/** Every operation of the API, by id. */
export const operations = {
  ...systemOperations,
  ...authOperations,
  ...projectOperations,
  ...taskOperations,
  ...searchOperations,
  ...notificationOperations,
  ...userOperations,
  ...memberOperations,
  ...apiKeyOperations,
  ...auditOperations,
} as const;

/** The same, as a plain list for whoever walks all of them. */
export const allOperations: readonly Operation[] = Object.values(operations);
