import { apiKeyOperations } from '../../shared/contract/api-keys.ts';
import { invalidField } from '../../shared/contract/errors.ts';
import { insertApiKey } from '../../shared/data/api-keys.ts';
import { projectsById } from '../../shared/data/projects.ts';
import { withImplied } from '../../shared/domain/access.ts';
import { refuseMissing } from '../../shared/domain/missing.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

/** @throws VALIDATION_ERROR naming the projects that are not there */
async function checkProjects(studio: string, ids: readonly string[]): Promise<void> {
  refuseMissing({ field: 'projects', kind: 'project', ids }, await projectsById(studio, ids, false), {
    message: 'A key needs projects that are there.',
    suggestion: 'A project of this studio that is not archived',
  });
}

/** @throws VALIDATION_ERROR */
function checkExpiry(expiresAt: string | null): void {
  if (expiresAt === null || expiresAt > new Date().toISOString()) return;
  throw invalidField('expiresAt', 'OUT_OF_RANGE', 'Must be in the future', 'A later time, or null');
}

export const handler = defineEndpoint(apiKeyOperations.createApiKey, async ({ body, change, allow }) => {
  allow({ kind: 'apiKey', id: body.name });
  checkExpiry(body.expiresAt);
  await checkProjects(change.studio, Object.keys(body.projects));
  return insertApiKey({ ...body, scopes: withImplied(body.scopes) }, change);
});
