type Fields = Record<string, unknown>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two JSON values are the same, whatever the order of members. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isEqual(a[name], b[name]));
}

/** What a JSON Merge Patch (RFC 7396) makes of a value. */
export function patched<T>(target: T, patch: unknown): T {
  if (!isObject(patch)) return patch as T;
  const result: Fields = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    result[name] = isObject(value) ? patched(result[name], value) : value;
  }
  return result as T;
}

/** Whether a value is as a patch would make it; what it removes may be absent, null, or back at its default. */
export function contains(value: unknown, patch: unknown): boolean {
  if (!isObject(patch)) return patch === null || isEqual(value, patch);
  return isObject(value) && Object.entries(patch).every(([name, part]) => contains(value[name], part));
}

/** One patch that does what two do, one after the other. */
export function joined(first: Fields, second: Fields): Fields {
  const result = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = result[name];
    result[name] = isObject(before) && isObject(value) ? joined(before, value) : value;
  }
  return result;
}
