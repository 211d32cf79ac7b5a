import { isObject } from './merge-patch.ts';

type Fields = Record<string, unknown>;

/** A field, or a member such as `customFields.rig`. */
const stepsOf = (path: string): [string, string?] => {
  const dot = path.indexOf('.');
  return dot === -1 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
};

export function valueAt(fields: Fields | undefined, path: string): unknown {
  const [first, rest] = stepsOf(path);
  const value = fields?.[first];
  return rest === undefined ? value : valueAt(isObject(value) ? value : undefined, rest);
}

/** The fields with another value there. */
export function withAt(fields: Fields, path: string, value: unknown): Fields {
  const [first, rest] = stepsOf(path);
  const before = fields[first];
  return { ...fields, [first]: rest === undefined ? value : withAt(isObject(before) ? before : {}, rest, value) };
}

/** The fields without what is there, and without what has nothing left in it. */
export function withoutAt(fields: Fields, path: string): Fields {
  const [first, rest] = stepsOf(path);
  const { [first]: before, ...others } = fields;
  if (rest === undefined || !isObject(before)) return others;
  const left = withoutAt(before, rest);
  return Object.keys(left).length > 0 ? { ...others, [first]: left } : others;
}
