import { maxDepth, maxValues, tooDeep, tooMany } from './validation.ts';

/** The signs that JSON is made of, outside of its texts, as they are compared fastest. */
const sign = { quote: 0x22, backslash: 0x5c, comma: 0x2c, list: 0x5b, listEnd: 0x5d, object: 0x7b, objectEnd: 0x7d };

/** The place of the quote that closes the text which begins at a place. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === sign.backslash) at += 1;
    else if (code === sign.quote) return at;
  }
  return json.length;
}

/**
 * Walks over the signs of JSON alone: to parse a megabyte of empty lists takes a second, in which nothing else is done.
 * What it lets through is counted exactly once it is parsed: here a list counts as a value more than it has.
 * @throws MALFORMED_BODY, PAYLOAD_TOO_LARGE
 */
export function checkJsonExtent(json: string): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case sign.quote:
        at = endOfText(json, at);
        break;
      case sign.list:
      case sign.object:
        depth += 1;
        values += 1;
        break;
      case sign.listEnd:
      case sign.objectEnd:
        depth -= 1;
        break;
      case sign.comma:
        values += 1;
    }
    if (depth > maxDepth + 1) throw tooDeep();
    if (values > 2 * maxValues) throw tooMany();
  }
}
