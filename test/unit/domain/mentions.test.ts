import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text } from '../../../shared/contract/primitives.ts';
import { mentionedIn, mentionedNames, shownText, storedText } from '../../../shared/domain/mentions.ts';

const people: Record<string, string> = { ann: 'user_1', 'bob.k': 'user_2', 'x-': 'user_3' };
const idOf = (name: string) => people[name];
const nameOf = (id: string) => Object.keys(people).find((name) => people[name] === id) ?? id;
const stored = (shown: string) => storedText(shown, idOf);

describe('a mention', () => {
  it.each([
    ['@ann, look', ['user_1']],
    ['ask (@Ann) and @bob.k.', ['user_1', 'user_2']],
    ['@ann @ANN @ann', ['user_1']],
    ['@bob.k... or @x-?', ['user_2', 'user_3']],
    ['mail ann@ann.example, not@ann', []],
    ['@nobody @ann.e @annk @@ann @', []],
  ])('is found: %s', (shown, ids) => {
    expect(mentionedIn(stored(shown))).toEqual(ids);
  });

  it('is shown by the name that somebody has now', () => {
    const kept = stored('Thanks, @Ann. @nobody knows.');
    expect(shownText(kept, nameOf)).toBe('Thanks, @ann. @nobody knows.');
    expect(shownText(kept, () => 'erased-0001')).toBe('Thanks, @erased-0001. @nobody knows.');
  });

  it('keeps no name of who is known', () => {
    expect(stored('@ann and @bob.k')).not.toMatch(/ann|bob/);
  });

  it('is asked for by the first fifty names, with what may end a sentence', () => {
    expect(mentionedNames('@Ann.- @ann')).toEqual(['ann.-', 'ann.', 'ann']);
    const many = Array.from({ length: 60 }, (_, index) => `@n${index}`).join(' ');
    expect(mentionedNames(many)).toHaveLength(50);
  });

  it('is asked for a few times, whatever stands behind it', () => {
    expect(mentionedNames(`@ann${'.'.repeat(50)}`)).toHaveLength(5);
    expect(mentionedIn(stored(`@ann${'.'.repeat(50)}`))).toEqual(['user_1']);
  });

  it('cannot be forged: what stands for somebody is refused in text that comes in', () => {
    expect(text().safeParse(stored('hello @ann')).success).toBe(false);
  });
});

const piece = fc.oneof(
  fc.constantFrom('@', '@ann', '@bob.k', '@x-', '@nobody', '.', ' ', '\n', 'user_1', 'ann', '-', '_', 'é', '👋'),
  fc.string({ maxLength: 5, unit: 'grapheme' }),
);
const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
const clean = anyText.filter((value) => text().safeParse(value).success);

it('comes back from storage as it went in, whatever the text', () => {
  fc.assert(
    fc.property(clean, (shown) => {
      const kept = stored(shown);
      // usernames are the same in any case
      expect(shownText(kept, nameOf).toLowerCase()).toBe(shown.toLowerCase());
      expect(stored(shownText(kept, nameOf))).toBe(kept);
      const known = new Set(mentionedNames(shown).flatMap((name) => idOf(name) ?? []));
      for (const id of mentionedIn(kept)) expect(known).toContain(id);
    }),
    { numRuns: 500 },
  );
});
