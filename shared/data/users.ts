import { ApiError, notFound } from '../contract/errors.ts';
import type { Permission, ProjectRole, StudioRole } from '../contract/permissions.ts';
import { type User, type UserFields, user } from '../contract/users.ts';
import { type EventType, system } from '../domain/events.ts';
import { newId } from '../platform/ids.ts';
import type { PasswordHash } from '../platform/passwords.ts';
import { changeEntity, insertEntity } from './entities.ts';
import type { Alongside, Change, EntityKind } from './entity-kinds.ts';
import { type Key, keys } from './keys.ts';
import { getItem, getItems, type Item, queryAll, TransactionRefused, transact } from './table.ts';

/** What decides on each request of a person or API key. */
export interface Authority {
  userId: string;
  username: string;
  role: StudioRole;
  projects: Record<string, ProjectRole>;
  active: boolean;
  /** Of an API key: what it may do at most. */
  scopes?: Permission[];
}

/** What is known of a studio itself. */
export interface Studio {
  studio: string;
  name: string;
  createdAt: string;
  /** How many active admins it has; 0 while it is being created. */
  admins: number;
}

/** A studio; undefined where there is none of this name. */
export async function getStudio(studio: string): Promise<Studio | undefined> {
  return getItem(keys.studio(studio));
}

const unlessThere = { ConditionExpression: 'attribute_not_exists(pk)' };

/** Creates a studio; does nothing where it exists. */
export async function insertStudio(studio: string, name: string): Promise<void> {
  if (await getStudio(studio)) return;
  const item = { studio, name, createdAt: new Date().toISOString() };
  try {
    await transact([
      { Put: { Item: { ...keys.studio(studio), ...item, admins: 0 }, ...unlessThere } },
      { Put: { Item: { ...keys.studioEntry(studio), studio } } },
    ]);
  } catch (error) {
    if (!(error instanceof TransactionRefused && error.failedAt(0))) throw error;
  }
}

/** All studios, by name; for operators. */
export async function listStudios(): Promise<Studio[]> {
  const entries = await queryAll<{ studio: string }>({ equals: { pk: keys.studioEntry('').pk } });
  const found = await getItems<Studio>(entries.map(({ studio }) => keys.studio(studio)));
  return found.sort((a, b) => (a.studio < b.studio ? -1 : 1));
}

/** A login name is one person's in a studio. */
function takeLogin(studio: string, name: string, userId: string, field: 'username' | 'email'): Alongside {
  return {
    write: { Put: { Item: { ...keys.loginName(name, studio), studio, userId }, ...unlessThere } },
    refused: () =>
      new ApiError('CONFLICT', `"${name}" is taken in this studio.`, {
        details: [{ field, code: 'DUPLICATE', message: `"${name}" is taken`, suggestion: `Choose another ${field}` }],
      }),
  };
}

function giveLoginBack(studio: string, name: string): Alongside {
  return {
    write: { Delete: { Key: keys.loginName(name, studio) } },
    refused: () => new ApiError('UNAVAILABLE', 'Please try again.'),
  };
}

/** The studio counts its active admins, so that two who leave at once cannot both be the last. */
function countAdmins(studio: string, delta: 1 | -1): Alongside {
  return {
    write: {
      Update: {
        Key: keys.studio(studio),
        UpdateExpression: 'ADD admins :delta',
        ConditionExpression: delta === 1 ? 'attribute_exists(pk)' : 'admins > :one',
        ExpressionAttributeValues: { ':delta': delta, ...(delta === -1 && { ':one': 1 }) },
      },
    },
    refused: () =>
      delta === 1
        ? notFound('studio', studio)
        : new ApiError('CONFLICT', 'This is the last admin of the studio; make somebody else admin first.'),
  };
}

const isAdmin = (item: Item | Record<string, unknown> | undefined) =>
  item?.role === 'admin' && item.archivedAt === null;

/** What hangs on a person's profile: their names to sign in with, what decides on their requests, the studio's count. */
function userAlongside(before: Record<string, unknown> | undefined, after: Record<string, unknown>): Alongside[] {
  const { id, role } = after as unknown as User;
  const studio = after.studio as string;
  const writes: Alongside[] = [];
  for (const field of ['username', 'email'] as const) {
    const [old, now] = [before?.[field] as string | undefined, after[field] as string | null];
    if (old?.toLowerCase() === now?.toLowerCase()) continue;
    if (now) writes.push(takeLogin(studio, now, id, field));
    if (old) writes.push(giveLoginBack(studio, old));
  }
  if (isAdmin(before) !== isAdmin(after)) writes.push(countAdmins(studio, isAdmin(after) ? 1 : -1));
  if (before && (before.role !== role || before.archivedAt !== after.archivedAt || before.username !== after.username))
    writes.push({
      write: {
        Update: {
          Key: keys.userAuth(studio, id),
          UpdateExpression: 'SET #role = :role, active = :active, username = :username',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#role': 'role' },
          ExpressionAttributeValues: {
            ':role': role,
            ':active': after.archivedAt === null,
            ':username': after.username,
          },
        },
      },
      refused: () => notFound('user', id),
    });
  return writes;
}

function userKind(password?: PasswordHash): EntityKind<User> {
  return {
    name: 'user',
    onFeed: false,
    key: keys.user,
    // the directory sorts by `name`
    toItem: ({ active: _, ...entity }, studio) => ({
      ...entity,
      studio,
      name: entity.displayName,
      directory: 'people',
    }),
    personal: ['username', 'displayName', 'name', 'email'],
    alongside(before, after) {
      const { studio, id, username, role } = after as unknown as User & { studio: string };
      const authority: Authority = { userId: id, username, role, projects: {}, active: true };
      const refused = () => notFound('user', id);
      const first: Alongside[] = password
        ? [
            {
              write: {
                Put: {
                  Item: { ...keys.userAuth(studio, id), kind: 'authority', studio, ...authority },
                  ...unlessThere,
                },
              },
              refused,
            },
            { write: { Put: { Item: { ...keys.password(studio, id), ...password }, ...unlessThere } }, refused },
          ]
        : [];
      return [...first, ...userAlongside(before, after)];
    },
    about: () => ({ about: {} }),
  };
}

const fromItem = ({ name, ...item }: Item): User =>
  user.parse({ department: null, ...item, displayName: name, active: item.archivedAt === null });

/**
 * Creates a person with their password and names, all or nothing.
 * @throws CONFLICT when the username or e-mail address is taken in this studio
 */
export async function insertUser(
  fields: Pick<User, 'username'> & Omit<UserFields, 'email' | 'department'> & Partial<UserFields> & { studio: string },
  password: PasswordHash,
  change?: Change,
): Promise<User> {
  const { studio, username, displayName, role, email = null, department = null } = fields;
  const entity = { id: newId('user'), username, displayName, email, department, role, active: true };
  return insertEntity(userKind(password), entity, change ?? { studio, actor: system });
}

/** Reads, decides and writes a person; see {@link changeEntity}. */
export function changeUser(
  id: string,
  options: { type: EventType; expected: number | undefined; decide: (current: User) => User | Promise<User> },
  change: Change,
): Promise<User> {
  return changeEntity(userKind(), { ...options, load: () => getUser(change.studio, id) }, change);
}

/** @throws NOT_FOUND */
export async function getUser(studio: string, id: string): Promise<User> {
  const item = await getItem(keys.user(studio, id));
  if (!item) throw notFound('user', id);
  return fromItem(item);
}

/** People by id, in no order; those who are not there are left out. */
export async function usersById(studio: string, ids: readonly string[]): Promise<User[]> {
  const items = await getItems<Item>(ids.map((id) => keys.user(studio, id)));
  return items.map(fromItem);
}

/** Everybody of a studio, the deactivated too. A studio has some hundred people at most. */
export async function allUsers(studio: string): Promise<User[]> {
  return (await queryAll<Item>({ index: 'directory', equals: { studio, directory: 'people' } })).map(fromItem);
}

/** What decides on the requests of some people, as it is now. */
export async function authoritiesOf(studio: string, userIds: readonly string[]): Promise<Authority[]> {
  return getItems<Authority>(userIds.map((id) => keys.userAuth(studio, id)));
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
