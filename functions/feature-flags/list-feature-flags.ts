import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { flagFor, flagPage } from '../../shared/http/feature-flags.ts';

const operation = featureFlagOperations.listFeatureFlags;

export const handler = defineEndpoint(operation, async ({ query, caller }) => {
  const { keys, nextCursor } = await flagPage(operation.id, query, caller);
  return { items: await Promise.all(keys.map((key) => flagFor(caller, key))), nextCursor };
});
