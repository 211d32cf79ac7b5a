import { ApiError, notFound } from '../contract/errors.ts';
import type { ProjectRole, StudioRole } from '../contract/permissions.ts';
import { newId } from '../platform/ids.ts';
import type { PasswordHash } from '../platform/passwords.ts';
import { type Key, keys } from './keys.ts';
import { getItem, getItems, queryAll, TransactionRefused, transact } from './table.ts';

/** A person's profile. */
export interface User {
  id: string;
  studio: string;
  username: string;
  name: string;
  email: string | null;
  createdAt: string;
}

/** What decides on each request of a person. */
export interface Authority {
  userId: string;
  username: string;
  role: StudioRole;
  projects: Record<string, ProjectRole>;
  active: boolean;
}

/** A studio's existence and name. */
export async function getStudio(studio: string): Promise<{ name: string } | undefined> {
  return getItem(keys.studio(studio));
}

/** Creates a studio; does nothing where it exists. */
export async function insertStudio(studio: string, name: string): Promise<void> {
  if (await getStudio(studio)) return;
  await transact([{ Put: { Item: { ...keys.studio(studio), studio, name, createdAt: new Date().toISOString() } } }]);
}

/**
 * Creates a person with their password and names, all or nothing.
 * @throws CONFLICT when the username or e-mail address is taken in this studio
 */
export async function insertUser(
  user: { studio: string; username: string; name: string; email?: string | null; role: StudioRole },
  password: PasswordHash,
): Promise<User> {
  const { studio, username, name, role } = user;
  const email = user.email ?? null;
  const id = newId('user');
  const profile: User = { id, studio, username, name, email, createdAt: new Date().toISOString() };
  const authority: Authority = { userId: id, username, role, projects: {}, active: true };
  const unlessThere = { ConditionExpression: 'attribute_not_exists(pk)' };
  try {
    await transact([
      { Put: { Item: { ...keys.user(studio, id), directory: 'people', ...profile }, ...unlessThere } },
      { Put: { Item: { ...keys.userAuth(studio, id), ...authority }, ...unlessThere } },
      { Put: { Item: { ...keys.password(studio, id), ...password }, ...unlessThere } },
      ...[username, ...(email ? [email] : [])].map((login) => ({
        Put: { Item: { ...keys.loginName(login, studio), studio, userId: id }, ...unlessThere },
      })),
    ]);
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    throw new ApiError('CONFLICT', `"${username}" or its e-mail address is taken in this studio.`);
  }
  return profile;
}

/** Gives a person a role in a project (or changes it): on the project, and in what decides on their requests. */
export async function setMember(studio: string, projectId: string, userId: string, role: ProjectRole): Promise<void> {
  await transact([
    { Put: { Item: { ...keys.member(studio, projectId, userId), userId, role } } },
    {
      Update: {
        Key: keys.userAuth(studio, userId),
        UpdateExpression: 'SET projects.#project = :role',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#project': projectId },
        ExpressionAttributeValues: { ':role': role },
      },
    },
  ]);
}

/** @throws NOT_FOUND */
export async function getUser(studio: string, id: string): Promise<User> {
  const user = await getItem<User>(keys.user(studio, id));
  if (!user) throw notFound('user', id);
  return user;
}

/** What decides on the requests of some people, as it is now. */
export async function authoritiesOf(studio: string, userIds: readonly string[]): Promise<Authority[]> {
  const found: Authority[] = [];
  for (let start = 0; start < userIds.length; start += 100) {
    found.push(
      ...(await getItems<Authority>(userIds.slice(start, start + 100).map((id) => keys.userAuth(studio, id)))),
    );
  }
  return found;
}

/** In which studios a username or e-mail address is in use, and by whom. */
export async function findLogins(login: string, studio?: string): Promise<{ studio: string; userId: string }[]> {
  type Login = Key & { studio: string; userId: string };
  const found =
    studio === undefined
      ? await queryAll<Login>({ equals: { pk: keys.loginName(login, '').pk } })
      : [await getItem<Login>(keys.loginName(login, studio))];
  return found.flatMap((item) => (item ? [{ studio: item.studio, userId: item.userId }] : []));
}

export async function getPassword(studio: string, userId: string): Promise<PasswordHash | undefined> {
  return getItem<PasswordHash>(keys.password(studio, userId));
}
