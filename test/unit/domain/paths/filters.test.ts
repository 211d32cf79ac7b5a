import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filters, textOf } from '../../../../shared/domain/paths/filters.ts';
import { rendered } from '../../../support/paths.ts';

describe('filters', () => {
  it.each([
    ['{shot_clean|lower}', 'sh0020'],
    ['{task|upper}', 'LIGHTING'],
    ['{rig|title}', 'Big_Crab 2D'],
    ['{version|pad:5}', '00007'],
    ['{shot_clean|replace:00:-}', 'SH-20'],
    ['{shot_clean|replace:SH:}', '0020'],
    ['{task|truncate:5}', 'light'],
    ['{odd|sanitize}', 'a_b__c.d'],
    ['{dots|sanitize}', '__'],
    ['{odd|sanitize|upper|truncate:3}', 'A_B'],
    ['{timestamp|date:YYYY-MM-DD}', '2025-08-29'],
    ['{date|date:%Y.%m.%d %H-%M-%S}', '2025.08.29 12-34-56'],
    ['{due|date:DDMMYYYY}', '01092025'],
    ['{sent|date:HHmm}', '2230'],
    ['{final|conditional:final:wip}', 'final'],
    ['{never|conditional:final:wip}', 'wip'],
    ['{absent|conditional:final:wip}', 'wip'],
    ['x{absent|conditional:_final:}', 'x'],
    ['{ shot_clean | lower }', 'sh0020'],
    ['{money|replace:a:$&}', '$&'],
  ])('%s is %s', (template, text) => {
    const customFields = {
      ...{ rig: 'big_CRAB 2d', odd: 'a b:/c.d', dots: '..', due: '2025-09-01', sent: '2025-09-01T22:30:00' },
      ...{ final: true, never: false, money: 'a' },
    };
    expect(rendered(template, { customFields })).toBe(text);
  });

  // as somebody would write them who goes from letter to letter
  const each = (text: string, change: (letter: string, before: string | undefined) => string) => {
    const letters = [...text];
    return letters.map((letter, index) => change(letter, letters[index - 1])).join('');
  };
  const isLetter = (letter: string | undefined) => letter !== undefined && /[A-Za-z]/.test(letter);
  const models: [string, string[], (text: string) => string][] = [
    ['upper', [], (text) => each(text, (letter) => letter.toUpperCase())],
    ['lower', [], (text) => each(text, (letter) => letter.toLowerCase())],
    ['title', [], (text) => each(text, (one, before) => (isLetter(before) ? one.toLowerCase() : one.toUpperCase()))],
    ['pad', ['6'], (text) => (text.length >= 6 ? text : '0'.repeat(6 - text.length) + text)],
    ['truncate', ['3'], (text) => text.substring(0, 3)],
    ['replace', ['a', 'bc'], (text) => each(text, (letter) => (letter === 'a' ? 'bc' : letter))],
    ['sanitize', [], (text) => each(text, (letter) => (/[A-Za-z0-9_-]/.test(letter) ? letter : '_'))],
    ['conditional', ['y', 'n'], (text) => (text.length > 0 ? 'y' : 'n')],
  ];

  it.each(models)('%s is what its plain description says', (name, args, model) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9 _/:-]{0,12}$/), (text) => {
        const filter = filters[name];
        expect(filter?.takes(args)).toBe(true);
        expect(filter && textOf(filter.apply(text, args))).toBe(model(text));
      }),
    );
  });
});
