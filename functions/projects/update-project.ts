import { projectFields, projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import { checkSettings, projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { validate } from '../../shared/http/validation.ts';

const { updateProject } = projectOperations;

export const handler = defineEndpoint(updateProject, async ({ params, query, body, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  return changeProject(
    params.projectId,
    {
      type: 'project.updated',
      expected: ifMatch,
      onConflict: query.onConflict,
      decide(current) {
        refuseArchived(current);
        const patched = mergePatch(writableFields(current, projectFields), body);
        const fields = validate(projectFields, patched, 'patched project');
        checkSettings(fields);
        return { ...current, ...fields };
      },
    },
    change,
  );
});
