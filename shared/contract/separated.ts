/** The values that commas separate; a comma of a value's own has a backslash before it: `Doe\, Jane`. */
export function separated(text: string): string[] {
  return text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ','));
}
