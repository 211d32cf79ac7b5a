import { taskOperations } from '../../shared/contract/tasks.ts';
import { checkedByProject } from '../../shared/data/projects.ts';
import { insertTask, taskIsElsewhere } from '../../shared/data/tasks.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { checkProjectValues, cleanedNames, idInProject, taskIdOf } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(taskOperations.createTask, async ({ body, caller, change, allow }) => {
  allow(projectResource(body.projectId), 'project.read');
  allow(projectResource(body.projectId));
  const project = await checkedByProject(caller.studio, body.projectId, (current) => {
    refuseArchived(current);
    checkProjectValues(body, current);
    return current;
  });

  const fields = { ...body, ...cleanedNames(body, project) };
  const id = body.id ?? taskIdOf(body, project);
  try {
    return await insertTask({ ...fields, id }, change);
  } catch (error) {
    if (body.id !== undefined || !(await taskIsElsewhere(error, caller.studio, id, project.id))) throw error;
    return insertTask({ ...fields, id: idInProject(id, project.id) }, change);
  }
});
