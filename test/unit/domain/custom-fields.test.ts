import { describe, expect, it } from 'vitest';
import type { ProjectFields } from '../../../shared/contract/projects.ts';
import { taskFields } from '../../../shared/contract/tasks.ts';
import { customFieldProblems } from '../../../shared/domain/custom-fields.ts';

const declared: ProjectFields['customFields'] = {
  note: { type: 'text' },
  bid: { type: 'number' },
  hero: { type: 'boolean' },
  plates: { type: 'date' },
  rig: { type: 'choice', choices: ['biped', 'quadruped'] },
};
const problemsOf = (values: object, before?: Record<string, unknown>) =>
  customFieldProblems({ ...values }, declared, before).map(({ field, code, suggestion }) => [field, code, suggestion]);

describe('a task’s own fields of its project', () => {
  it('take values of their types', () => {
    const values = { note: 'two\nlines', bid: 0.5, hero: false, plates: '2025-08-29', rig: 'biped' };
    expect(problemsOf(values)).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [{ note: 7 }, 'customFields.note', 'INVALID_TYPE', undefined],
    [{ note: ['a'] }, 'customFields.note', 'INVALID_TYPE', undefined],
    [{ note: 'a'.repeat(2_001) }, 'customFields.note', 'TOO_LONG', undefined],
    [{ bid: '7' }, 'customFields.bid', 'INVALID_TYPE', undefined],
    [{ hero: 'true' }, 'customFields.hero', 'INVALID_TYPE', undefined],
    [{ plates: 20250829 }, 'customFields.plates', 'INVALID_TYPE', undefined],
    [{ plates: '2025-02-30' }, 'customFields.plates', 'INVALID_FORMAT', 'A day, as in 2025-08-29'],
    [{ rig: 'biped ' }, 'customFields.rig', 'INVALID_VALUE', 'Did you mean "biped"? One of: biped, quadruped'],
    [{ rig: { biped: 1 } }, 'customFields.rig', 'INVALID_TYPE', undefined],
    [{ nots: 'x' }, 'customFields.nots', 'UNKNOWN_FIELD', 'Did you mean "note"?'],
    [{ constructor: 'x' }, 'customFields.constructor', 'UNKNOWN_FIELD', 'Known: note, bid, hero, plates, rig'],
  ])('refuse %j', (values, ...problem) => {
    expect(problemsOf(values)).toEqual([problem]);
  });

  it('are looked at where a change touches them', () => {
    const before = { gone: { a: 1 }, rig: 'of an older list', bid: 1 };
    expect(problemsOf({ ...before, bid: 2 }, before)).toEqual([]);
    expect(problemsOf({ bid: 1 }, before)).toEqual([]);
    expect(problemsOf({ ...before, gone: { a: 2 } }, before)).toMatchObject([
      ['customFields.gone', 'UNKNOWN_FIELD', expect.anything()],
    ]);
    expect(problemsOf({ ...before, rig: 'other' }, before)).toMatchObject([
      ['customFields.rig', 'INVALID_VALUE', expect.anything()],
    ]);
  });

  it('say where they are declared, in a project that has none', () => {
    expect(customFieldProblems({ rig: 1 }, {})).toMatchObject([
      { suggestion: 'Declare it in the project’s customFields' },
    ]);
  });

  it('are not there where they are null', () => {
    const task = { projectId: 'SWA', shot: 'SH1', task: 'fx', customFields: { rig: null, bid: 0, hero: false } };
    expect(taskFields.parse(task).customFields).toEqual({ bid: 0, hero: false });
  });
});
