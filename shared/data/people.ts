import pMap from 'p-map';
import { unassigned } from '../contract/tasks.ts';
import { Cache } from '../platform/cache.ts';
import { keys } from './keys.ts';
import { getItem, queryAll } from './table.ts';

/** Someone of a studio. */
interface Person {
  id: string;
  username: string;
}

/** The people of a studio, as far as they are known here: names to ids when writing, ids to names when reading. */
export class People {
  readonly #byId = new Map<string, Person>();
  readonly #byUsername = new Map<string, Person>();
  /** Grows with every change, for whoever keeps what was made from names. */
  version = 0;

  constructor(people: readonly Person[]) {
    for (const person of people) this.add(person);
  }

  add(person: Person): void {
    this.version += 1;
    this.#byId.set(person.id, person);
    this.#byUsername.set(person.username.toLowerCase(), person);
  }

  /** Whether this is the id or the username of somebody. */
  knows(mentioned: string): boolean {
    return this.has(mentioned) || this.#byUsername.has(mentioned.toLowerCase());
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The username of somebody; null for whoever is gone, or is nobody, such as an API key. */
  usernameOf(id: string | null): string | null {
    return this.#byId.get(id ?? '')?.username ?? null;
  }

  /** How an artist is stored: a user's id, or the free name as it is. */
  toStored(artist: string): string {
    return this.#byUsername.get(artist.toLowerCase())?.id ?? artist;
  }

  /** How an artist is shown: a username, or the free name as it is. */
  toShown(stored: string): string {
    return this.#byId.get(stored)?.username ?? stored;
  }
}

/** Erased people lose their names everywhere within this time. */
const directoryAgeMs = 5 * 60_000;
const directories = new Cache<People>({ max: 50, maxAgeMs: directoryAgeMs });
/** A name that is nobody's is not asked for again at once. */
const lookups = new Cache<Person | undefined>({ max: 2_000, maxAgeMs: 2_000 });
const lookupsAtOnce = 50;

const userId = /^user_[0-9a-f]{24}$/;

async function loadDirectory(studio: string): Promise<People> {
  return new People(await queryAll<Person>({ index: 'directory', equals: { studio, directory: 'people' } }));
}

/** Strongly consistent, since the directory may lag behind somebody who was just created. */
async function lookUp(studio: string, mentioned: string): Promise<Person | undefined> {
  const id = userId.test(mentioned)
    ? mentioned
    : (await getItem<{ userId: string }>(keys.loginName(mentioned, studio)))?.userId;
  return id === undefined ? undefined : getItem<Person>(keys.user(studio, id));
}

/**
 * The people of a studio, from the container's cache: one query in five minutes, and a read for somebody newer than
 * that.
 * @param mentioned ids or usernames that must be known if they are somebody's
 */
export async function peopleOf(studio: string, mentioned: readonly (string | undefined)[] = []): Promise<People> {
  const people = await directories.get(studio, () => loadDirectory(studio));
  const unknown = new Set(
    mentioned.filter((name) => name !== undefined && name !== unassigned && !people.knows(name)) as string[],
  );
  const learn = async (name: string) => {
    const person = await lookups.get(`${studio}/${name}`, () => lookUp(studio, name));
    if (person) people.add(person);
  };
  await pMap(unknown, learn, { concurrency: lookupsAtOnce });
  return people;
}

/** The people of a studio, including every one whose id is among stored artists. Free names are not looked up. */
export function peopleAmong(studio: string, artists: readonly unknown[]): Promise<People> {
  const isId = (artist: unknown): artist is string => typeof artist === 'string' && userId.test(artist);
  return peopleOf(studio, artists.filter(isId));
}

/** Somebody as they are shown: by id, and by username where they have one. */
export const personOf = (id: string | null, people: People) => ({ id: id ?? '', username: people.usernameOf(id) });
