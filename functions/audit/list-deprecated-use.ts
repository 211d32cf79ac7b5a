import { auditOperations } from '../../shared/contract/audit.ts';
import { listDeprecatedUse } from '../../shared/data/deprecated-use.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  auditOperations.listDeprecatedUse,
  async ({ query, caller: { studio }, allow, cursors }) => {
    allow({ kind: 'audit', id: 'audit' });
    const startAfter = await cursors.open();
    const { uses, next } = await listDeprecatedUse(studio, { limit: query.limit, startAfter });
    return { items: uses, nextCursor: await cursors.seal(next) };
  },
);
