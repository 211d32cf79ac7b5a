import { projectFields, projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import { checkPatterns, projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { validate } from '../../shared/http/validation.ts';

const { updateProject } = projectOperations;

export const handler = defineEndpoint(updateProject, async ({ params, body, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  return changeProject(
    params.projectId,
    {
      type: 'project.updated',
      expected: ifMatch,
      decide(current) {
        refuseArchived(current);
        const patched = mergePatch(writableFields(current, projectFields), body);
        const fields = validate(projectFields, patched, 'patched project');
        checkPatterns(fields);
        return { ...current, ...fields };
      },
    },
    change,
  );
});
