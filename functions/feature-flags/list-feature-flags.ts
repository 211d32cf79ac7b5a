import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { flagFor, flagPage } from '../../shared/http/feature-flags.ts';

export const handler = defineEndpoint(featureFlagOperations.listFeatureFlags, async (request) => {
  const { keys, nextCursor } = await flagPage(request);
  return { items: await Promise.all(keys.map((key) => flagFor(request.caller, key))), nextCursor };
});
