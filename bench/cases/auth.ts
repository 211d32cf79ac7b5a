import type { authOperations } from '../../shared/contract/auth.ts';
import { keys } from '../../shared/data/keys.ts';
import { password } from '../stack/seed.ts';
import type { Session } from '../stack/sessions.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';

/** The id of a session, which its token tells. */
function sessionIdOf({ token }: Session): string {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;
}

const sessionKey = (session: Session) => keys.session(session.studio, session.userId, sessionIdOf(session));

/** A session for each client that may be used up. */
function ownSessions({ newSession, artist }: World) {
  const sessions = new Map<number, Session>();
  return {
    of: (client: number) => sessions.get(client) as Session,
    keep: (client: number, session: Session) => sessions.set(client, session),
    renew: async (client: number) => sessions.set(client, await newSession(artist(client))),
    has: (client: number) => sessions.has(client),
  };
}

export const authCases = {
  login: ({ seeded }) => ({
    request: () => {
      const { studio, username } = seeded.planners[0] ?? {};
      return { body: { studio, username, password } };
    },
  }),
  refreshTokens: (world) => {
    const own = ownSessions(world);
    return {
      before: async (client) => own.has(client) || own.renew(client),
      request: (client) => ({ body: { refreshToken: own.of(client).refreshToken } }),
      answered: ({ text }, client) => {
        const { refreshToken } = JSON.parse(text);
        own.keep(client, { ...own.of(client), refreshToken });
      },
      raw: () => {
        const key = sessionKey(world.planner(0));
        return world.raw.update(key, { currentHash: ['x'.repeat(43), 'y'.repeat(43)] }, { reads: true });
      },
    };
  },
  logout: (world) => {
    const own = ownSessions(world);
    return {
      before: (client) => own.renew(client),
      request: (client) => ({ token: own.of(client).token }),
      raw: () => world.raw.remove(sessionKey(world.planner(0))),
    };
  },
  listSessions: ({ artist, raw }) => ({
    request: (client) => ({ token: artist(client).token }),
    raw: () => {
      const { pk } = sessionKey(artist(0));
      return raw.query({ equals: { pk }, beginsWith: 'SESSION#', unexpired: true, limit: 51 });
    },
  }),
  endSession: (world) => {
    const own = ownSessions(world);
    return {
      before: (client) => own.renew(client),
      request: (client) => ({
        token: world.artist(client).token,
        params: { sessionId: sessionIdOf(own.of(client)) },
      }),
      raw: () => world.raw.remove(sessionKey(world.planner(0))),
    };
  },
  changePassword: ({ seeded, writer: { studio, userId }, newSession, raw }) => {
    const sessions = new Map<number, Session>();
    return {
      // each change ends the sessions before it
      async before(client) {
        const account = { studio, userId: seeded.workshop.userIds[client] as string, username: '' };
        sessions.set(client, await newSession(account));
      },
      request: (client) => ({
        token: sessions.get(client)?.token as string,
        body: { currentPassword: password, newPassword: password },
      }),
      raw: () => raw.put(keys.password(studio, userId)),
    };
  },
  getMe: ({ artist, raw }) => ({
    request: (client) => ({ token: artist(client).token }),
    raw: () => raw.read(keys.user(artist(0).studio, artist(0).userId)),
  }),
  createWebsocketTicket: ({ artist, raw }) => ({
    request: (client) => ({ token: artist(client).token }),
    raw: () => raw.put(sessionKey(artist(0))),
  }),
  getKeySet: () => ({ request: () => ({}) }),
} satisfies Record<keyof typeof authOperations, MakeCase>;
