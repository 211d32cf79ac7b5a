import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { setFlagRule } from '../../shared/data/feature-flags.ts';
import { usersById } from '../../shared/data/users.ts';
import { declaredKey } from '../../shared/domain/feature-flags.ts';
import { refuseMissing } from '../../shared/domain/missing.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

/** @throws VALIDATION_ERROR naming the people who are not there */
async function checkUsers(studio: string, ids: readonly string[]): Promise<void> {
  refuseMissing({ field: 'users', kind: 'user', ids }, await usersById(studio, ids), {
    message: 'A rule names people who are there.',
    suggestion: 'An id from GET /users',
  });
}

export const handler = defineEndpoint(
  featureFlagOperations.setFeatureFlagRule,
  async ({ params, body, ifMatch, change, allow }) => {
    allow({ kind: 'featureFlag', id: params.flagKey });
    const key = declaredKey(params.flagKey);
    await checkUsers(change.studio, Object.keys(body.users));
    return setFlagRule(key, body, ifMatch, change);
  },
);
