import { importOperations } from '../../shared/contract/imports.ts';
import { getProject } from '../../shared/data/projects.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { maxAtOnce, taskCount } from '../../shared/domain/imports.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { readShotList } from '../../shared/domain/shot-list/read.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseSwitchedOff } from '../../shared/http/feature-flags.ts';
import { addTaskTypes, artistsOf, beginImport, previewImport } from '../../shared/http/task-imports.ts';

export const handler = defineEndpoint(importOperations.importTasks, async (request) => {
  const { query, body, caller, change, allow, eachAllowed } = request;
  const { projectId, onExisting, validateOnly } = query;
  allow(projectResource(projectId), 'project.read');
  allow(projectResource(projectId));
  const [project, usernameOf] = await Promise.all([getProject(caller.studio, projectId), artistsOf(caller.studio)]);
  refuseArchived(project);
  const mayAddTaskTypes = eachAllowed('project.update')(projectResource(projectId));
  const list = readShotList(body, { project, mayAddTaskTypes, usernameOf });
  const wanted = { list, project, onExisting, caller };
  if (validateOnly) return previewImport(wanted);
  if (taskCount(list.rows) > maxAtOnce) {
    const suggestion = `Cut the list: up to ${maxAtOnce} tasks are imported at once`;
    await refuseSwitchedOff(caller, 'background-imports', { field: 'body', suggestion });
  }
  await change.once?.claim();
  await addTaskTypes(project, list.taskTypes, change);
  return beginImport(wanted, change);
});
