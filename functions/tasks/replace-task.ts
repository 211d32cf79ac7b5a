import { type Task, taskFields, taskOperations } from '../../shared/contract/tasks.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { rebased } from '../../shared/domain/conflicts.ts';
import { writableFields } from '../../shared/domain/merge-patch.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { rewrittenTask } from '../../shared/http/task-changes.ts';

const replaceable = taskFields.omit({ projectId: true });

export const handler = defineEndpoint(taskOperations.replaceTask, (request) => {
  const { params, query, body, ifMatch, change } = request;
  const { onConflict } = query;
  const fields = writableFields(body, replaceable);
  const { artist } = fields;
  const decide = (current: Task, seen: Task) => rewrittenTask(request, current, rebased<Task>(fields, seen, current));
  return changeTask(params.taskId, { type: 'task.updated', expected: ifMatch, onConflict, artist, decide }, change);
});
