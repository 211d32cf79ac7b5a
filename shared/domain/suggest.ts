import { closest, distance } from 'fastest-levenshtein';

/** Whether a word may stand for another: by a slip of the keys, or as its beginning (`user` for `username`). */
export function isNear(value: string, candidate: string): boolean {
  const [given, meant] = [value.toLowerCase(), candidate.toLowerCase()];
  if (given.length > 2 && meant.startsWith(given)) return true;
  const slips = Math.max(2, Math.floor(given.length / 3));
  // in a short word, two other letters make another one
  return distance(given, meant) <= Math.min(slips, Math.ceil(meant.length / 2));
}

/** `Did you mean "review"? ` when one of the known values is near enough to be a slip of the keys; else nothing. */
export function nearest(value: string, known: readonly string[], words: string): string {
  if (known.length === 0 || value.length > 100) return '';
  const meant = [closest(value.toLowerCase(), known), ...known].find((one) => isNear(value, one));
  return meant === undefined ? '' : `${words} "${meant}"? `;
}
