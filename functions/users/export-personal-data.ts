import { userOperations } from '../../shared/contract/users.ts';
import { personalDataOf } from '../../shared/data/personal-data.ts';
import { userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(userOperations.exportPersonalData, async ({ params, caller, allow }) => {
  const userId = userIdOf(params.userId, caller);
  allow(userResource(userId));
  return personalDataOf(caller.studio, userId);
});
