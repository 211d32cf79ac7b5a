import { authOperations } from '../../shared/contract/auth.ts';
import { listSessions } from '../../shared/data/sessions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(authOperations.listSessions, async ({ query, caller, allow, cursors }) => {
  const { studio, userId } = caller;
  allow({ kind: 'account', id: userId, userId });
  const startAfter = await cursors.open();
  const { sessions, next } = await listSessions(studio, userId, { limit: query.limit, startAfter });
  const items = sessions.map(({ sessionId, clientType, createdAt, rotatedAt, expiresAt }) => ({
    ...{ id: sessionId, clientType, createdAt, lastUsedAt: rotatedAt, expiresAt },
    current: sessionId === caller.sessionId,
  }));
  return { items, nextCursor: await cursors.seal(next) };
});
