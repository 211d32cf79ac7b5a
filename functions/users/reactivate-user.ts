import { userOperations } from '../../shared/contract/users.ts';
import { endSessions } from '../../shared/data/sessions.ts';
import { changeUser } from '../../shared/data/users.ts';
import { reactivated, userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { reactivateUser } = userOperations;

export const handler = defineEndpoint(reactivateUser, async ({ params, ifMatch, caller, change, allow }) => {
  const userId = userIdOf(params.userId, caller);
  allow(userResource(userId));
  return changeUser(
    userId,
    {
      type: 'user.reactivated',
      expected: ifMatch,
      async decide(current) {
        // a session that an interrupted deactivation left must not come back to life
        if (!current.active) await endSessions(caller.studio, userId, { actor: change.actor, reason: 'deactivated' });
        return reactivated(current);
      },
    },
    change,
  );
});
