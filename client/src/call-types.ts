import type { Meta, Pagination } from './generated/types.ts';

/** What concerns one call, beside the operation's own query. */
export interface CallOptions {
  /** Ends the call, with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** For each try; the client's own where it is left out. */
  timeoutMs?: number | undefined;
  /** Of a POST that takes one; made anew for each call where it is left out. */
  idempotencyKey?: string | undefined;
}

/** What concerns the change of something that has a revision. */
export interface ChangeOptions extends CallOptions {
  /** The revision that was seen, or its ETag: nobody may have written since. 0: there was nothing; `'*'`: no matter. */
  ifMatch?: number | string | undefined;
}

/** One page of a list, as the API answers. */
export interface Page<T> {
  data: T[];
  pagination: Pagination;
  meta: Meta;
}

/** A list that is read when it is asked for: awaited it is its first page, iterated all of its items. */
export interface List<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  /** Page after page. */
  pages(): AsyncIterable<Page<T>>;
}

/** Something to be saved, as much as one answer holds. */
export interface FilePart {
  type: string;
  text: string;
  /** Where the next part goes on, as `cursor`; absent at the end. */
  nextCursor?: string;
}
