import { pathOperations } from '../../shared/contract/paths.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { getTasks } from '../../shared/data/tasks.ts';
import { possibleTaskIds, recognizePath } from '../../shared/domain/paths/recognize.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(pathOperations.validatePath, async ({ body, caller, allow }) => {
  const { projectId, path } = body;
  allow(projectResource(projectId));
  const project = await recentProject(caller.studio, projectId);
  const recognized = recognizePath(project, path);
  const tasks = await getTasks(caller.studio, possibleTaskIds(project, recognized));
  const task = tasks.find((one) => one.projectId === projectId);
  return { ...recognized, taskId: task?.id ?? null };
});
