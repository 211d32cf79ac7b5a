import { importOperations } from '../../shared/contract/imports.ts';
import { listImports } from '../../shared/data/imports.ts';
import { getProject } from '../../shared/data/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { summariesOf } from '../../shared/http/task-imports.ts';

export const handler = defineEndpoint(
  importOperations.listImports,
  async ({ query, caller: { studio, userId }, allow, eachAllowed, cursors }) => {
    const { projectId, limit } = query;
    if (projectId !== undefined) {
      allow({ kind: 'import', id: projectId, projectId });
      await getProject(studio, projectId);
    }
    const startAfter = await cursors.open();
    const { jobs, next } = await listImports(studio, { projectId, userId }, { limit, startAfter });
    // one's own, as long as one may still import there
    const isAllowed = eachAllowed();
    const seen = jobs.filter((job) => isAllowed({ kind: 'import', id: job.id, projectId: job.projectId }));
    return { items: await summariesOf(studio, seen), nextCursor: await cursors.seal(next) };
  },
);
