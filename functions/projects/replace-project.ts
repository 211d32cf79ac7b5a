import { projectFields, projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { rebased } from '../../shared/domain/conflicts.ts';
import { writableFields } from '../../shared/domain/merge-patch.ts';
import { checkSettings, projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { replaceProject } = projectOperations;

export const handler = defineEndpoint(replaceProject, async ({ params, query, body, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  const fields = writableFields(body, projectFields);
  return changeProject(
    params.projectId,
    {
      type: 'project.updated',
      expected: ifMatch,
      onConflict: query.onConflict,
      decide(current, seen) {
        refuseArchived(current);
        const next = rebased(fields, seen, current);
        checkSettings(next);
        return next;
      },
    },
    change,
  );
});
