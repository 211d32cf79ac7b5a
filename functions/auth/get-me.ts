import { authOperations } from '../../shared/contract/auth.ts';
import { getUser } from '../../shared/data/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(authOperations.getMe, async ({ caller }) => {
  const { id, username, name, email } = await getUser(caller.studio, caller.userId);
  const { studio, role, projects, clientType, sessionId } = caller;
  return { id, username, displayName: name, email, studio, role, projects: { ...projects }, clientType, sessionId };
});
