import type { auditOperations } from '../../shared/contract/audit.ts';
import type { MakeCase } from './case.ts';

export const auditCases = {
  listAudit: ({ planner, raw, seeded: { studio, projectId } }) => ({
    // the first of them is the admin
    request: () => ({ token: planner(0).token, query: { projectId } }),
    raw: () => raw.query({ index: 'eventsByProject', equals: { studio, eventsOf: projectId }, limit: 52 }),
  }),
} satisfies Record<keyof typeof auditOperations, MakeCase>;
