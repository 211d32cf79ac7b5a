import { randomBytes } from 'node:crypto';
import type { ProjectRole, StudioRole } from '../../../shared/contract/permissions.ts';
import type { PasswordHash } from '../../../shared/platform/passwords.ts';
import { type Answer, type Call, call } from './api.ts';
import { stack } from './stack.ts';

export const password = 'correct horse battery staple';

export interface Person {
  id: string;
  username: string;
  studio: string;
  token: string;
  sessionId: string;
  refreshToken: string;
  /** Another session of the same person. */
  newSession(): Promise<{ token: string; sessionId: string; refreshToken: string }>;
  /** A token that was good until two minutes ago. */
  expiredToken(): Promise<string>;
  api(method: string, path: string, options?: Omit<Call, 'token'>): Promise<Answer>;
}

export interface TestStudio {
  name: string;
  admin: Person;
  person(role: StudioRole, projects?: Record<string, ProjectRole>): Promise<Person>;
  project(id: string, fields?: object): Promise<Answer['body']>;
  task(projectId: string, shot: string, fields?: object): Promise<Answer['body']>;
}

/** One hash for everybody: hashing is slow on purpose, and not what these tests are about. */
let hash: Promise<PasswordHash> | undefined;

/** A studio of its own for each test file, so that no test sees another's. */
export async function newStudio(): Promise<TestStudio> {
  await stack();
  const { enrol } = await import('../../../shared/data/members.ts');
  const { insertStudio, insertUser } = await import('../../../shared/data/users.ts');
  const { startSession } = await import('../../../shared/data/sessions.ts');
  const { authorityOf } = await import('../../../shared/data/authority.ts');
  const { tokensFor } = await import('../../../shared/http/tokens.ts');
  const { signAccessToken } = await import('../../../shared/platform/jwt.ts');
  const { signer } = await import('../../../shared/data/signing.ts');
  const { hashPassword } = await import('../../../shared/platform/passwords.ts');
  hash ??= hashPassword(password);

  const name = `studio-${randomBytes(4).toString('hex')}`;
  await insertStudio(name, name);

  async function person(role: StudioRole, projects: Record<string, ProjectRole> = {}): Promise<Person> {
    const username = `${role}-${randomBytes(3).toString('hex')}`;
    const user = { studio: name, username, displayName: `The ${role}`, email: `${username}@example.test`, role };
    const { id } = await insertUser(user, await (hash as Promise<PasswordHash>));
    for (const [project, projectRole] of Object.entries(projects)) await enrol(name, project, id, projectRole);
    async function newSession() {
      const { session, refreshToken } = await startSession({ studio: name, userId: id, clientType: 'web' });
      const authority = await authorityOf(name, id, session.sessionId);
      if (!authority) throw new Error('A session that was just started is not there');
      const { accessToken: token } = await tokensFor(session, authority, refreshToken);
      return { token, refreshToken, sessionId: session.sessionId };
    }
    const first = await newSession();
    async function expiredToken() {
      const claims = { sub: id, studio: name, roles: [role], clientType: 'web' as const, sid: first.sessionId };
      const { url: issuer } = await stack();
      return signAccessToken(claims, { signer: await signer(), issuer, lifeSeconds: -120 });
    }
    return {
      ...{ id, username, studio: name, ...first, newSession, expiredToken },
      api: (method, path, options) => call(method, `/api/v1${path}`, { ...options, token: first.token }),
    };
  }

  const admin = await person('admin');
  async function created(path: string, body: object) {
    const answer = await admin.api('POST', path, { body });
    if (answer.status !== 201) throw new Error(`Not created: ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  }
  return {
    ...{ name, admin, person },
    project: (id, fields = {}) => created('/projects', { id, name: `Project ${id}`, ...fields }),
    task: (projectId, shot, fields = {}) =>
      created('/tasks', { projectId, episode: 'Ep00', sequence: 'sq0010', shot, task: 'lighting', ...fields }),
  };
}
