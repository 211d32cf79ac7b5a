import { authOperations } from '../../shared/contract/auth.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listSessions } from '../../shared/data/sessions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const operation = authOperations.listSessions;

export const handler = defineEndpoint(operation, async ({ query, caller, allow }) => {
  const { studio, userId } = caller;
  allow({ kind: 'account', id: userId, userId });
  const scope = { studio, userId, operation: operation.id, query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { sessions, next } = await listSessions(studio, userId, { limit: query.limit, startAfter });
  const items = sessions.map(({ sessionId, clientType, createdAt, rotatedAt, expiresAt }) => ({
    ...{ id: sessionId, clientType, createdAt, lastUsedAt: rotatedAt, expiresAt },
    current: sessionId === caller.sessionId,
  }));
  return { items, nextCursor: next && (await sealCursor(next, scope)) };
});
