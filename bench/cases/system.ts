import type { systemOperations } from '../../shared/contract/system.ts';
import { keys } from '../../shared/data/keys.ts';
import type { MakeCase } from './case.ts';

export const systemCases = {
  getHealth: ({ raw }) => ({ request: () => ({}), raw: () => raw.read(keys.keySet) }),
  getOpenapi: () => ({ request: () => ({}) }),
} satisfies Record<keyof typeof systemOperations, MakeCase>;
