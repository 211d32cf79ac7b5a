import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { core } from '../../shared/contract/merge-patch.ts';
import { snakeCase } from '../../shared/contract/versions/snake-case.ts';
import { isJsonObject, type Json, type JsonObject, shown } from './json.ts';

/** A remark on one field; the caller adds which record it is about. */
export interface FieldNote {
  kind: 'repaired' | 'warning';
  what: string;
  detail: string;
}

/** What a record of the source says in the words of the contract, and what the contract has no words for. */
export interface Reading {
  fields: JsonObject;
  /** By the path in the source, as in `drive_mapping.tape_library`; to the letter. */
  leftovers: [path: string, value: Json][];
  notes: FieldNote[];
}

function problem(error: z.core.$ZodError): string {
  return error.issues.map((issue) => [issue.path.join('.'), issue.message].filter(Boolean).join(': ')).join('; ');
}

/** The house default of a field, where that is an object. */
function houseDefault(schema: z.core.$ZodType): JsonObject | undefined {
  const value = schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
  return isJsonObject(value) ? value : undefined;
}

/** Property names that a JSON body must not carry. */
export const unsafeKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

class Reader {
  readonly leftovers: [string, Json][] = [];
  readonly notes: FieldNote[] = [];

  leave(path: string, value: Json, why: string): undefined {
    this.leftovers.push([path, value]);
    this.notes.push({
      kind: 'repaired',
      what: 'a value that the API cannot hold in its field is kept with the original data',
      detail: `${path} ${shown(value)}: ${why}`,
    });
    return undefined;
  }

  object(schema: z.ZodObject, source: JsonObject, path: string): JsonObject {
    const names = new Map(
      Object.keys(schema.shape).flatMap((name) => [snakeCase(name), name].map((written) => [written, name])),
    );
    const entries: [string, Json][] = [];
    for (const [key, value] of Object.entries(source)) {
      const name = names.get(key);
      const field = name === undefined ? undefined : schema.shape[name];
      if (name === undefined || field === undefined) {
        this.leftovers.push([path + key, value]);
        if (path)
          this.notes.push({
            kind: 'warning',
            what: 'a setting that the API does not know is kept with the original data',
            detail: path + key,
          });
        continue;
      }
      const isTwice = entries.some(([known]) => known === name);
      const read = isTwice
        ? this.leave(path + key, value, `it is there as ${name} too`)
        : this.value(field, value, path + key);
      if (read !== undefined) entries.push([name, read]);
    }
    return Object.fromEntries(entries);
  }

  value(schema: z.core.$ZodType, value: Json, path: string): Json | undefined {
    if (value === null) return undefined;
    const inner = core(schema);
    if (inner instanceof z.ZodObject && isJsonObject(value)) return this.section(schema, inner, value, path);
    if (inner instanceof z.ZodRecord && isJsonObject(value)) return this.record(inner, value, path);
    return this.leaf(inner as z.ZodType, value, path);
  }

  /** An object with parts missing is completed at creation where the house has a default, and left out where not. */
  section(field: z.core.$ZodType, schema: z.ZodObject, source: JsonObject, path: string): Json | undefined {
    const read = this.object(schema, source, `${path}.`);
    const fallback = houseDefault(field);
    const whole = fallback ? completed(schema, read, fallback) : read;
    const parsed = schema.safeParse(whole);
    if (!parsed.success) return this.leave(path, source, problem(parsed.error));
    const missing = Object.keys(whole).filter((name) => !(name in read));
    if (missing.length > 0) {
      this.notes.push({
        kind: 'repaired',
        what: 'missing settings get the house default when the project is created',
        detail: missing.map((name) => `${path}.${snakeCase(name)}`).join(', '),
      });
    }
    return read;
  }

  record(schema: z.ZodRecord, source: JsonObject, path: string): JsonObject {
    const entries: [string, Json][] = [];
    for (const [key, value] of Object.entries(source)) {
      const validKey = !unsafeKeys.includes(key) && z.safeParse(schema.keyType, key).success;
      const read = validKey
        ? this.value(schema.valueType, value, `${path}.${key}`)
        : this.leave(`${path}.${key}`, value, 'not a possible name here');
      if (read !== undefined) entries.push([key, read]);
    }
    return Object.fromEntries(entries);
  }

  leaf(schema: z.ZodType, value: Json, path: string): Json | undefined {
    const parsed = schema.safeParse(value);
    if (!parsed.success) return value === '' ? undefined : this.leave(path, value, problem(parsed.error));
    const read = parsed.data as Json;
    if (!isDeepStrictEqual(read, value)) {
      this.leftovers.push([path, value]);
      const what = 'a value is rounded or cleaned as the API keeps it; as it was, it is with the original data';
      this.notes.push({ kind: 'repaired', what, detail: `${path}: ${shown(value)} → ${shown(read)}` });
    }
    return read;
  }
}

/**
 * Reads a record of the source (keys in snake_case, or in camelCase as the API has them) by a schema of the contract, at
 * every depth; keys of records are data and stay. Nothing is lost: what does not fit is in `leftovers`. Null is the absence of a value.
 */
export function readFields(schema: z.ZodObject, source: JsonObject): Reading {
  const reader = new Reader();
  const fields = reader.object(schema, source, '');
  return { fields, leftovers: reader.leftovers, notes: reader.notes };
}

/** The section with the parts that must not be missing taken from the house default. */
function completed(schema: z.ZodObject, section: JsonObject, fallback: JsonObject): JsonObject {
  const missing = Object.entries(schema.shape)
    .filter(([name, field]) => section[name] === undefined && !z.safeParse(field, undefined).success)
    .flatMap(([name]) => (fallback[name] === undefined ? [] : [[name, fallback[name]] as const]));
  return { ...section, ...Object.fromEntries(missing) };
}

/** The fields as a create request takes them: sections with parts missing are completed by the house defaults. */
export function completeForCreation(schema: z.ZodObject, fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const field = schema.shape[name];
      const inner = field && core(field);
      const fallback = field && houseDefault(field);
      const complete =
        inner instanceof z.ZodObject && fallback && isJsonObject(value) ? completed(inner, value, fallback) : value;
      return [name, complete];
    }),
  );
}
