import type { Session } from '../data/sessions.ts';
import { signer } from '../data/signing.ts';
import type { Authority } from '../data/users.ts';
import { config } from '../platform/config.ts';
import { signAccessToken } from '../platform/jwt.ts';

/** The bare answer of the token endpoints (RFC 6749 §5.1): an access token for a session, beside its refresh token. */
export async function tokensFor(session: Session, authority: Authority, refreshToken: string) {
  const { MONTU_PUBLIC_URL: issuer, MONTU_ACCESS_TOKEN_SECONDS: lifeSeconds } = config();
  const { studio, userId, sessionId, clientType } = session;
  const claims = { sub: userId, studio, roles: [authority.role], clientType, sid: sessionId };
  const accessToken = await signAccessToken(claims, { signer: await signer(), issuer, lifeSeconds });
  return { accessToken, tokenType: 'bearer' as const, expiresIn: lifeSeconds, refreshToken };
}
