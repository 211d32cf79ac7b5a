import { userOperations } from '../../shared/contract/users.ts';
import { allUsers, usersById } from '../../shared/data/users.ts';
import { can } from '../../shared/domain/access.ts';
import { listUsers, positionOfUser, type UserPosition, userResource } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(userOperations.listUsers, async ({ query, caller, mustSee, allow, cursors }) => {
  const { studio, userId } = caller;
  allow(userResource(userId));
  const seesAll = can(caller, 'user.read', { kind: 'user', id: '*' });
  const [after, indexed, fresh] = await Promise.all([
    cursors.open<UserPosition>(),
    seesAll ? allUsers(studio) : usersById(studio, [userId]),
    usersById(studio, mustSee),
  ]);
  const people = new Map([...indexed, ...fresh].map((person) => [person.id, person]));
  const visible = [...people.values()].filter(({ id }) => can(caller, 'user.read', userResource(id)));

  const matching = listUsers(visible, query, after);
  const items = matching.slice(0, query.limit);
  const last = items.at(-1);
  const more = last && matching.length > items.length;
  return { items, nextCursor: more ? await cursors.seal(positionOfUser(last)) : undefined };
});
