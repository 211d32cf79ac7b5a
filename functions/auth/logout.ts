import { authOperations } from '../../shared/contract/auth.ts';
import { endSession } from '../../shared/data/sessions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(authOperations.logout, async ({ caller }) => {
  await endSession(caller.studio, caller.userId, caller.sessionId);
  return undefined;
});
