import { projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { checkPatterns, projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { replaceProject } = projectOperations;

export const handler = defineEndpoint(replaceProject, async ({ params, body, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  checkPatterns(body);
  return changeProject(
    params.projectId,
    {
      type: 'project.updated',
      expected: ifMatch,
      decide(current) {
        refuseArchived(current);
        return { ...current, ...body };
      },
    },
    change,
  );
});
