import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../shared/domain/projects.ts';
import { transitionProblems, workflowProblems } from '../../../shared/domain/workflow.ts';
import { makeProject } from '../../support/production.ts';

const withWorkflow = (statusTransitions: Record<string, string[]> | null) => makeProject({ statusTransitions });

describe('a workflow', () => {
  it('is of statuses that the project has', () => {
    expect(workflowProblems(withWorkflow({ review: ['approved', 'in_progress'], final: [] }))).toEqual([]);
    expect(workflowProblems(withWorkflow(null))).toEqual([]);
  });

  it('is refused for any other, each named with the nearest that there is', () => {
    const wrong = withWorkflow({ reveiw: ['approved'], review: ['approved', 'aproved'], constructor: [] });
    expect(workflowProblems(wrong)).toMatchObject([
      {
        field: 'statusTransitions.reveiw',
        code: 'INVALID_VALUE',
        suggestion: expect.stringMatching(/^Did you mean "review"\?/),
      },
      {
        field: 'statusTransitions.review.1',
        suggestion: expect.stringMatching(/^Did you mean "approved"\? One of: not_st/),
      },
      { field: 'statusTransitions.constructor' },
    ]);
    expect(() => checkSettings(wrong)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });
});

describe('a change of status', () => {
  const project = withWorkflow({ review: ['approved', 'in_progress'], final: [] });

  it.each([
    ['review', 'approved'],
    ['review', 'review'],
    ['final', 'final'],
    ['in_progress', 'final'],
    ['of_no_list', 'review'],
    ['constructor', 'review'],
  ])('may go from %s to %s', (from, to) => {
    expect(transitionProblems(from, to, project)).toEqual([]);
  });

  it.each([
    ['review', 'final', 'From review: approved, in_progress'],
    ['final', 'review', 'From final: nowhere'],
  ])('may not go from %s to %s', (from, to, suggestion) => {
    expect(transitionProblems(from, to, project)).toMatchObject([
      { field: 'status', code: 'INVALID_VALUE', suggestion },
    ]);
  });

  it('may go anywhere without a workflow', () => {
    expect(transitionProblems('final', 'review', withWorkflow(null))).toEqual([]);
  });
});
