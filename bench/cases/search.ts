import type { searchOperations } from '../../shared/contract/search.ts';
import type { MakeCase } from './case.ts';

export const searchCases = {
  search: ({ planner, raw, seeded }) => ({
    request: (client) => ({ token: planner(client).token, query: { q: 'sq0010 comp' } }),
    raw: () => raw.query({ index: 'directory', equals: { studio: seeded.studio, directory: 'projects' }, limit: 51 }),
  }),
} satisfies Record<keyof typeof searchOperations, MakeCase>;
