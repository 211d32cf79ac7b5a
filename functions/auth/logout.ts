import { authOperations } from '../../shared/contract/auth.ts';
import { endSession, endSessions } from '../../shared/data/sessions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(authOperations.logout, async ({ query, caller, change: { actor }, allow }) => {
  const { studio, userId, sessionId } = caller;
  allow({ kind: 'account', id: userId, userId });
  const ending = { actor, reason: 'signedOut' } as const;
  if (query.all) await endSessions(studio, userId, ending);
  else await endSession(studio, userId, sessionId, ending);
  return undefined;
});
