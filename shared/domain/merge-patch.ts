import { isDeepStrictEqual } from 'node:util';

type Json = unknown;

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON Merge Patch (RFC 7396): null removes, objects merge, anything else replaces. */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** What changed, by field: the value before and the value after; null stands for none. */
export type Changes = Record<string, { from: Json; to: Json }>;

/** The fields in which two records differ, except the named ones. */
export function changesBetween(before: object | undefined, after: object, except: readonly string[]): Changes {
  const from = (before ?? {}) as Record<string, Json>;
  const to = after as Record<string, Json>;
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  const changed = [...names].filter((name) => !except.includes(name) && !isDeepStrictEqual(from[name], to[name]));
  return Object.fromEntries(changed.map((name) => [name, { from: from[name] ?? null, to: to[name] ?? null }]));
}

/** The members of a record that a schema declares: what a client may write of it. */
export function writableFields<T extends object, K extends keyof T>(
  entity: T,
  schema: { shape: Record<K, unknown> },
): Pick<T, K> {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => name in schema.shape)) as Pick<T, K>;
}

/** Some members of a record. */
export function pick<T extends object, K extends keyof T>(entity: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, entity[name]])) as Pick<T, K>;
}
