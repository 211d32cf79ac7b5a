import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, patternProblem } from '../../../shared/domain/name-cleaning.ts';
import { checkSettings } from '../../../shared/domain/projects.ts';
import { makeProject, swaRules } from '../../support/production.ts';

const swa = '^SWA_Ep[0-9]+_(.+)$';

describe('a cleaned name', () => {
  it.each([
    ['the known answer', 'SWA_Ep00_sq0010', swa, '\\1', 'sq0010'],
    ['a name that is clean already', 'sq0010', swa, '\\1', 'sq0010'],
    ['an episode', 'Ep00', '^(Ep[0-9]+)$', '\\1', 'Ep00'],
    ['no name', null, swa, '\\1', 'Unknown'],
    ['an empty name', '', swa, '\\1', 'Unknown'],
    ['nothing left', 'SWA_', '^SWA_', '', 'Unknown'],
    ['a match that is not at the start', 'a_SWA_Ep00_x', 'SWA_Ep[0-9]+_(.+)$', '\\1', 'a_SWA_Ep00_x'],
    ['a match of the start alone', 'SWA_sq0010', 'SWA_', '', 'sq0010'],
    ['groups in another order', 'a-b', '^(a)-(b)$', '\\2_\\1', 'b_a'],
    ['the whole match', 'abc', '^ab', '[\\0]', '[ab]c'],
    ['a replacement that would climb', 'abc', '^(.+)$', '../\\1', 'abc'],
    ['a replacement of dots', 'abc', '^.+$', '..', 'abc'],
    ['a group that is not there', 'abc', '^(a)', '\\7x', 'xbc'],
    ['a group that took no part', 'b', '^(a)?b', '\\1c', 'c'],
    ['a dollar, which means nothing', 'abc', '^(a)', '$1', '$1bc'],
    ['a name beyond the basic plane', '🎬_sq', '^🎬_(.+)$', '\\1', 'sq'],
  ])('%s', (_, name, pattern, replacement, cleaned) => {
    expect(cleanName(name, pattern, replacement)).toBe(cleaned);
  });

  it('is never empty, and needs no pattern to be known before', () => {
    const parts = fc.stringMatching(/^[A-Za-z0-9_]{0,8}$/);
    fc.assert(
      fc.property(parts, parts, parts, (name, prefix, replacement) => {
        expect(cleanName(name, `^${prefix}(.*)$`, `${replacement}\\1`)).not.toBe('');
      }),
    );
  });
});

describe('hostile patterns', { timeout: 20_000 }, () => {
  const long = `${'a'.repeat(50_000)}!`;

  it.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(a*)*b', '^(([a-z])+.)+[A-Z]$', '(.*a){20}$'])(
    '%s answers at once',
    (pattern) => {
      const before = performance.now();
      cleanName(long, pattern, '\\1');
      // what backtracks would take years; this takes a fraction of a second, or a few on a busy machine
      expect(performance.now() - before).toBeLessThan(15_000);
    },
  );

  it('do not pile up', () => {
    for (let n = 0; n < 1_200; n++) expect(cleanName(`p${n}_a`, `^p${n}_(.+)$`, '\\1')).toBe('a');
  });
});

describe('patterns that cannot be used', () => {
  it.each(['(', '[a', 'a{1001}', '(?=a)', '(a)\\1', '*a', '(?<name', '(((\\pL?){30}){30})$'])(
    '%s is told',
    (pattern) => {
      expect(patternProblem(pattern)).toEqual(expect.any(String));
    },
  );

  it.each(['', '^(.+)$', swa, '\\p{L}+', '(?i)swa'])('%j is fine', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it('are refused with the name of each', () => {
    const nameCleaningRules = { ...swaRules, shotPattern: '(', episodePattern: '[a', shotReplacement: '(' };
    expect(() => checkSettings({ ...makeProject(), nameCleaningRules })).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        details: [
          expect.objectContaining({ field: 'nameCleaningRules.shotPattern', code: 'INVALID_FORMAT' }),
          expect.objectContaining({ field: 'nameCleaningRules.episodePattern', code: 'INVALID_FORMAT' }),
        ],
      }),
    );
    expect(() => checkSettings(makeProject())).not.toThrow();
  });

  it('are refused with a replacement by a group that they have not', () => {
    const nameCleaningRules = { ...swaRules, sequenceReplacement: '\\1_\\2', shotReplacement: '\\0' };
    expect(() => checkSettings({ ...makeProject(), nameCleaningRules })).toThrow(
      expect.objectContaining({
        details: [expect.objectContaining({ field: 'nameCleaningRules.sequenceReplacement', code: 'INVALID_VALUE' })],
      }),
    );
  });
});
