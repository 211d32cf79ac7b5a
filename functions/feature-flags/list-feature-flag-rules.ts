import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { readFlagRules } from '../../shared/data/feature-flags.ts';
import { featureFlags } from '../../shared/domain/feature-flags.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { flagPage } from '../../shared/http/feature-flags.ts';

export const handler = defineEndpoint(featureFlagOperations.listFeatureFlagRules, async (request) => {
  const { caller, allow } = request;
  allow({ kind: 'featureFlag', id: '*' });
  const { keys, nextCursor } = await flagPage(request);
  const rules = await readFlagRules(caller.studio);
  return { items: keys.map((key) => ({ key, ...featureFlags[key], rule: rules.get(key) ?? null })), nextCursor };
});
