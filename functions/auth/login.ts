import { authOperations } from '../../shared/contract/auth.ts';
import { ApiError, invalidField } from '../../shared/contract/errors.ts';
import { authorityOf } from '../../shared/data/authority.ts';
import { startSession } from '../../shared/data/sessions.ts';
import { findLogins, getPassword } from '../../shared/data/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { tokensFor } from '../../shared/http/tokens.ts';
import { logger } from '../../shared/platform/logger.ts';
import { passwordMatches } from '../../shared/platform/passwords.ts';

/** The same words for an unknown name, a wrong password and a deactivated account. */
const refused = () =>
  new ApiError(
    'UNAUTHENTICATED',
    'The username or the password is wrong. Whoever is in several studios says which (`studio`).',
    {
      headers: { 'www-authenticate': 'Bearer' },
    },
  );

/** A name in more studios than this must say which; each costs a hash. */
const mostStudios = 3;

/** The accounts of this name whose password it is; of an unknown name none, after the same work. */
async function accountsWith(username: string, password: string, studio: string | undefined) {
  const logins = (await findLogins(username, studio)).slice(0, mostStudios);
  if (logins.length === 0) await passwordMatches(password, undefined);
  const checked = await Promise.all(
    logins.map(async (login) => {
      const stored = await getPassword(login.studio, login.userId);
      return (await passwordMatches(password, stored)) ? login : undefined;
    }),
  );
  return checked.filter((login) => login !== undefined);
}

export const handler = defineEndpoint(authOperations.login, async ({ body, requestId, ip }) => {
  const [account, ...others] = await accountsWith(body.username, body.password, body.studio);
  if (!account) {
    logger.warn('security: sign-in refused', { requestId, ip });
    throw refused();
  }
  if (others.length > 0) {
    const studios = [account, ...others].map((login) => login.studio).join(', ');
    throw invalidField('studio', 'REQUIRED_FIELD', 'This name is in several studios', `One of: ${studios}`);
  }
  const { session, refreshToken } = await startSession({ ...account, clientType: body.clientType });
  const authority = await authorityOf(session.studio, session.userId, session.sessionId);
  if (!authority) throw refused();
  return tokensFor(session, authority, refreshToken);
});
