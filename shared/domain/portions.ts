/**
 * A list in portions, in its order.
 * @param most of one portion, 1 at least; an empty list has none
 */
export function portionsOf<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, index) => items.slice(index * most, (index + 1) * most));
}
