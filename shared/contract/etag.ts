import { invalidField } from './errors.ts';

/** A strong entity tag (RFC 9110 §8.8.3) of a revision, with whatever else shows in the representation. */
export function etagOf(revision: number, ...derived: number[]): string {
  return `"${[revision, ...derived].join('.')}"`;
}

/**
 * The revision that an `If-Match` header expects; undefined when there is no header or it is `*`, 0 of what is not there.
 * Only the revision counts: what is derived may move without a conflict, and a proxy that compresses may have made the
 * tag a weak one.
 * @throws VALIDATION_ERROR for anything that is not one of our tags.
 */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  // of a list, the newest: whoever has seen that has seen the rest
  const revisions = ifMatch
    .split(',')
    .map((tag) => Number(/^(?:W\/)?"?(0|[1-9]\d{0,14})(?:\.\d+)*"?$/.exec(tag.trim())?.[1]));
  if (revisions.some(Number.isNaN))
    throw invalidField('If-Match', 'INVALID_FORMAT', 'If-Match must be an ETag of this API', 'As in "7"');
  return Math.max(...revisions);
}

/** Whether an `If-None-Match` header (a list of tags, or `*`) names this tag; weak comparison, as the RFC asks. */
export function matchesAny(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}
