import { ApiError, type ErrorDetail } from '../../shared/contract/errors.ts';
import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { setFlagRule } from '../../shared/data/feature-flags.ts';
import { usersById } from '../../shared/data/users.ts';
import { declaredKey } from '../../shared/domain/feature-flags.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

/** @throws VALIDATION_ERROR naming the people who are not there */
async function checkUsers(studio: string, ids: readonly string[]): Promise<void> {
  const found = new Set((await usersById(studio, ids)).map(({ id }) => id));
  const details = ids
    .filter((id) => !found.has(id))
    .map(
      (id): ErrorDetail => ({
        field: `users.${id}`,
        code: 'NOT_FOUND',
        message: `There is no user "${id}" here`,
        suggestion: 'An id from GET /users',
      }),
    );
  if (details.length > 0) throw new ApiError('VALIDATION_ERROR', 'A rule names people who are there.', { details });
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
