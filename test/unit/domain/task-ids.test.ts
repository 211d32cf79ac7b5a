import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathPart } from '../../../shared/contract/primitives.ts';
import { listValue } from '../../../shared/contract/projects.ts';
import { taskId } from '../../../shared/contract/tasks.ts';
import { cleanedNames, idInProject, taskIdOf } from '../../../shared/domain/tasks.ts';
import { makeProject, makeTaskFields } from '../../support/production.ts';

const project = makeProject();
const idOf = (fields: Parameters<typeof makeTaskFields>[0]) => taskIdOf(makeTaskFields(fields), project);
const refused = expect.objectContaining({
  code: 'VALIDATION_ERROR',
  details: [expect.objectContaining({ field: 'id', suggestion: expect.any(String) })],
});

describe('the id of a task', () => {
  it.each([
    ['the known answer', {}, 'ep00_sq0010_sh0020_lighting'],
    ['the prefixed sequence of real data', { sequence: 'SWA_Ep00_sq0010' }, 'ep00_sq0010_sh0020_lighting'],
    ['no episode', { episode: null }, 'sq0010_sh0020_lighting'],
    ['neither episode nor sequence', { episode: null, sequence: null }, 'sh0020_lighting'],
    ['spaces', { shot: 'SH 00 20' }, 'ep00_sq0010_sh-00-20_lighting'],
    ['letters of any script', { shot: 'Тень' }, 'ep00_sq0010_тень_lighting'],
    ['dots that would climb', { shot: 'SH..20' }, 'ep00_sq0010_sh.20_lighting'],
    ['a first character that no id begins with', { episode: null, sequence: null, shot: '_a' }, 'a_lighting'],
    ['a slash in the task type', { task: 'fx/water' }, 'ep00_sq0010_sh0020_fx-water'],
  ])('of %s', (_, fields, id) => {
    expect(idOf(fields)).toBe(id);
  });

  it('is an id, or refused, whatever the names', () => {
    const name = fc.string({
      unit: fc.oneof(fc.constantFrom('.', '_', '-', ' ', 'A', '1', '/', 'İ', '🎬'), fc.string()),
    });
    const part = name.filter((value) => pathPart().safeParse(value).success);
    const names = fc.record({
      ...{ episode: fc.option(part), sequence: fc.option(part), shot: part },
      task: name.filter((value) => listValue.safeParse(value).success),
    });
    fc.assert(
      fc.property(names, (fields) => {
        try {
          expect(taskId.parse(idOf(fields))).toBe(idOf(fields));
        } catch (error) {
          expect(error).toEqual(refused);
        }
      }),
    );
  });

  it('is refused of a name that leaves nothing in it, so that no two shots have one id', () => {
    expect(() => idOf({ shot: '🎬' })).toThrow(refused);
    expect(() => idOf({ task: '--' })).toThrow(refused);
  });

  it('is refused when it would be too long, alone or with its project', () => {
    const [shot, sequence] = ['s'.repeat(100), 'q'.repeat(100)];
    expect(() => idOf({ shot, sequence })).toThrow(refused);
    expect(idInProject('sh0020_lighting', 'RGD')).toBe('rgd_sh0020_lighting');
    expect(() => idInProject('a'.repeat(198), 'RGD')).toThrow(refused);
  });
});

it('cleaned names are those of the project’s rules, and Unknown for none', () => {
  expect(cleanedNames({ episode: null, sequence: 'SWA_Ep00_sq0010', shot: 'SWA_Ep00_SH0020' }, project)).toEqual({
    ...{ episodeClean: 'Unknown', sequenceClean: 'sq0010', shotClean: 'SH0020' },
  });
});
