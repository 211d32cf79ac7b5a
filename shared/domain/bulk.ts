import type * as z from 'zod';
import { ApiError, type ErrorDetail } from '../contract/errors.ts';
import type { BulkOperation, taskOperations } from '../contract/tasks.ts';

export type BulkResult = z.output<typeof taskOperations.bulkTasks.answer.data>;

/** How an operation ended, or would end. */
export type Outcome = { id: string; revision: number } | ApiError;

/** A transaction has 100 actions: two a change, and the answer that is kept with them. */
export const maxTogether = 49;

/** More of them about one operation would help nobody, and there can be 500. */
const maxDetails = 10;

/**
 * Refuses what no state of the tasks would make right.
 * @throws VALIDATION_ERROR for more than one transaction takes, and for several operations on one task
 */
export function refuseUnfit(operations: readonly BulkOperation[], atomic: boolean): void {
  const details: ErrorDetail[] = [];
  if (atomic && operations.length > maxTogether) {
    details.push({
      field: 'operations',
      code: 'OUT_OF_RANGE',
      message: `All or nothing is for at most ${maxTogether} operations`,
      suggestion: `Send ${maxTogether} at a time, or atomic=false: then each stands for itself`,
    });
  }
  const firsts = new Map<string, number>();
  for (const [index, { id }] of operations.entries()) {
    const first = id === undefined ? undefined : firsts.get(id);
    if (id !== undefined && first === undefined) firsts.set(id, index);
    if (first !== undefined) details.push(repeated(`operations.${index}.id`, id as string, first));
  }
  if (details.length > 0)
    throw new ApiError('VALIDATION_ERROR', 'These operations cannot be done at once', { details });
}

function repeated(field: string, id: string, first: number): ErrorDetail {
  return {
    ...{ field, code: 'DUPLICATE', message: `operations.${first} is about "${id}" already` },
    suggestion: 'One operation a task: join them, or send them one after the other',
  };
}

/** Of two operations that would make the same task, what is said of the second. */
export function madeTwice(id: string, first: number): ApiError {
  return new ApiError('CONFLICT', `operations.${first} makes a task "${id}" already.`, {
    details: [repeated('id', id, first)],
  });
}

/** Fields of an operation itself; all others are those of its `data`. */
const own = ['id', 'revision'];

/** A field of one operation as the whole request has it: `status` is `operations.3.data.status`. */
const fieldAt = (index: number, field: string) =>
  `operations.${index}.${own.includes(field) ? field : `data.${field}`}`;

function detailAt(index: number, detail: ErrorDetail): ErrorDetail {
  if (detail.field !== 'If-Match') return { ...detail, field: fieldAt(index, detail.field) };
  return {
    ...detail,
    field: fieldAt(index, 'revision'),
    suggestion: 'Read it again, and send the revision it has then',
  };
}

function detailsAt(index: number, { code, message, details }: ApiError): ErrorDetail[] {
  if (details.length > 0) return details.slice(0, maxDetails).map((detail) => detailAt(index, detail));
  return [{ field: `operations.${index}`, code: code === 'NOT_FOUND' ? 'NOT_FOUND' : 'INVALID_VALUE', message }];
}

type Told = { field: string };

/** An answer has 6 MB, and 400 KB where it is kept; a patch of a few bytes can collide with a hundred KB. */
const maxConflictBytes = 256 * 1024;

/** Tells of conflicts with their values, until these are many: from then on only of the fields. */
function conflictTeller(): (error: ApiError) => { conflicts?: Told[] } {
  let bytes = 0;
  const told = (conflict: Told): Told => {
    bytes += Buffer.byteLength(JSON.stringify(conflict));
    return bytes <= maxConflictBytes ? conflict : { field: conflict.field };
  };
  return ({ extra: { conflicts } }) => (conflicts === undefined ? {} : { conflicts: (conflicts as Told[]).map(told) });
}

/** The one error of operations that were to be done all or not at all: that of the first, with the details of every one. */
export function noneDone(outcomes: readonly Outcome[]): ApiError | undefined {
  const failures = outcomes.flatMap((error, index) => (error instanceof ApiError ? [{ index, error }] : []));
  const [first] = failures;
  if (!first) return undefined;
  const conflictsOf = conflictTeller();
  // with the fields as the whole request has them
  const conflicts = failures.flatMap(({ index, error }) =>
    (conflictsOf(error).conflicts ?? []).map((conflict) => ({ ...conflict, field: fieldAt(index, conflict.field) })),
  );
  const many =
    failures.length > 1 ? `${failures.length} of ${outcomes.length} operations fail, and none is done: ` : '';
  return new ApiError(first.error.code, `${many}operations.${first.index}: ${first.error.message}`, {
    details: failures.flatMap(({ index, error }) => detailsAt(index, error)),
    headers: first.error.headers,
    extra: conflicts.length > 0 ? { conflicts } : {},
  });
}

/** What became of each, as the answer tells it; `status` as the operation alone would have answered. */
export function bulkResult(
  operations: readonly BulkOperation[],
  outcomes: readonly Outcome[],
  dryRun: boolean,
): BulkResult {
  const conflictsOf = conflictTeller();
  const results = outcomes.map((outcome, index): BulkResult['results'][number] => {
    const operation = operations[index];
    if (!(outcome instanceof ApiError)) return { index, ...outcome, status: operation?.op === 'create' ? 201 : 200 };
    const { status, code, message } = outcome;
    const details = detailsAt(index, outcome).map((detail) => ({ ...detail }));
    const extra = { ...outcome.extra, ...conflictsOf(outcome) };
    return { index, id: operation?.id ?? null, status, error: { code, message, details, ...extra } };
  });
  const failed = outcomes.filter((outcome) => outcome instanceof ApiError).length;
  return { dryRun, succeeded: outcomes.length - failed, failed, results };
}
