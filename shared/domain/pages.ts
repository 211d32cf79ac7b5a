/** A function answers with at most 6 MB. */
const maxPageBytes = 4 * 1024 * 1024;

/** The first `limit` items, or fewer where they are so large that one answer could not hold them; at least one. */
export function fittingPage<T>(items: readonly T[], limit: number, maxBytes = maxPageBytes): T[] {
  const page: T[] = [];
  let bytes = 0;
  for (const item of items.slice(0, limit)) {
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (page.length > 0 && bytes > maxBytes) break;
    page.push(item);
  }
  return page;
}
