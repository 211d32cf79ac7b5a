import { authOperations } from '../../shared/contract/auth.ts';
import { invalidField } from '../../shared/contract/errors.ts';
import { getPassword, setPassword } from '../../shared/data/passwords.ts';
import { endSessions } from '../../shared/data/sessions.ts';
import { admit, fail, forgive, ownSubject, readAttempt } from '../../shared/data/throttle.ts';
import { getUser } from '../../shared/data/users.ts';
import { checkNewPassword } from '../../shared/domain/passwords.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { hashPassword, passwordMatches } from '../../shared/platform/passwords.ts';

export const handler = defineEndpoint(
  authOperations.changePassword,
  async ({ body, caller, change: { actor }, ip, allow }) => {
    const { studio, userId, sessionId } = caller;
    allow({ kind: 'account', id: userId, userId });
    const [user, attempt, current] = await Promise.all([
      getUser(studio, userId),
      readAttempt(ownSubject(caller, ip), ['pair']),
      getPassword(studio, userId),
    ]);
    await checkNewPassword(body.newPassword, { ...user, field: 'newPassword', studio });

    // a stolen token must not become a way to guess the password; and nobody else can get in the owner's way here
    await admit(attempt, [caller], actor);
    if (!(await passwordMatches(body.currentPassword, current))) {
      await fail(attempt, [caller], actor);
      throw invalidField('currentPassword', 'INVALID_VALUE', 'This is not your current password');
    }
    await setPassword(caller, await hashPassword(body.newPassword), { actor });
    await Promise.all([
      endSessions(studio, userId, { actor, reason: 'passwordChanged', except: sessionId }),
      forgive(attempt),
    ]);
    return undefined;
  },
);
