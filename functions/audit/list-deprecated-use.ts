import { auditOperations } from '../../shared/contract/audit.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listDeprecatedUse } from '../../shared/data/deprecated-use.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = auditOperations.listDeprecatedUse;

export const handler = defineEndpoint(operation, async ({ query, caller: { studio, userId }, allow }) => {
  allow({ kind: 'audit', id: 'audit' });
  const scope = { studio, userId, operation: operation.id, query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { uses, next } = await listDeprecatedUse(studio, { limit: query.limit, startAfter });
  return { items: uses, nextCursor: next && (await sealCursor(next, scope)) };
});
