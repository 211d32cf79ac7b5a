import { userOperations } from '../../shared/contract/users.ts';
import { eraseTraces } from '../../shared/data/personal-data.ts';
import { endSessions } from '../../shared/data/sessions.ts';
import { changeUser } from '../../shared/data/users.ts';
import { erased, userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { logger } from '../../shared/platform/logger.ts';

export const handler = defineEndpoint(
  userOperations.erasePersonalData,
  async ({ params, caller, change, requestId, allow }) => {
    const userId = userIdOf(params.userId, caller);
    allow(userResource(userId));
    const person = await changeUser(userId, { type: 'user.erased', expected: undefined, decide: erased }, change);
    // a table that is restored from before this knows nothing of it; docs/data-protection.md reads it from the log
    logger.info('personal data erased', { requestId, studio: caller.studio, erasedUserId: userId });
    await endSessions(caller.studio, userId, { actor: change.actor, reason: 'erased' });
    await eraseTraces(caller.studio, person);
    return person;
  },
);
