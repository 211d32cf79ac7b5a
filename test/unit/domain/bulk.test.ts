import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError, invalidField, notFound } from '../../../shared/contract/errors.ts';
import { type BulkOperation, taskOperations } from '../../../shared/contract/tasks.ts';
import {
  bulkResult,
  madeTwice,
  maxTogether,
  noneDone,
  type Outcome,
  refuseUnfit,
} from '../../../shared/domain/bulk.ts';
import { makeTaskFields } from '../../support/production.ts';

const archive = (id: string): BulkOperation => ({ op: 'archive', id });
const create = (id?: string): BulkOperation => ({ op: 'create', ...(id && { id }), data: makeTaskFields() });
const many = (count: number) => Array.from({ length: count }, (_, index) => archive(`task-${index}`));

function errorOf(run: () => void): ApiError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('Not refused');
}

describe('a bulk that cannot be right', () => {
  it('is more than a transaction takes, unless each operation stands for itself', () => {
    expect(() => refuseUnfit(many(maxTogether), true)).not.toThrow();
    expect(() => refuseUnfit(many(500), false)).not.toThrow();
    const { code, details } = errorOf(() => refuseUnfit(many(maxTogether + 1), true));
    expect({ code, details }).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ field: 'operations', code: 'OUT_OF_RANGE', suggestion: expect.stringContaining('atomic=false') }],
    });
  });

  it.each([true, false])('has several operations on one task (atomic: %s)', (atomic) => {
    const operations = [archive('a'), create('b'), archive('a'), create(), create(), archive('b'), archive('a')];
    const { code, details } = errorOf(() => refuseUnfit(operations, atomic));
    expect(code).toBe('VALIDATION_ERROR');
    expect(details.map(({ field, code, message }) => [field, code, message])).toEqual([
      ['operations.2.id', 'DUPLICATE', 'operations.0 is about "a" already'],
      ['operations.5.id', 'DUPLICATE', 'operations.1 is about "b" already'],
      ['operations.6.id', 'DUPLICATE', 'operations.0 is about "a" already'],
    ]);
  });
});

const done: Outcome = { id: 'a', revision: 2 };

describe('the one error of all', () => {
  it('is none where all can be done', () => {
    expect(noneDone([done, done])).toBeUndefined();
    expect(noneDone([])).toBeUndefined();
  });

  it('names each field of each operation that fails, as the request has it', () => {
    const stale = new ApiError('VERSION_CONFLICT', 'It is at revision 3 now, not 1.', {
      details: [{ field: 'If-Match', code: 'INVALID_VALUE', message: 'Revision 1 …', suggestion: 'Send If-Match' }],
      extra: { currentRevision: 3, conflicts: [{ field: 'status', current: 'review', yours: 'final' }] },
    });
    const error = noneDone([
      done,
      invalidField('status', 'INVALID_VALUE', 'Is no status', 'Did you mean "review"?'),
      notFound('task', 'x'),
      stale,
      madeTwice('y', 0),
      new ApiError('FORBIDDEN', 'You may not do that.'),
    ]);
    expect(error).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringMatching(/^5 of 6 .*operations\.1: /),
    });
    expect(error?.details).toMatchObject([
      { field: 'operations.1.data.status', suggestion: 'Did you mean "review"?' },
      { field: 'operations.2', code: 'NOT_FOUND', message: 'There is no task "x" here.' },
      { field: 'operations.3.revision', suggestion: expect.not.stringContaining('If-Match') },
      { field: 'operations.4.id', code: 'DUPLICATE' },
      { field: 'operations.5', code: 'INVALID_VALUE', message: 'You may not do that.' },
    ]);
    expect(error?.extra).toEqual({
      conflicts: [{ field: 'operations.3.data.status', current: 'review', yours: 'final' }],
    });
  });

  it('of one alone says what that says, and when to come again', () => {
    const away = new ApiError('UNAVAILABLE', 'Come again.', { headers: { 'retry-after': '1' } });
    expect(noneDone([done, away])).toMatchObject({
      ...{ code: 'UNAVAILABLE', message: 'operations.1: Come again.', headers: { 'retry-after': '1' }, extra: {} },
    });
  });
});

describe('a result for each', () => {
  it('has the status of the operation alone', () => {
    const operations = [create(), archive('b'), archive('c')];
    const stale = new ApiError('VERSION_CONFLICT', 'Stale', { extra: { currentRevision: 7 } });
    const outcomes = [{ id: 'a', revision: 1 }, stale, { id: 'c', revision: 4 }];
    expect(bulkResult(operations, outcomes, true)).toEqual({
      ...{ dryRun: true, succeeded: 2, failed: 1 },
      results: [
        { index: 0, id: 'a', status: 201, revision: 1 },
        {
          ...{ index: 1, id: 'b', status: 412 },
          error: {
            ...{ code: 'VERSION_CONFLICT', message: 'Stale', currentRevision: 7 },
            details: [{ field: 'operations.1', code: 'INVALID_VALUE', message: 'Stale' }],
          },
        },
        { index: 2, id: 'c', status: 200, revision: 4 },
      ],
    });
  });

  it('fits an answer, whatever many operations collide with; so does the one error of all', () => {
    const conflicts = [{ field: 'clientSubmissionHistory', current: 'x'.repeat(120_000), yours: [] }];
    const stale = new ApiError('VERSION_CONFLICT', 'Stale', { extra: { currentRevision: 7, conflicts } });
    const outcomes = Array.from({ length: 100 }, () => stale);
    const { results } = bulkResult(many(100), outcomes, false);
    expect(results[0]?.error).toMatchObject({ conflicts });
    expect(results[99]?.error).toMatchObject({ conflicts: [{ field: 'clientSubmissionHistory' }] });
    for (const answer of [results, noneDone(outcomes)?.extra]) expect(JSON.stringify(answer).length).toBeLessThan(1e6);
  });

  it('is what the contract declares, and the same as the one error says, whatever happens', () => {
    const outcome = fc.oneof(
      fc.constant(done),
      fc.constantFrom(
        notFound('task', 'x'),
        invalidField('shot', 'TOO_LONG', 'Too long'),
        new ApiError('INTERNAL', '?'),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), outcome), { minLength: 1, maxLength: 60 }), (all) => {
        const operations = all.map(([isNew], index) => (isNew ? create() : archive(`t${index}`)));
        const outcomes = all.map(([, one]) => one);
        const result = bulkResult(operations, outcomes, false);
        expect(taskOperations.bulkTasks.answer.data.parse(result)).toEqual(result);
        expect(result.succeeded + result.failed).toBe(operations.length);
        expect(result.results.map(({ index }) => index)).toEqual(operations.map((_, index) => index));
        const refused = noneDone(outcomes);
        expect(refused === undefined).toBe(result.failed === 0);
        expect(refused?.details ?? []).toEqual(result.results.flatMap(({ error }) => error?.details ?? []));
      }),
    );
  });
});
