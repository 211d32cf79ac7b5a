import type { List, Page } from './call-types.ts';

/**
 * A list that is read when it is asked for.
 * @param read gives the page at a cursor, or the first one
 */
export function createList<T>(read: (cursor: string | undefined) => Promise<Page<T>>): List<T> {
  async function* pages(): AsyncGenerator<Page<T>> {
    let cursor: string | undefined;
    do {
      const page = await read(cursor);
      yield page;
      cursor = page.pagination.nextCursor;
    } while (cursor !== undefined);
  }
  async function* items(): AsyncGenerator<T> {
    for await (const page of pages()) yield* page.data;
  }
  return {
    pages,
    [Symbol.asyncIterator]: items,
    // biome-ignore lint/suspicious/noThenProperty: a list is meant to be awaited, for its first page, as well as iterated
    then: (fulfilled, rejected) => read(undefined).then(fulfilled, rejected),
  };
}
