/**
 * Something about a record that a person should know. `repaired`: the import put something right; `added`: it extended
 * a project so that the record fits; `warning`: kept as it is, but odd.
 */
export interface Finding {
  kind: 'added' | 'repaired' | 'warning';
  /** The same words for every record that it happens to, so that a report can group them. */
  what: string;
  record: string;
  detail?: string;
}

/** A record that did not get in, and why. */
export interface Failure {
  record: string;
  why: string;
}
