import { authOperations } from '../../shared/contract/auth.ts';
import { getUser } from '../../shared/data/users.ts';
import type { Caller } from '../../shared/domain/access.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { isApiKeyId } from '../../shared/platform/ids.ts';

/** Who somebody is; an API key is what it is called. */
function identityOf({ studio, userId, username }: Caller) {
  if (isApiKeyId(userId)) return { id: userId, username, displayName: username, email: null };
  return getUser(studio, userId);
}

export const handler = defineEndpoint(authOperations.getMe, async ({ caller }) => {
  const { id, username, displayName, email } = await identityOf(caller);
  const { studio, role, projects, clientType, sessionId } = caller;
  return { id, username, displayName, email, studio, role, projects: { ...projects }, clientType, sessionId };
});
