import * as z from 'zod';
import { operation } from './operation.ts';
import { projectRoles, scopes, studioRoles } from './permissions.ts';
import { entity, id, instant, line, page } from './primitives.ts';
import { projectId } from './projects.ts';

const apiKeyFields = z.strictObject({
  name: line(100).min(1).meta({ description: 'What it is for, as in "farm submitter"' }),
  role: z.enum(studioRoles).default('artist'),
  projects: z
    .record(projectId, z.enum(projectRoles))
    .default({})
    .meta({ description: 'Its role in projects, by project id' }),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .meta({ description: 'What it may do at most, whatever its roles allow; seeing what that is about is added' }),
  expiresAt: instant.nullable().default(null).meta({ description: 'null: when it is revoked' }),
});

export const apiKey = z
  .object({
    id,
    ...apiKeyFields.shape,
    lastUsedAt: instant.nullable().meta({ description: 'To the minute' }),
    ...entity,
  })
  .meta({ id: 'ApiKey', description: 'A service account: a key for scripts, farm jobs and plugins.' });

export type ApiKey = z.output<typeof apiKey>;

const createdApiKey = apiKey
  .extend({ secret: z.string().meta({ description: 'The key itself; shown this once' }) })
  .meta({ id: 'CreatedApiKey' });

const domain = 'api-keys';

export const apiKeyOperations = {
  listApiKeys: operation({
    id: 'listApiKeys',
    domain,
    method: 'GET',
    path: '/api-keys',
    summary: 'List the API keys of the studio',
    description: 'Without their secrets, which are shown once. `lastUsedAt` tells of keys that nobody needs any more.',
    access: 'apiKey.read',
    query: z.strictObject({
      ...page,
      revoked: z.stringbool().default(false).meta({ description: 'true: the revoked ones instead' }),
    }),
    answer: { kind: 'list', status: 200, data: apiKey },
  }),
  createApiKey: operation({
    id: 'createApiKey',
    domain,
    method: 'POST',
    path: '/api-keys',
    summary: 'Create an API key',
    description:
      'Sent as `Authorization: Bearer montu_…`. Only its hash is stored: keep `secret`, it is not shown again.',
    access: 'apiKey.create',
    body: apiKeyFields,
    answer: { kind: 'item', status: 201, data: createdApiKey },
    uses: ['tableWrite'],
  }),
  revokeApiKey: operation({
    id: 'revokeApiKey',
    domain,
    method: 'DELETE',
    path: '/api-keys/{apiKeyId}',
    summary: 'Revoke an API key',
    description: 'Takes effect everywhere within five seconds.',
    access: 'apiKey.revoke',
    params: z.object({ apiKeyId: id }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: apiKey },
    uses: ['tableWrite'],
  }),
} as const;
