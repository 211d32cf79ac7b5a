import { describe, expect, it } from 'vitest';
import { templateProblems } from '../../../../shared/domain/paths/check-templates.ts';
import { swa } from '../../../support/paths.ts';

const { templates, filenamePatterns } = swa();
const customFields = { cameraRig: { type: 'text' as const } };
const problemsOf = (workingFile: string) =>
  templateProblems({ templates: { ...templates, workingFile }, filenamePatterns, customFields });

describe('templates that are saved', () => {
  it.each([
    ['{shot_claen}/x', 'INVALID_VALUE', 'Did you mean "shot_clean"?'],
    ['{cameraRigg}', 'INVALID_VALUE', 'Did you mean "cameraRig"?'],
    ['{version:03d}', 'INVALID_VALUE', 'One of: '],
    ['{}', 'INVALID_VALUE', 'One of: '],
    ['{metadata}', 'INVALID_VALUE', 'One of: '],
    ['{metadata.}', 'INVALID_VALUE', 'One of: '],
    ['{shot_clean.x}', 'INVALID_VALUE', 'One of: '],
    ['{constructor}', 'INVALID_VALUE', 'One of: '],
    ['{task|uper}', 'INVALID_VALUE', 'Did you mean "upper"?'],
    ['{task|constructor}', 'INVALID_VALUE', 'One of: '],
    ['{task|}', 'INVALID_VALUE', 'One of: '],
    ['{task|pad}', 'INVALID_FORMAT', 'pad:N'],
    ['{task|pad:x}', 'INVALID_FORMAT', 'pad:N'],
    ['{task|pad:1000}', 'INVALID_FORMAT', 'pad:N'],
    ['{task|upper:2}', 'INVALID_FORMAT', 'upper'],
    ['{task|replace::b}', 'INVALID_FORMAT', 'replace:a:b'],
    ['{task|replace:a:/}', 'INVALID_FORMAT', 'replace:a:b'],
    ['{task|conditional:a\\:b}', 'INVALID_FORMAT', 'conditional:a:b'],
    ['{date|date:YYYY/MM}', 'INVALID_FORMAT', 'date:FORMAT'],
    ['{task', 'INVALID_FORMAT', 'A variable stands in braces'],
    ['task}', 'INVALID_FORMAT', 'A variable stands in braces'],
    ['{{task}}', 'INVALID_FORMAT', 'A variable stands in braces'],
    ['{ext}'.repeat(31), 'TOO_LONG', 'At most 30'],
    ['', 'REQUIRED_FIELD', 'Text, and variables in braces'],
  ])('%s is refused', (template, code, suggestion) => {
    expect(problemsOf(template)).toMatchObject([
      { field: 'templates.workingFile', code, suggestion: expect.stringContaining(suggestion) },
    ]);
  });

  it.each([
    'plain/text',
    '{frame}.{ext}',
    '{cameraRig|lower}',
    '{metadata.shot.camera|conditional:x:}',
    '{middle_path|replace:/:_}',
  ])('%j is fine', (template) => {
    expect(problemsOf(template)).toEqual([]);
  });

  it('tell everything that is wrong', () => {
    expect(
      problemsOf('{a}{b|c}{')
        .map(({ code }) => code)
        .sort(),
    ).toEqual([...['INVALID_FORMAT', 'INVALID_VALUE', 'INVALID_VALUE', 'INVALID_VALUE']]);
  });

  it('have file names that are made of something but no file name, and have no directories', () => {
    const patterns = { ...filenamePatterns, maya_scene: '{filename}.ma', nuke_script: '{shot_clean}/x.nk', x: '' };
    const problems = templateProblems({ templates, filenamePatterns: patterns, customFields });
    expect(problems).toMatchObject([
      { field: 'filenamePatterns.maya_scene', code: 'INVALID_VALUE' },
      { field: 'filenamePatterns.nuke_script', code: 'INVALID_FORMAT' },
      { field: 'filenamePatterns.x', code: 'REQUIRED_FIELD' },
    ]);
  });

  it('have so many file types at most', () => {
    const patterns = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`t${n}`, '{shot_clean}']));
    const problems = templateProblems({ templates, filenamePatterns: patterns, customFields });
    expect(problems).toMatchObject([{ field: 'filenamePatterns', code: 'OUT_OF_RANGE' }]);
  });
});
