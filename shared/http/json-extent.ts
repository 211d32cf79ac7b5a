import { maxDepth, maxValues, tooDeep, tooMany } from './validation.ts';

/** Where a string ends that begins at a place: behind its closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\') at += 1;
    else if (sign === '"') return at + 1;
  }
  return text.length;
}

/**
 * Walks over the signs of JSON alone: to parse a megabyte of empty lists takes a second, in which nothing else is done.
 * What it lets through is counted exactly once it is parsed: here a list counts as a value more than it has.
 * @throws MALFORMED_BODY, PAYLOAD_TOO_LARGE
 */
export function checkJsonExtent(text: string): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at) - 1;
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (sign === ',' || sign === '[' || sign === '{') values += 1;
    if (depth > maxDepth + 1) throw tooDeep();
    if (values > 2 * maxValues) throw tooMany();
  }
}
