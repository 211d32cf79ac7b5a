import { auditOperations } from '../../shared/contract/audit.ts';
import { type AuditPosition, auditEntries, listEvents } from '../../shared/data/audit-log.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { checkEventType } from '../../shared/domain/audit.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = auditOperations.listAudit;

export const handler = defineEndpoint(operation, async ({ query: asked, caller: { studio, userId }, allow }) => {
  allow({ kind: 'audit', id: 'audit' });
  checkEventType(asked.type);
  const query = asked.userId === 'me' ? { ...asked, userId } : asked;
  const scope = { studio, userId, operation: operation.id, query };
  const position = await openCursor<AuditPosition>(query.cursor, scope);
  const { events, next } = await listEvents(studio, query, { limit: query.limit, position });
  return { items: await auditEntries(studio, events), nextCursor: next && (await sealCursor(next, scope)) };
});
