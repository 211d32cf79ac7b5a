import { importOperations } from '../../shared/contract/imports.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { listImports } from '../../shared/data/imports.ts';
import { getProject } from '../../shared/data/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { summariesOf } from '../../shared/http/task-imports.ts';

const operation = importOperations.listImports;

export const handler = defineEndpoint(operation, async ({ query, caller: { studio, userId }, allow, eachAllowed }) => {
  const { projectId, limit } = query;
  if (projectId !== undefined) {
    allow({ kind: 'import', id: projectId, projectId });
    await getProject(studio, projectId);
  }
  const scope = { studio, userId, operation: operation.id, query };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { jobs, next } = await listImports(studio, { projectId, userId }, { limit, startAfter });
  // one's own, as long as one may still import there
  const isAllowed = eachAllowed();
  const seen = jobs.filter((job) => isAllowed({ kind: 'import', id: job.id, projectId: job.projectId }));
  return { items: await summariesOf(studio, seen), nextCursor: next && (await sealCursor(next, scope)) };
});
