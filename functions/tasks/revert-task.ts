import { type Task, taskFields, taskOperations } from '../../shared/contract/tasks.ts';
import { taskAt } from '../../shared/data/task-history.ts';
import { changeTask } from '../../shared/data/tasks.ts';
import { pick, writableFields } from '../../shared/domain/merge-patch.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { rewrittenTask } from '../../shared/http/task-changes.ts';
import { validate } from '../../shared/http/validation.ts';

/** What hours, versions and submissions tell of: a revert takes none of these back. */
const ofOthers = [
  'actualTimeLogged',
  'versions',
  'currentVersion',
  'publishedVersion',
  'clientSubmissionHistory',
] as const satisfies readonly (keyof Task)[];

export const handler = defineEndpoint(taskOperations.revertTask, (request) => {
  const { params, body, ifMatch, caller, change, allow } = request;
  async function decide(current: Task): Promise<Task> {
    // whoever may not see it learns nothing of its revisions either
    allow(taskResource(current));
    const past = await taskAt(caller.studio, current, body.revision);
    const fields = validate(taskFields, writableFields(past, taskFields), 'task of that revision');
    return rewrittenTask(request, current, { ...current, ...fields, ...pick(current, ofOthers) });
  }
  return changeTask(params.taskId, { type: 'task.updated', expected: ifMatch, decide }, change);
});
