import { projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { archived } from '../../shared/domain/archive.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { archiveProject } = projectOperations;

export const handler = defineEndpoint(archiveProject, async ({ params, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  return changeProject(params.projectId, { type: 'project.archived', expected: ifMatch, decide: archived }, change);
});
