import { authOperations } from '../../shared/contract/auth.ts';
import { ApiError } from '../../shared/contract/errors.ts';
import { authorityOf } from '../../shared/data/authority.ts';
import { rotateSession } from '../../shared/data/sessions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { tokensFor } from '../../shared/http/tokens.ts';
import { logger } from '../../shared/platform/logger.ts';

const ended = () =>
  new ApiError('UNAUTHENTICATED', 'This session has ended; sign in again.', {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });

export const handler = defineEndpoint(authOperations.refreshTokens, async ({ body, requestId, ip }) => {
  const rotation = await rotateSession(body.refreshToken, { userId: null, requestId, ip });
  if (rotation.outcome === 'reused') {
    const { studio, userId, sessionId } = rotation.session;
    logger.warn('security: refresh token reused, session ended', { requestId, ip, studio, userId, sessionId });
  }
  if (rotation.outcome !== 'rotated') throw ended();
  const { session, refreshToken } = rotation;
  const authority = await authorityOf(session.studio, session.userId, session.sessionId);
  if (!authority) throw ended();
  return tokensFor(session, authority, refreshToken);
});
