import { userOperations } from '../../shared/contract/users.ts';
import { getUser } from '../../shared/data/users.ts';
import { userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(userOperations.getUser, async ({ params, caller, allow }) => {
  const userId = userIdOf(params.userId, caller);
  allow(userResource(userId));
  return getUser(caller.studio, userId);
});
