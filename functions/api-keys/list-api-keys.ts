import { apiKeyOperations } from '../../shared/contract/api-keys.ts';
import { listApiKeys } from '../../shared/data/api-keys.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(apiKeyOperations.listApiKeys, async ({ query, caller, allow }) => {
  allow({ kind: 'apiKey', id: '*' });
  const { studio, userId } = caller;
  const scope = { studio, userId, operation: 'listApiKeys', query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { apiKeys, next } = await listApiKeys(studio, { revoked: query.revoked, limit: query.limit, startAfter });
  return { items: apiKeys, nextCursor: next && (await sealCursor(next, scope)) };
});
