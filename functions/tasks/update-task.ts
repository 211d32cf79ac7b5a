import { taskFields, taskOperations } from '../../shared/contract/tasks.ts';
import { checkedByProject } from '../../shared/data/projects.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { refuseArchived } from '../../shared/domain/archive.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import {
  checkProjectValues,
  isVerdict,
  permissionForChange,
  taskResource,
  withFields,
} from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { validate } from '../../shared/http/validation.ts';

const { updateTask } = taskOperations;

export const handler = defineEndpoint(updateTask, async ({ params, body, ifMatch, caller, change, allow }) => {
  const artist = body.artist ?? undefined;
  return changeTask(
    params.taskId,
    {
      type: 'task.updated',
      expected: ifMatch,
      artist,
      async decide(current) {
        allow(taskResource(current), permissionForChange(Object.keys(body)));
        refuseArchived(current);
        const patched = mergePatch(writableFields(current, taskFields), body);
        const fields = validate(taskFields, patched, 'patched task');
        return checkedByProject(caller.studio, current.projectId, (project) => {
          refuseArchived(project);
          checkProjectValues(fields, project, Object.keys(body));
          if (isVerdict(current, fields, project)) allow(taskResource(current), 'task.update');
          return withFields(current, fields, project);
        });
      },
    },
    change,
  );
});
