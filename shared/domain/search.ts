/** What a search looks at of a project or task. */
export interface Searchable {
  /** Its code or id. */
  id: string;
  /** What else it goes by. */
  names: readonly (string | null)[];
  /** All in which words may occur. */
  texts: readonly (string | null)[];
}

const lower = (text: string | null) => text?.toLowerCase() ?? '';

/** How well something fits what is searched for: 0 is the id itself, 1 how it or a name begins, 2 every word somewhere. */
export function rankOf(sought: string, { id, names, texts }: Searchable): 0 | 1 | 2 | undefined {
  const wanted = lower(sought);
  if (lower(id) === wanted) return 0;
  if ([id, ...names].some((name) => lower(name).startsWith(wanted))) return 1;
  const text = [id, ...names, ...texts].map(lower).join('\n');
  return wanted.split(/\s+/).every((word) => text.includes(word)) ? 2 : undefined;
}

/** What fits, the best first; equals stay in their order. */
export function ranked<T>(entries: readonly T[], sought: string, searchable: (entry: T) => Searchable): T[] {
  return entries
    .flatMap((entry) => {
      const rank = rankOf(sought, searchable(entry));
      return rank === undefined ? [] : [{ entry, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}
