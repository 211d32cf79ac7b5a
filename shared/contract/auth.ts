import * as z from 'zod';
import { hashingMemory, newPassword } from './credentials.ts';
import { operation } from './operation.ts';
import { clientTypes, projectRoles, studioRoles } from './permissions.ts';
import { id, instant, line, page } from './primitives.ts';
import { projectId } from './projects.ts';

/** RFC 6749 §5.1, in our case of letters. `expiresIn` is in seconds. */
const tokens = z
  .object({
    accessToken: z.string(),
    tokenType: z.literal('bearer'),
    expiresIn: z.int(),
    refreshToken: z.string(),
  })
  .meta({ id: 'Tokens' });

const me = z
  .object({
    id: z.string(),
    username: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    studio: z.string(),
    role: z.enum(studioRoles),
    projects: z.record(projectId, z.enum(projectRoles)),
    clientType: z.enum(clientTypes),
    sessionId: z.string(),
  })
  .meta({ id: 'Me', description: 'Who you are here, and your roles.' });

const session = z
  .object({
    id: z.string(),
    clientType: z.enum(clientTypes),
    createdAt: instant,
    lastUsedAt: instant.meta({ description: 'When its tokens were refreshed last' }),
    expiresAt: instant,
    current: z.boolean().meta({ description: 'Whether this request is of it' }),
  })
  .meta({ id: 'Session', description: 'A sign-in that is still good.' });

const domain = 'auth';

export const authOperations = {
  login: operation({
    id: 'login',
    domain,
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in',
    description: '`username` may be an e-mail address. `studio` is needed only where the name is in several studios.',
    access: 'public',
    body: z
      .strictObject({
        username: line(200).min(1),
        password: z.string().min(1).max(1_000),
        studio: line(60).toLowerCase().optional(),
        clientType: z.enum(['web', 'mobile', 'desktop']).default('web'),
      })
      .meta({ examples: [{ username: 'mika', password: 'correct horse battery staple', clientType: 'web' }] }),
    errors: ['UNAUTHENTICATED', 'RATE_LIMITED'],
    answer: { kind: 'bare', status: 200, data: tokens },
    uses: ['signer', 'tableWrite'],
    memory: hashingMemory,
  }),
  refreshTokens: operation({
    id: 'refreshTokens',
    domain,
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Refresh the tokens',
    description:
      'A refresh token works once; sent again within ten seconds it answers with the same successor. Any later reuse ends the session.',
    access: 'public',
    body: z.strictObject({ refreshToken: z.string().min(1).max(500) }),
    errors: ['UNAUTHENTICATED'],
    answer: { kind: 'bare', status: 200, data: tokens },
    uses: ['signer', 'tableWrite'],
  }),
  logout: operation({
    id: 'logout',
    domain,
    method: 'POST',
    path: '/auth/logout',
    summary: 'Sign out',
    description: 'Ends this session; with `all=true` every session of yours.',
    access: 'account.own',
    query: z.strictObject({ all: z.stringbool().default(false) }),
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
  }),
  listSessions: operation({
    id: 'listSessions',
    domain,
    method: 'GET',
    path: '/auth/sessions',
    summary: 'List your sessions',
    description: 'Those that can still be refreshed; `current` is the one that asks. Each sign-in begins one.',
    access: 'account.own',
    query: z.strictObject({ ...page }),
    answer: { kind: 'list', status: 200, data: session },
  }),
  endSession: operation({
    id: 'endSession',
    domain,
    method: 'DELETE',
    path: '/auth/sessions/{sessionId}',
    summary: 'End one of your sessions',
    description:
      'Its refresh token ends at once, its access tokens and sockets within five seconds. It may be the one that asks.',
    access: 'account.own',
    params: z.object({ sessionId: id }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
  }),
  changePassword: operation({
    id: 'changePassword',
    domain,
    method: 'PUT',
    path: '/auth/password',
    summary: 'Change your password',
    description: 'Ends every other session of yours.',
    access: 'account.own',
    body: z.strictObject({ currentPassword: z.string().min(1).max(1_000), newPassword }),
    errors: ['RATE_LIMITED'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
    memory: hashingMemory,
  }),
  getMe: operation({
    id: 'getMe',
    domain,
    method: 'GET',
    path: '/auth/me',
    summary: 'Who am I?',
    description: 'Roles as they are now, not as they were at sign-in. An API key learns what it was made as.',
    access: 'signedIn',
    answer: { kind: 'item', status: 200, data: me },
  }),
  createWebsocketTicket: operation({
    id: 'createWebsocketTicket',
    domain,
    method: 'POST',
    path: '/auth/websocket-ticket',
    summary: 'Get a ticket for a WebSocket',
    description: 'Opens one socket within 30 seconds, as `?ticket=…`: for clients that cannot set headers there.',
    access: 'signedIn',
    answer: {
      kind: 'item',
      status: 201,
      data: z.object({ ticket: z.string(), expiresAt: instant }).meta({ id: 'WebsocketTicket' }),
    },
    uses: ['tableWrite'],
  }),
  getKeySet: operation({
    id: 'getKeySet',
    domain,
    method: 'GET',
    path: '/.well-known/jwks.json',
    root: true,
    summary: 'Get the public keys',
    description: 'What access tokens are signed with, as a JSON Web Key Set (RFC 7517).',
    access: 'public',
    answer: {
      kind: 'bare',
      status: 200,
      maxAge: 300,
      data: z
        .object({
          keys: z.array(
            z.object({
              kty: z.literal('RSA'),
              use: z.literal('sig'),
              alg: z.literal('RS256'),
              kid: z.string(),
              n: z.string(),
              e: z.string(),
            }),
          ),
        })
        .meta({ id: 'KeySet' }),
    },
  }),
} as const;
