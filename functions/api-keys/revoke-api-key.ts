import { apiKeyOperations } from '../../shared/contract/api-keys.ts';
import { revokeApiKey } from '../../shared/data/api-keys.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(apiKeyOperations.revokeApiKey, async ({ params, change, allow }) => {
  allow({ kind: 'apiKey', id: params.apiKeyId });
  return revokeApiKey(params.apiKeyId, change);
});
