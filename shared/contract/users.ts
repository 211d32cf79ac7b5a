import * as z from 'zod';
import { hashingMemory, newPassword } from './credentials.ts';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import { projectRoles, studioRoles } from './permissions.ts';
import { entity, id, instant, line, page, several } from './primitives.ts';
import { projectId } from './projects.ts';

/** Usernames stand in addresses, in logs and beside tasks, and are never changed. */
const username = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, { error: 'Must be letters, digits and . _ -, such as hana.kim' });

/** What a person may change about themselves. */
const profileFields = z.strictObject({
  displayName: line(100).min(1),
  email: line(200).check(z.email()).nullable().default(null),
});

/** What is written of a person; department and role by an admin alone. */
export const userFields = profileFields.extend({
  department: line(60).nullable().default(null),
  role: z.enum(studioRoles),
});

export const profileFieldNames = Object.keys(profileFields.shape);

export const user = z
  .object({
    id,
    username,
    ...userFields.shape,
    active: z.boolean().meta({ description: 'false: deactivated since `archivedAt`; stays visible in history' }),
    ...entity,
  })
  .meta({ id: 'User', description: 'Somebody of the studio.' });

export type User = z.output<typeof user>;
export type UserFields = z.output<typeof userFields>;

/** Everything that is kept of a person beside what they did. */
const personalData = z
  .object({
    user,
    projects: z.record(projectId, z.enum(projectRoles)),
    sessions: z.array(z.object({ id: z.string(), clientType: z.string(), createdAt: instant, expiresAt: instant })),
    notifications: z
      .array(z.object({ id: z.string(), type: z.string(), message: z.string(), createdAt: instant }))
      .meta({ description: 'Newest first: the newest 1,000' }),
    timeEntries: z
      .array(z.object({ id: z.string(), taskId: z.string(), date: z.string(), hours: z.number(), note: z.string() }))
      .meta({ description: 'Their hours, the latest day first: 500; all of them are at `/time-entries`' }),
    comments: z
      .array(z.object({ id: z.string(), taskId: z.string(), text: z.string(), createdAt: instant }))
      .meta({ description: 'What they wrote, newest first: the newest 200' }),
    messages: z
      .array(z.object({ threadId: z.string(), number: z.int(), text: z.string(), createdAt: instant }))
      .meta({ description: 'What they wrote to others, newest first: the newest 200' }),
    activity: z
      .array(z.object({ id: z.string(), type: z.string(), at: instant, ip: z.string() }))
      .meta({ description: 'What they did, newest first: the newest 1,000' }),
  })
  .meta({ id: 'PersonalData' });

export type PersonalData = z.output<typeof personalData>;

const domain = 'users';
/** `me` is whoever asks. */
const params = z.object({ userId: id.meta({ description: 'A user id, or `me`' }) });
const etag = (data: Pick<User, 'revision'>) => etagOf(data.revision);

export const userOperations = {
  listUsers: operation({
    id: 'listUsers',
    domain,
    method: 'GET',
    path: '/users',
    summary: 'List the people of the studio, by name',
    description: 'A client finds nobody but themselves.',
    access: 'user.read',
    query: z.strictObject({
      ...page,
      search: line(100).optional().meta({ description: 'Part of a name, username or e-mail address, in any case' }),
      role: several(z.enum(studioRoles)).optional(),
      department: several(line(60)).optional(),
      active: z.stringbool().default(true).meta({ description: 'false: the deactivated ones instead' }),
    }),
    answer: { kind: 'list', status: 200, data: user },
  }),
  createUser: operation({
    id: 'createUser',
    domain,
    method: 'POST',
    path: '/users',
    summary: 'Create a user with their first password',
    description:
      'Usernames are for good; a name or e-mail address that somebody of the studio has is a CONFLICT. Common ' +
      'passwords, and those made of the person’s names, are refused. They are in no project until somebody adds ' +
      'them.',
    access: 'user.create',
    body: userFields.extend({ username, password: newPassword }),
    errors: ['CONFLICT'],
    answer: { kind: 'item', status: 201, data: user, etag },
    uses: ['tableWrite'],
    memory: hashingMemory,
  }),
  getUser: operation({
    id: 'getUser',
    domain,
    method: 'GET',
    path: '/users/{userId}',
    summary: 'Get a user',
    description: 'Deactivated ones too. A client sees nobody but themselves.',
    access: 'user.read',
    params,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: user, etag },
  }),
  updateUser: operation({
    id: 'updateUser',
    domain,
    method: 'PATCH',
    path: '/users/{userId}',
    summary: 'Change a user (JSON Merge Patch)',
    description:
      'Everyone changes their own name and e-mail address; admins change everybody, department and role too.',
    access: 'user.profile',
    params,
    body: mergePatchOf(userFields),
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: user, etag },
    uses: ['tableWrite'],
  }),
  deactivateUser: operation({
    id: 'deactivateUser',
    domain,
    method: 'POST',
    path: '/users/{userId}/deactivate',
    summary: 'Deactivate a user',
    description: 'Ends their sessions and sockets within five seconds. They stay visible in history.',
    access: 'user.deactivate',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: user, etag },
    uses: ['tableWrite'],
  }),
  reactivateUser: operation({
    id: 'reactivateUser',
    domain,
    method: 'POST',
    path: '/users/{userId}/reactivate',
    summary: 'Let a deactivated user sign in again',
    description:
      'With the roles that they had; their sessions are gone. CONFLICT after their personal data were erased. ' +
      'Reactivating who is active changes nothing.',
    access: 'user.deactivate',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: user, etag },
    uses: ['tableWrite'],
  }),
  resetPassword: operation({
    id: 'resetPassword',
    domain,
    method: 'PUT',
    path: '/users/{userId}/password',
    summary: "Set somebody's password",
    description: 'For whoever forgot theirs; ends their sessions. Your own is changed by `PUT /auth/password`.',
    access: 'user.password',
    params,
    body: z.strictObject({ newPassword }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
    memory: hashingMemory,
  }),
  exportPersonalData: operation({
    id: 'exportPersonalData',
    domain,
    method: 'GET',
    path: '/users/{userId}/personal-data',
    summary: 'Export what is kept of a person',
    description:
      'In one answer, of each kind the newest, as many as the schema says, or fewer where they are long. People export ' +
      'their own, admins anybody’s.',
    access: 'user.personalData',
    params,
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: personalData },
    rateCost: 10,
  }),
  erasePersonalData: operation({
    id: 'erasePersonalData',
    domain,
    method: 'DELETE',
    path: '/users/{userId}/personal-data',
    summary: 'Erase what is kept of a person, for good',
    description:
      'Deactivates them and erases name, username, e-mail address, inbox, sessions, network addresses and what their ' +
      'comments and messages say. What they did stays, under a name that says nothing. Sent again, it erases what may be left.',
    access: 'user.erase',
    params,
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 200, data: user, etag },
    uses: ['tableWrite'],
  }),
} as const;
