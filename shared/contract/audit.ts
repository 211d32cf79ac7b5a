import * as z from 'zod';
import { operation } from './operation.ts';
import { id, instant, json, line, page } from './primitives.ts';
import { projectId } from './projects.ts';

const auditEntry = z
  .object({
    id: z.string().meta({ examples: ['task:ep00_sq0010_sh0020_lighting@7'] }),
    type: z.string().meta({ examples: ['task.updated', 'security.signInFailed'] }),
    at: instant,
    actor: z.object({
      id: z.string().nullable().meta({ description: 'A user or API key; null where nobody was signed in' }),
      username: z.string().nullable(),
      ip: z.string(),
      requestId: z.string(),
    }),
    entity: z.object({ kind: z.string(), id: z.string() }),
    projectId: z.string().nullable(),
    revision: z.int().nullable(),
    changes: z
      .record(z.string(), z.object({ old: json, new: json }))
      .meta({ description: 'By field; of personal data only that it changed' }),
  })
  .meta({ id: 'AuditEntry', description: 'Who did what, when, from where, and what it was before.' });

export type AuditEntry = z.output<typeof auditEntry>;

const deprecatedUse = z
  .object({
    version: z.string().meta({ description: 'The version of the API', examples: ['v0'] }),
    userId: z.string().meta({ description: 'A user or API key' }),
    username: z.string().nullable().meta({ description: 'null for an API key, and for who is gone' }),
    clientType: z.string().meta({ description: 'With which kind of client, the last time' }),
    operation: z.string().meta({ description: 'What was called the last time' }),
    calls: z.int(),
    firstAt: instant,
    lastAt: instant,
  })
  .meta({ id: 'DeprecatedUse', description: 'Who still calls what will be gone.' });

export const auditOperations = {
  listDeprecatedUse: operation({
    id: 'listDeprecatedUse',
    domain: 'audit',
    method: 'GET',
    path: '/deprecated-use',
    summary: 'List who still calls deprecated versions of the API, and how often',
    description: 'By version and client. Whoever has not called for 180 days drops out.',
    access: 'audit.read',
    query: z.strictObject(page),
    answer: { kind: 'list', status: 200, data: deprecatedUse },
  }),
  listAudit: operation({
    id: 'listAudit',
    domain: 'audit',
    method: 'GET',
    path: '/audit',
    summary: 'List what was done, newest first',
    description: 'Every change of data, and security events: failed sign-ins, reused tokens, refused access, key use.',
    access: 'audit.read',
    query: z.strictObject({
      ...page,
      projectId: projectId.optional(),
      userId: id.optional().meta({ description: 'Who did it: a user or API key; `me` is you' }),
      entity: line(300)
        .regex(
          /^(task|version|timeEntry|comment|shot|asset|sequence|casting|message|project|member|user|apiKey|featureFlag):.+$/,
          {
            error: 'Must be such as task:ep00_sq0010_sh0020_lighting',
          },
        )
        .optional()
        .meta({ description: '`kind:id`, as in `task:ep00_sq0010_sh0020_lighting`' }),
      type: line(60)
        .min(1)
        .optional()
        .meta({ description: 'Of one type, as in `task.updated`; or all that begin so, as `security` or `task`' }),
      since: instant.optional().meta({ description: 'From this moment on' }),
      until: instant.optional().meta({ description: 'Before this moment' }),
    }),
    answer: { kind: 'list', status: 200, data: auditEntry },
  }),
} as const;
