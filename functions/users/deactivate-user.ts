import { userOperations } from '../../shared/contract/users.ts';
import { endSessions } from '../../shared/data/sessions.ts';
import { changeUser } from '../../shared/data/users.ts';
import { deactivated, userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { deactivateUser } = userOperations;

export const handler = defineEndpoint(deactivateUser, async ({ params, ifMatch, caller, change, allow }) => {
  const userId = userIdOf(params.userId, caller);
  allow(userResource(userId));
  const options = { type: 'user.deactivated', expected: ifMatch, decide: deactivated } as const;
  const person = await changeUser(userId, options, change);
  // again for whoever was deactivated before: what an interrupted request left is ended by the next
  await endSessions(caller.studio, userId, { actor: change.actor, reason: 'deactivated' });
  return person;
});
