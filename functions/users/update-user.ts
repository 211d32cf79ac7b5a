import { userFields, userOperations } from '../../shared/contract/users.ts';
import { changeUser } from '../../shared/data/users.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import { permissionForFields, refuseErased, userIdOf, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { validate } from '../../shared/http/validation.ts';

const { updateUser } = userOperations;

export const handler = defineEndpoint(updateUser, async ({ params, body, ifMatch, caller, change, allow }) => {
  const userId = userIdOf(params.userId, caller);
  allow(userResource(userId), permissionForFields(Object.keys(body)));
  return changeUser(
    userId,
    {
      type: 'user.updated',
      expected: ifMatch,
      decide(current) {
        refuseErased(current);
        const patched = mergePatch(writableFields(current, userFields), body);
        return { ...current, ...validate(userFields, patched, 'patched user') };
      },
    },
    change,
  );
});
