import { auditOperations } from '../../shared/contract/audit.ts';
import { type AuditPosition, auditEntries, listEvents } from '../../shared/data/audit-log.ts';
import { checkEventType } from '../../shared/domain/audit.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  auditOperations.listAudit,
  async ({ query, caller: { studio, userId }, allow, cursors }) => {
    allow({ kind: 'audit', id: 'audit' });
    checkEventType(query.type);
    const filter = query.userId === 'me' ? { ...query, userId } : query;
    const position = await cursors.open<AuditPosition>();
    const { events, next } = await listEvents(studio, filter, { limit: query.limit, position });
    return { items: await auditEntries(studio, events), nextCursor: await cursors.seal(next) };
  },
);
