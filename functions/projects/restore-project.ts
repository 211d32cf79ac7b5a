import { projectOperations } from '../../shared/contract/projects.ts';
import { changeProject } from '../../shared/data/projects.ts';
import { restored } from '../../shared/domain/archive.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const { restoreProject } = projectOperations;

export const handler = defineEndpoint(restoreProject, async ({ params, ifMatch, change, allow }) => {
  allow(projectResource(params.projectId));
  return changeProject(params.projectId, { type: 'project.restored', expected: ifMatch, decide: restored }, change);
});
