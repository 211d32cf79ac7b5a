import { type BulkOperation, taskOperations } from '../../shared/contract/tasks.ts';
import { changeTasksEach, changeTasksTogether, tryTasks } from '../../shared/data/bulk.ts';
import type { Decisions } from '../../shared/data/bulk-plan.ts';
import { bulkResult, maxTogether, noneDone, type Outcome, refuseUnfit } from '../../shared/domain/bulk.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { toApiError } from '../../shared/http/errors.ts';
import { refuseSwitchedOff } from '../../shared/http/feature-flags.ts';
import { revisionRequired } from '../../shared/http/preconditions.ts';
import { type Asking, archivedTask, newTask, patchedTask, restoredTask } from '../../shared/http/task-changes.ts';
import { logger } from '../../shared/platform/logger.ts';

const lacking = (operation: BulkOperation) => operation.op !== 'create' && operation.revision === undefined;

const noRevision = () =>
  revisionRequired({
    field: 'revision',
    suggestion: 'That of the task as you read it, or If-Match: * with the request to write over whatever is there',
  });

/** @param mustSay whether each change has to say which revision it is based on */
function decisionsOf(asking: Asking, mustSay: boolean): Decisions {
  const changed: Decisions['change'] = (operation, current) => {
    if (operation.op === 'update') return patchedTask(asking, current, operation.data);
    return operation.op === 'archive' ? archivedTask(asking, current) : restoredTask(asking, current);
  };
  return {
    create: ({ id, data }) => newTask(asking, { ...data, id }),
    async change(operation, current) {
      const next = await changed(operation, current);
      // not before it is known that they may see the task, and do this to it
      if (mustSay && lacking(operation)) throw noRevision();
      return next;
    },
  };
}

export const handler = defineEndpoint(taskOperations.bulkTasks, async (request) => {
  const { query, body, caller, change, requestId } = request;
  const { atomic, dryRun } = query;
  const { operations } = body;
  refuseUnfit(operations, atomic);
  if (!atomic) {
    const suggestion = `Send up to ${maxTogether} changes at a time without it: all of them are done, or none`;
    await refuseSwitchedOff(caller, 'partial-bulk', { field: 'atomic', suggestion });
  }
  // of each it is asked by itself, if it is found at all: an answer may tell of refusals only
  request.eachAllowed();
  const mustSay = operations.some(lacking) && (await request.lacksRevision());
  const decisions = decisionsOf(request, mustSay);
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
