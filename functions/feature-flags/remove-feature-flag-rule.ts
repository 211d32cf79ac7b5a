import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { removeFlagRule } from '../../shared/data/feature-flags.ts';
import { declaredKey } from '../../shared/domain/feature-flags.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  featureFlagOperations.removeFeatureFlagRule,
  async ({ params, ifMatch, change, allow }) => {
    allow({ kind: 'featureFlag', id: params.flagKey });
    await removeFlagRule(declaredKey(params.flagKey), ifMatch, change);
    return undefined;
  },
);
