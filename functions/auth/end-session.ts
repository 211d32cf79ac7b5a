import { authOperations } from '../../shared/contract/auth.ts';
import { notFound } from '../../shared/contract/errors.ts';
import { endSession } from '../../shared/data/sessions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  authOperations.endSession,
  async ({ params: { sessionId }, caller: { studio, userId }, change: { actor }, allow }) => {
    allow({ kind: 'account', id: userId, userId });
    const ended = await endSession(studio, userId, sessionId, { actor, reason: 'ended' });
    if (!ended) throw notFound('session', sessionId);
    return undefined;
  },
);
