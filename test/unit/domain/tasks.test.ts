import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import { progressFields, type Task, taskFields } from '../../../shared/contract/tasks.ts';
import { archived, refuseArchived, restored } from '../../../shared/domain/archive.ts';
import { nearest } from '../../../shared/domain/suggest.ts';
import {
  beyondProgress,
  checkProjectValues,
  taskResource,
  verdicts,
  withFields,
  withUsualValues,
} from '../../../shared/domain/tasks.ts';
import { makeProject, makeTask, makeTaskFields } from '../../support/production.ts';

const project = makeProject();

function problemsOf(fields: Parameters<typeof makeTaskFields>[0], before?: Task, of = project) {
  try {
    checkProjectValues(makeTaskFields(fields), of, before);
    return [];
  } catch (error) {
    return (error as ApiError).details;
  }
}

describe('values of a project’s lists', () => {
  it('are the usual ones of a new task, or the first where the project has its own', () => {
    const { status: _, milestone: __, priority: ___, ...said } = makeTaskFields();
    const usual = { status: 'not_started', milestone: 'not_started', priority: 'medium' };
    expect(withUsualValues(said, project)).toEqual({ ...said, ...usual });
    const statuses = [
      { name: 'wtg', category: 'todo' as const },
      { name: 'fin', category: 'done' as const },
    ];
    const own = makeProject({ statuses, priorityLevels: ['p1', 'medium'] });
    expect(withUsualValues(said, own)).toEqual({ ...said, ...usual, status: 'wtg' });
    expect(withUsualValues({ ...said, status: 'not_started' }, own).status).toBe('not_started');
  });

  it('are those in the lists', () => {
    expect(problemsOf({ status: 'review', milestone: 'final_comp', task: 'comp', priority: 'urgent' })).toEqual([]);
  });

  it('have no artist “me”, whom no filter would find', () => {
    expect(problemsOf({ artist: 'me' })).toMatchObject([{ field: 'artist', suggestion: 'Send your username' }]);
    expect(problemsOf({ artist: 'me' }, makeTask({ artist: 'me' }))).toEqual([]);
  });

  it('are refused elsewhere, all of them at once, with what the project has', () => {
    const problems = problemsOf({ status: 'in_progres', task: 'Composite', priority: 'hihg', milestone: 'zzzzzzzz' });
    expect(problems.map(({ field, code, suggestion }) => [field, code, suggestion])).toEqual([
      [
        'status',
        'INVALID_VALUE',
        expect.stringMatching(/^Did you mean "in_progress"\? One of: not_started, in_progress/),
      ],
      ['milestone', 'INVALID_VALUE', expect.stringMatching(/^One of: not_started, single_frame/)],
      ['task', 'INVALID_VALUE', expect.stringContaining('comp')],
      ['priority', 'INVALID_VALUE', expect.stringMatching(/^Did you mean "high"\? One of: low, medium, high, urgent$/)],
    ]);
  });

  it('count to the letter', () => {
    expect(problemsOf({ status: 'Review' })).toMatchObject([{ suggestion: expect.stringContaining('"review"') }]);
  });

  it('are not looked at where a change does not touch them', () => {
    const older = { status: 'of_an_older_list', task: 'scene_building', customFields: { rig: 7 } };
    expect(problemsOf({ ...older, shot: 'SH0030' }, makeTask(older))).toEqual([]);
    expect(problemsOf({ ...older, task: 'scene' }, makeTask(older))).toMatchObject([{ field: 'task' }]);
    expect(problemsOf({ ...older, customFields: { rig: 8 } }, makeTask(older))).toMatchObject([
      { field: 'customFields.rig', code: 'UNKNOWN_FIELD' },
    ]);
  });

  it('change as the workflow goes, for a status that is listed', () => {
    const strict = makeProject({ statusTransitions: { review: ['approved'] } });
    const inReview = makeTask({ status: 'review' });
    expect(problemsOf({ status: 'final' }, inReview, strict)).toMatchObject([
      { field: 'status', suggestion: 'From review: approved' },
    ]);
    expect(problemsOf({ status: 'approved' }, inReview, strict)).toEqual([]);
    expect(problemsOf({ status: 'final' }, undefined, strict)).toEqual([]);
    expect(problemsOf({ status: 'finl' }, inReview, strict)).toMatchObject([
      { field: 'status', suggestion: expect.stringContaining('Did you mean "final"?') },
    ]);
  });
});

describe('a suggestion', () => {
  it.each([
    ['statsu', 'status'],
    ['STATUS', 'status'],
    ['artits', 'artist'],
    ['colour', undefined],
    ['', undefined],
    ['s'.repeat(101), undefined],
  ])('for %j is %j', (value, suggested) => {
    expect(nearest(value, ['status', 'artist'], 'Did you mean')).toBe(suggested ? `Did you mean "${suggested}"? ` : '');
  });

  it('is none among none', () => {
    expect(nearest('a', [], 'Did you mean')).toBe('');
  });
});

describe('beyond progress', () => {
  it('is none of the fields an artist tells of, alone or together', () => {
    expect(beyondProgress(['status'])).toEqual([]);
    expect(beyondProgress([...progressFields])).toEqual([]);
  });

  it('is any other field, also among those', () => {
    for (const field of Object.keys(taskFields.shape)) {
      if ((progressFields as readonly string[]).includes(field)) continue;
      expect(beyondProgress(['status', field])).toMatchObject([{ field, suggestion: expect.stringMatching(/status/) }]);
    }
  });
});

describe('a verdict', () => {
  const verdict = (from: string, to: string) =>
    verdicts(makeTask({ status: from }), makeTaskFields({ status: to }), project).length > 0;

  it.each([
    ['review', 'approved', true],
    ['review', 'final', true],
    ['in_progress', 'cancelled', true],
    ['approved', 'final', true],
    ['in_progress', 'review', false],
    ['approved', 'in_progress', false],
    ['approved', 'approved', false],
    ['review', 'of_no_list', false],
  ])('from %s to %s: %s', (from, to, is) => {
    expect(verdict(from, to)).toBe(is);
  });

  it('is told with what an artist may say', () => {
    expect(verdicts(makeTask(), makeTaskFields({ status: 'final' }), project)).toMatchObject([
      { field: 'status', suggestion: 'One of: not_started, in_progress, review, on_hold' },
    ]);
  });
});

describe('a task', () => {
  it('is its artist’s, unless it is nobody’s', () => {
    expect(taskResource(makeTask({ artist: 'ann' }))).toMatchObject({ kind: 'task', projectId: 'SWA', artist: 'ann' });
    expect(taskResource(makeTask())).not.toHaveProperty('artist');
  });

  it('is the client’s to see once it was submitted', () => {
    expect(taskResource(makeTask()).submitted).toBe(false);
    expect(taskResource(makeTask({ clientSubmissionHistory: [{ version: 'v001' }] })).submitted).toBe(true);
  });

  it('has cleaned names that follow its names', () => {
    const changed = withFields(makeTask(), makeTaskFields({ sequence: 'SWA_Ep01_sq0030' }), project);
    expect(changed).toMatchObject({ sequence: 'SWA_Ep01_sq0030', sequenceClean: 'sq0030', shotClean: 'SH0020' });
  });

  it('is archived and restored once, and not changed between', () => {
    const task = makeTask();
    const gone = archived(task);
    expect(gone.archivedAt).toEqual(expect.any(String));
    expect(archived(gone)).toBe(gone);
    expect(restored(task)).toBe(task);
    expect(restored(gone)).toEqual(task);
    expect(() => refuseArchived(task)).not.toThrow();
    expect(() => refuseArchived(gone)).toThrow(ApiError);
    expect(() => refuseArchived(gone)).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  });
});
