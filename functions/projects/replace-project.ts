import { projectFields, projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { writableFields } from '../../shared/domain/merge-patch.ts';
import { checkPatterns, projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { replaceProject } = projectOperations;

export const handler = defineEndpoint(replaceProject, async ({ params, body, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  const fields = writableFields(body, projectFields);
  checkPatterns(fields);
  return changeProject(
    params.projectId,
    {
      type: 'project.updated',
      expected: ifMatch,
      decide(current) {
        refuseArchived(current);
        return { ...current, ...fields };
      },
    },
    change,
  );
});
