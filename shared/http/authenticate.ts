import { ApiError } from '../contract/errors.ts';
import { isApiKey, sessionOfKey } from '../data/api-keys.ts';
import { authorityOf } from '../data/authority.ts';
import { publicKey } from '../data/key-set.ts';
import { type Caller, callerWith, type Identity } from '../domain/access.ts';
import { config } from '../platform/config.ts';
import { TokenRefused, verifyAccessToken } from '../platform/jwt.ts';

function unauthenticated(message: string, problem?: string): ApiError {
  const challenge = problem === undefined ? 'Bearer' : `Bearer error="${problem}", error_description="${message}"`;
  return new ApiError('UNAUTHENTICATED', message, { headers: { 'www-authenticate': challenge } });
}

function tokenOf(authorization: string | undefined): string {
  const match = /^Bearer +(\S+)$/i.exec(authorization ?? '');
  if (!match?.[1]) throw unauthenticated('Sign in first, and send Authorization: Bearer <access token or API key>.');
  return match[1];
}

async function claimsOf(token: string) {
  try {
    return await verifyAccessToken(token, { issuer: config().MONTU_PUBLIC_URL, findKey: publicKey });
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    if (!error.expired) throw unauthenticated('This access token is not valid.', 'invalid_token');
    throw new ApiError('TOKEN_EXPIRED', 'This access token has expired; refresh it and repeat the request.', {
      headers: { 'www-authenticate': 'Bearer error="invalid_token", error_description="The access token expired"' },
    });
  }
}

/**
 * Who a session's owner is now, with their roles of now. An API key is its own session.
 * @returns undefined when the session has ended, the person was deactivated, or the key revoked
 */
export async function callerOf(session: Identity): Promise<Caller | undefined> {
  const authority = await authorityOf(session.studio, session.userId, session.sessionId);
  return authority && callerWith(authority, session);
}

/**
 * The caller of a request, by its bearer token (RFC 6750): an access token, or an API key.
 * @param onProven told as soon as it is certain whose it is, while it is found out what they may do
 * @throws UNAUTHENTICATED, TOKEN_EXPIRED
 */
export async function authenticate(
  authorization: string | undefined,
  onProven: (session: Identity) => void = () => undefined,
): Promise<Caller> {
  const token = tokenOf(authorization);
  if (isApiKey(token)) {
    const session = await sessionOfKey(token);
    if (session) onProven(session);
    const caller = session && (await callerOf(session));
    if (!caller) throw unauthenticated('This API key is not valid, or no longer.', 'invalid_token');
    return caller;
  }
  const { studio, sub, sid, clientType } = await claimsOf(token);
  const session = { studio, userId: sub, sessionId: sid, clientType };
  onProven(session);
  const caller = await callerOf(session);
  if (!caller) throw unauthenticated('This session has ended; sign in again.', 'invalid_token');
  return caller;
}
