import { projectOperations } from '../../shared/contract/projects.ts';
import { getProject } from '../../shared/data/projects.ts';
import { projectFor } from '../../shared/domain/client-view.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(projectOperations.getProject, async ({ params, caller, allow }) => {
  allow(projectResource(params.projectId));
  return projectFor(caller, await getProject(caller.studio, params.projectId));
});
