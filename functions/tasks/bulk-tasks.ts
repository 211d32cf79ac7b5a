import { taskOperations } from '../../shared/contract/tasks.ts';
import { changeTasksEach, changeTasksTogether, type Decisions, tryTasks } from '../../shared/data/bulk.ts';
import { bulkResult, maxTogether, noneDone, type Outcome, refuseUnfit } from '../../shared/domain/bulk.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { toApiError } from '../../shared/http/errors.ts';
import { refuseSwitchedOff } from '../../shared/http/feature-flags.ts';
import { type Asking, archivedTask, newTask, patchedTask, restoredTask } from '../../shared/http/task-changes.ts';
import { logger } from '../../shared/platform/logger.ts';

const decisionsOf = (asking: Asking): Decisions => ({
  create: ({ id, data }) => newTask(asking, { ...data, id }),
  change(operation, current) {
    if (operation.op === 'update') return patchedTask(asking, current, operation.data);
    return operation.op === 'archive' ? archivedTask(asking, current) : restoredTask(asking, current);
  },
});

export const handler = defineEndpoint(taskOperations.bulkTasks, async (request) => {
  const { query, body, caller, change, requestId } = request;
  const { atomic, dryRun } = query;
  const { operations } = body;
  refuseUnfit(operations, atomic);
  if (!atomic) {
    const suggestion = `Send up to ${maxTogether} changes at a time without it: all of them are done, or none`;
    await refuseSwitchedOff(caller, 'partial-bulk', { field: 'atomic', suggestion });
  }
  const decisions = decisionsOf(request);
  const answerOf = (outcomes: readonly Outcome[]) => bulkResult(operations, outcomes, dryRun);

  if (dryRun) {
    const outcomes = await tryTasks(operations, decisions, change);
    const refused = atomic ? noneDone(outcomes) : undefined;
    if (refused) throw refused;
    return answerOf(outcomes);
  }
  if (atomic) return answerOf(await changeTasksTogether(operations, decisions, change, answerOf));
  await change.once?.claim();
  const errorOf = (error: unknown) => {
    const told = toApiError(error);
    if (told.code === 'INTERNAL') logger.error('bulk operation failed', { requestId, error: error as Error });
    return told;
  };
  return answerOf(await changeTasksEach(operations, decisions, change, errorOf));
});
