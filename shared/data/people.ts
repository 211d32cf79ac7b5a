import { Cache } from '../platform/cache.ts';
import { queryAll } from './table.ts';

/** Someone of a studio, as the directory index shows them. */
export interface Person {
  id: string;
  username: string;
  name: string;
}

/** Everyone of a studio: names to ids when writing, ids to names when reading. */
export class People {
  readonly #byId: ReadonlyMap<string, Person>;
  readonly #byUsername: ReadonlyMap<string, Person>;

  constructor(people: readonly Person[]) {
    this.#byId = new Map(people.map((person) => [person.id, person]));
    this.#byUsername = new Map(people.map((person) => [person.username.toLowerCase(), person]));
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  knows(artist: string): boolean {
    return this.#byUsername.has(artist.toLowerCase());
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

const thirtyMinutes = 30 * 60_000;
/** How soon a name or id that is not in the cached directory may have it read again. */
const refreshAfterMs = 2_000;

const cache = new Cache<People>({ max: 50, maxAgeMs: thirtyMinutes });

async function load(studio: string): Promise<People> {
  return new People(
    await queryAll<Person & { pk: string; sk: string }>({
      index: 'directory',
      equals: { studio, directory: 'people' },
    }),
  );
}

/**
 * The people of a studio, from the container's cache: one query a half hour.
 * @param needed an artist (username or id) that should be known, where it may be newer than the cache
 */
export async function peopleOf(studio: string, needed?: string): Promise<People> {
  const people = await cache.get(studio, () => load(studio));
  if (needed === undefined || people.knows(needed) || people.has(needed)) return people;
  return cache.get(studio, () => load(studio), refreshAfterMs);
}

/** For whoever changes the directory in this container. */
export function forgetPeople(studio: string): void {
  cache.delete(studio);
}
