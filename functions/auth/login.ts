import { authOperations } from '../../shared/contract/auth.ts';
import { ApiError, invalidField } from '../../shared/contract/errors.ts';
import { authorityOf } from '../../shared/data/authority.ts';
import {
  type Account,
  getPassword,
  passwordsOf,
  type StoredPassword,
  strengthen,
} from '../../shared/data/passwords.ts';
import { endSession, endSurplus, startSession } from '../../shared/data/sessions.ts';
import { admit, fail, forgive, readAttempt, remember } from '../../shared/data/throttle.ts';
import { findLogins } from '../../shared/data/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { tokensFor } from '../../shared/http/tokens.ts';
import { logger } from '../../shared/platform/logger.ts';
import { hashPassword, isWeak, passwordMatches } from '../../shared/platform/passwords.ts';

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

/** Those of the accounts whose password it is, with what is stored of it; where there is no account, after the same work. */
async function matching(accounts: readonly Account[], password: string) {
  const stored = await passwordsOf(accounts);
  const matches = await Promise.all(stored.map((one) => passwordMatches(password, one)));
  return accounts.flatMap((account, index) =>
    matches[index] ? [{ account, stored: stored[index] as StoredPassword }] : [],
  );
}

export const handler = defineEndpoint(authOperations.login, async ({ body, requestId, ip }) => {
  const { username, password, studio, clientType } = body;
  const nobodyYet = { userId: null, requestId, ip };
  const [named, attempt] = await Promise.all([
    findLogins(username),
    readAttempt({ name: username, studio, address: ip }),
  ]);
  const accounts = named.filter((one) => studio === undefined || one.studio === studio).slice(0, mostStudios);
  await admit(attempt, accounts, nobodyYet);

  const [match, ...others] = await matching(accounts, password);
  if (!match) {
    logger.warn('security: sign-in refused', { requestId, ip });
    await fail(attempt, accounts, nobodyYet);
    throw refused();
  }
  if (others.length > 0) {
    const studios = [match, ...others].map(({ account }) => account.studio).join(', ');
    throw invalidField('studio', 'REQUIRED_FIELD', 'This name is in several studios', `One of: ${studios}`);
  }

  const { account, stored } = match;
  const { userId } = account;
  const actor = { ...nobodyYet, userId };
  const [{ session, refreshToken }] = await Promise.all([
    startSession({ ...account, clientType }, actor),
    isWeak(stored) && strengthen(account, stored, await hashPassword(password)),
    // who else has the name could have proved themselves, and not this account
    named.length === 1 && forgive(attempt),
    accounts.length === 1 && remember(attempt),
  ]);
  const [authority, now] = await Promise.all([
    authorityOf(account.studio, userId, session.sessionId),
    getPassword(account.studio, userId),
    endSurplus(account.studio, userId, actor),
  ]);
  // deactivated, or given another password, while this was under way: nobody may have seen the new session to end it
  if (!authority || now?.changedAt !== stored.changedAt) {
    await endSession(account.studio, userId, session.sessionId, { actor, reason: 'passwordChanged' });
    throw refused();
  }
  return tokensFor(session, authority, refreshToken);
});
