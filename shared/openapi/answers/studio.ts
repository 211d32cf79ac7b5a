import {
  type AnswerOf,
  type Answers,
  archived,
  august,
  changedAt,
  entity,
  mika,
  projectId,
  sana,
  taskId,
} from './world.ts';

const apiKey: AnswerOf<'listApiKeys'> = {
  ...{
    id: 'key_c99e99a27722e441637c0f7e',
    name: 'Farm submitter',
    role: 'artist',
    projects: { [projectId]: 'artist' },
  },
  ...{ scopes: ['task.read', 'task.progress'], lastUsedAt: august(29, '09:59'), ...entity() },
};

const rule = { key: 'direct-messages', percentage: 100, roles: { client: false }, users: {}, ...entity() };

/** What concerns the studio as a whole, and the API itself. */
export const studio = {
  getHealth: { status: 'healthy', timestamp: changedAt },
  getOpenapi: { openapi: '3.1.0', info: { title: 'Montu Manager API', version: 'v1' }, paths: {} },
  getKeySet: {
    keys: [
      {
        ...{ kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'LOfOmeUvklLqmecOzyiHlvRFCDpCcanD8Vgx8Kb6TWQ' },
        ...{ n: 'x5zDqnBvR1kWm0pQ…', e: 'AQAB' },
      },
    ],
  },
  listApiKeys: apiKey,
  createApiKey: { ...apiKey, lastUsedAt: null, secret: 'montu_ZGVtby9rZXlfYzk5ZTk5YTI3NzIy…' },
  revokeApiKey: archived(apiKey),
  listFeatureFlags: { key: rule.key, value: true, variant: 'on', reason: 'STATIC' },
  listFeatureFlagRules: {
    ...{ key: rule.key, default: true, owner: 'communication', rule },
    description: 'Sending direct messages. Off: what was written can still be read, changed and deleted.',
  },
  setFeatureFlagRule: rule,
  listAudit: {
    ...{ id: `task:${taskId}@7`, type: 'task.updated', at: changedAt },
    actor: { ...mika, ip: '192.0.2.7', requestId: 'req_01JC9Q3V7RZK4M2N8W5T6X0Y1A' },
    ...{ entity: { kind: 'task', id: taskId }, projectId, revision: 7 },
    changes: { status: { old: 'in_progress', new: 'review' } },
  },
  listDeprecatedUse: {
    ...{ version: 'v0', userId: sana.id, username: sana.username, clientType: 'desktop', operation: 'listTasks' },
    ...{ calls: 412, firstAt: august(4, '09:30'), lastAt: changedAt },
  },
} satisfies Answers;
