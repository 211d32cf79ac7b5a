import { apiKeyOperations } from '../../shared/contract/api-keys.ts';
import { listApiKeys } from '../../shared/data/api-keys.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(apiKeyOperations.listApiKeys, async ({ query, caller, allow, cursors }) => {
  allow({ kind: 'apiKey', id: '*' });
  const { studio } = caller;
  const startAfter = await cursors.open();
  const { apiKeys, next } = await listApiKeys(studio, { revoked: query.revoked, limit: query.limit, startAfter });
  return { items: apiKeys, nextCursor: await cursors.seal(next) };
});
