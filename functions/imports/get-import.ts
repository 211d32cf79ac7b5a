import { importOperations } from '../../shared/contract/imports.ts';
import { getImport } from '../../shared/data/imports.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { answerOf } from '../../shared/http/task-imports.ts';

export const handler = defineEndpoint(importOperations.getImport, async ({ params, caller, allow }) => {
  const found = await getImport(caller.studio, params.importId);
  allow({ kind: 'import', id: params.importId, projectId: found.job.projectId });
  return answerOf(found);
});
