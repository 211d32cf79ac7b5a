import { closest, distance } from 'fastest-levenshtein';

/** `Did you mean "review"? ` when one of the known values is near enough to be a slip of the keys; else nothing. */
export function nearest(value: string, known: readonly string[], words: string): string {
  if (known.length === 0 || value.length > 100) return '';
  const candidate = closest(value.toLowerCase(), known);
  const near = distance(value.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, Math.floor(value.length / 3));
  return near ? `${words} "${candidate}"? ` : '';
}
