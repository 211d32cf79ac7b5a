import { ApiError, invalidField } from '../contract/errors.ts';
import type { Permission } from '../contract/permissions.ts';
import { unassigned } from '../contract/unassigned.ts';
import { profileFieldNames, type User } from '../contract/users.ts';
import type { Caller, Resource } from './access.ts';
import { archived, restored } from './archive.ts';

/** The user that an address names: `me` is whoever asks. */
export function userIdOf(mentioned: string, caller: Pick<Caller, 'userId'>): string {
  return mentioned === 'me' ? caller.userId : mentioned;
}

/** A person as something to be allowed or refused. */
export function userResource(id: string): Resource {
  return { kind: 'user', id, userId: id };
}

/** The username that a free name means: a username first, then a display name that only one person has. */
export function matchArtist(
  name: string,
  people: readonly Pick<User, 'username' | 'displayName'>[],
): string | undefined {
  const wanted = name.toLowerCase();
  const known = people.find(({ username }) => username.toLowerCase() === wanted);
  const named = people.filter(({ displayName }) => displayName.toLowerCase() === wanted);
  return known?.username ?? (named.length === 1 ? named[0]?.username : undefined);
}

/** What a change of these fields needs: of one's profile, or of what the studio decides. */
export function permissionForFields(fields: readonly string[]): Permission {
  return fields.every((field) => profileFieldNames.includes(field)) ? 'user.profile' : 'user.update';
}

/** Deactivating who is deactivated changes nothing. */
export function deactivated(person: User): User {
  return person.active ? { ...archived(person), active: false } : person;
}

/**
 * Reactivating who is active changes nothing.
 * @throws CONFLICT for somebody whose data was erased
 */
export function reactivated(person: User): User {
  refuseErased(person);
  return person.active ? person : { ...restored(person), active: true };
}

const erasedPrefix = 'erased-';

/** Tells erased people apart, and says nothing of who they were: ids are random. */
const erasedUsername = (id: string) => `${erasedPrefix}${id.slice(-8)}`;

/** The person without anything personal, and deactivated. Erasing who is erased changes nothing. */
export function erased(person: User): User {
  const nobody = { username: erasedUsername(person.id), displayName: 'Erased person', email: null, department: null };
  return { ...deactivated(person), ...nobody };
}

/** @throws CONFLICT for somebody whose data was erased: that is for good */
export function refuseErased(person: Pick<User, 'id' | 'username'>): void {
  if (person.username !== erasedUsername(person.id)) return;
  throw new ApiError('CONFLICT', `The data of "${person.id}" was erased for good.`);
}

/** @throws CONFLICT for somebody who may not be given anything to do */
export function refuseDeactivated(person: Pick<User, 'id' | 'active'>): void {
  if (person.active) return;
  throw new ApiError('CONFLICT', `"${person.id}" is deactivated; reactivate them first.`);
}

/** Where an artist stands, these are nobody's name: whoever had one would own every task that is nobody's. */
const namesOfNobody = ['me', unassigned.toLowerCase()];

/**
 * Refuses usernames that erased people have, and those that mean somebody else.
 * @throws VALIDATION_ERROR
 */
export function checkUsername(username: string): void {
  const name = username.toLowerCase();
  if (name.startsWith(erasedPrefix)) {
    throw invalidField('username', 'INVALID_VALUE', `"${erasedPrefix}" begins the names of erased people`);
  }
  if (!namesOfNobody.includes(name)) return;
  throw invalidField('username', 'INVALID_VALUE', `"${username}" stands for somebody else`, 'Choose another username');
}

/** Which people: all that is given must fit. */
export interface UserFilter {
  active: boolean;
  search?: string | undefined;
  role?: readonly string[] | undefined;
  department?: readonly string[] | undefined;
}

/** A person's place in a list: their name, then their id. */
export type UserPosition = [name: string, id: string];

export function positionOfUser({ displayName, id }: Pick<User, 'displayName' | 'id'>): UserPosition {
  return [displayName, id];
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

function compare(a: UserPosition, b: UserPosition): number {
  return collator.compare(a[0], b[0]) || (a[1] < b[1] ? -1 : Number(a[1] > b[1]));
}

function fits(person: User, { active, search, role, department }: UserFilter): boolean {
  const named = () => [person.displayName, person.username, person.email ?? ''].join('\n').toLowerCase();
  return (
    person.active === active &&
    (role?.includes(person.role) ?? true) &&
    (department?.includes(person.department ?? '') ?? true) &&
    (search === undefined || named().includes(search.toLowerCase()))
  );
}

/** The people whom the filter fits, by name, after a position. */
export function listUsers(people: readonly User[], filter: UserFilter, after: UserPosition | undefined): User[] {
  return people
    .filter((person) => fits(person, filter) && (!after || compare(after, positionOfUser(person)) < 0))
    .sort((a, b) => compare(positionOfUser(a), positionOfUser(b)));
}
