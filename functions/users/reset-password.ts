import { ApiError } from '../../shared/contract/errors.ts';
import { userOperations } from '../../shared/contract/users.ts';
import { setPassword } from '../../shared/data/passwords.ts';
import { endSessions } from '../../shared/data/sessions.ts';
import { getUser } from '../../shared/data/users.ts';
import { checkNewPassword } from '../../shared/domain/passwords.ts';
import { userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { hashPassword } from '../../shared/platform/passwords.ts';

export const handler = defineEndpoint(
  userOperations.resetPassword,
  async ({ params, body, caller, change: { studio, actor }, allow }) => {
    const userId = userIdOf(params.userId, caller);
    allow(userResource(userId));
    // whoever holds an admin's token need not know the admin's password
    if (userId === caller.userId) {
      throw new ApiError('FORBIDDEN', 'Change your own password by PUT /auth/password, with the one that you have.');
    }
    const user = await getUser(studio, userId);
    await checkNewPassword(body.newPassword, { ...user, field: 'newPassword', studio });
    await setPassword({ studio, userId }, await hashPassword(body.newPassword), { actor });
    await endSessions(studio, userId, { actor, reason: 'passwordReset' });
    return undefined;
  },
);
