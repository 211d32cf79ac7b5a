import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, it } from 'vitest';

/** Most common first. */
const known = dictionary['passwords-common'];
const shortest = 12;
/** So many are looked for with digits and signs around them: a longer list would be most of a function's code. */
const stems = 5_000;

/** What rules find: text without what they leave out, and, where it is too short by itself, letters at both ends. */
const isFound = (text: string, rank: number) =>
  /^[^\s._\-`$\\]+$/.test(text) && (text.length >= shortest || (rank < stems && /^\p{L}.{2,}\p{L}$/u.test(text)));

/** Words in lines of up to 118 characters. */
function inLines(words: readonly string[]): string {
  const lines: string[] = [''];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`.trim();
    if (line.length > 118) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.join('\n');
}

it('the list of common passwords is that of zxcvbn, as far as it matters (vitest -u renews it)', async () => {
  const words = inLines(known.filter(isFound));
  const source = `/** From the common passwords of @zxcvbn-ts/language-common (MIT), those that a rule can find. */
export const list = \`
${words}
\`;
`;
  await expect(source).toMatchFileSnapshot('../../../shared/domain/common-passwords.ts');
});
