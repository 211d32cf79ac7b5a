import type { auditOperations } from '../../shared/contract/audit.ts';
import type { MakeCase } from './case.ts';

export const auditCases = {
  listAudit: ({ planner, raw, seeded: { studio, projectId } }) => ({
    // the first of them is the admin
    request: () => ({ token: planner(0).token, query: { projectId } }),
    raw: () => raw.query({ index: 'eventsByProject', equals: { studio, eventsOf: projectId }, limit: 52 }),
  }),
  listDeprecatedUse: ({ planner, raw, seeded: { studio } }) => ({
    request: () => ({ token: planner(0).token }),
    raw: () => raw.query({ equals: { pk: `S#${studio}#DEPRECATED` }, limit: 51 }),
  }),
} satisfies Record<keyof typeof auditOperations, MakeCase>;
