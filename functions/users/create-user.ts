import { userOperations } from '../../shared/contract/users.ts';
import { insertUser } from '../../shared/data/users.ts';
import { checkNewPassword } from '../../shared/domain/passwords.ts';
import { checkUsername, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { hashPassword } from '../../shared/platform/passwords.ts';

export const handler = defineEndpoint(userOperations.createUser, async ({ body, caller, change, allow }) => {
  allow(userResource('*'));
  const { password, ...fields } = body;
  const { username, displayName, email } = fields;
  const { studio } = caller;
  checkUsername(username);
  await checkNewPassword(password, { field: 'password', username, displayName, email, studio });
  return insertUser({ ...fields, studio }, await hashPassword(password), change);
});
