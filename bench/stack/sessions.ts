import { authorityOf } from '../../shared/data/authority.ts';
import { startSession } from '../../shared/data/sessions.ts';
import { tokensFor } from '../../shared/http/tokens.ts';

export interface Account {
  studio: string;
  userId: string;
  username: string;
}

export interface Session extends Account {
  token: string;
  refreshToken: string;
}

/** Signs somebody in without the password, whose hashing is slow on purpose. */
export async function newSession(account: Account): Promise<Session> {
  const { studio, userId } = account;
  const { session, refreshToken } = await startSession({ studio, userId, clientType: 'web' });
  const authority = await authorityOf(studio, userId, session.sessionId);
  if (!authority) throw new Error('A session that was just started is not there');
  const { accessToken } = await tokensFor(session, authority, refreshToken);
  return { ...account, token: accessToken, refreshToken };
}
