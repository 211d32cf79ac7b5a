import { randomUUID } from 'node:crypto';
import type { StudioRole } from '../../shared/contract/permissions.ts';
import type { User } from '../../shared/contract/users.ts';
import type { Change } from '../../shared/data/entity-kinds.ts';
import { enrol } from '../../shared/data/members.ts';
import { insertStudio, insertUser } from '../../shared/data/users.ts';

/** Tests of data do not sign in; hashing costs a third of a second. */
const noPassword = { N: 2, r: 8, p: 1, salt: '', hash: '' };

/** A studio that nothing else uses. */
export interface TestStudio {
  id: string;
  addUser(username: string, role?: StudioRole): Promise<User>;
  setMember: (projectId: string, userId: string, role: Parameters<typeof enrol>[3]) => Promise<void>;
  /** A change by this user, as handlers make it from a request. */
  changeBy(userId: string, at?: Date): Change;
}

export async function newStudio(): Promise<TestStudio> {
  const id = `studio-${randomUUID().slice(0, 8)}`;
  await insertStudio(id, 'A studio');
  return {
    id,
    addUser: (username, role = 'artist') =>
      insertUser({ studio: id, username, displayName: username, role }, noPassword),
    setMember: (projectId, userId, role) => enrol(id, projectId, userId, role),
    changeBy: (userId, at) => ({
      studio: id,
      actor: { userId, requestId: 'req_of_a_test', ip: '127.0.0.1' },
      ...(at && { at }),
    }),
  };
}
