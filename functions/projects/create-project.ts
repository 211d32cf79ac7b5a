import { projectOperations } from '../../shared/contract/projects.ts';
import { insertProject } from '../../shared/data/projects.ts';
import { checkPatterns, projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(projectOperations.createProject, async ({ body, change, allow }) => {
  allow(projectResource(body.id));
  checkPatterns(body);
  return insertProject({ ...body, taskCount: 0 }, change);
});
