import { ApiError } from '../../shared/contract/errors.ts';
import type { ProjectRole, StudioRole } from '../../shared/contract/permissions.ts';
import { enrol } from '../../shared/data/members.ts';
import { findLogins, insertUser } from '../../shared/data/users.ts';
import type { PasswordHash } from '../../shared/platform/passwords.ts';
import type { DemoStudio } from './shows.ts';

/** What a person of the studio is in its production; an administrator needs no role there. */
const projectRole: Partial<Record<StudioRole, ProjectRole>> = {
  supervisor: 'supervisor',
  coordinator: 'manager',
  artist: 'artist',
  client: 'client',
};

/** What an earlier start wrote before it was interrupted stays. */
export async function unlessThere<T>(write: Promise<T>, existing: () => Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'CONFLICT') return existing();
    throw error;
  }
}

async function userIdOf(studio: string, username: string): Promise<string> {
  const [login] = await findLogins(username, studio);
  if (!login) throw new Error(`${username} of studio ${studio} has an account, but cannot sign in`);
  return login.userId;
}

/** Creates the people of a studio with one password; their user ids by username. */
export async function writeUsers(demo: DemoStudio, password: PasswordHash): Promise<Map<string, string>> {
  const { studio, users } = demo;
  const ids = await Promise.all(
    users.map(async ({ username, name, role }) => {
      const email = `${username}@${studio}.example`;
      const created = insertUser({ studio, username, displayName: name, email, role }, password).then(({ id }) => id);
      return [username, await unlessThere(created, () => userIdOf(studio, username))] as const;
    }),
  );
  return new Map(ids);
}

export async function writeMembers(demo: DemoStudio, ids: ReadonlyMap<string, string>): Promise<void> {
  await Promise.all(
    demo.users.map(async ({ username, role }) => {
      const id = ids.get(username);
      const inProject = projectRole[role];
      if (id && inProject) await enrol(demo.studio, demo.show.code, id, inProject);
    }),
  );
}
