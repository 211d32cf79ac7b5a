import * as z from 'zod';
import { core } from '../merge-patch.ts';

type Members = Record<string, unknown>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `driveMapping` → `drive_mapping`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The same value with the declared keys written otherwise, at every depth; keys that are data (of records) stay. */
function renamed(schema: z.core.$ZodType, value: unknown, nameOf: (shape: object, key: string) => string): unknown {
  const inner = core(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((one) => renamed(inner.element, one, nameOf));
  }
  if (!isMembers(value)) return value;
  const entries = Object.entries(value);
  if (inner instanceof z.ZodRecord) {
    return Object.fromEntries(entries.map(([key, one]) => [key, renamed(inner.valueType, one, nameOf)]));
  }
  if (!(inner instanceof z.ZodObject)) return value;
  return Object.fromEntries(
    entries.map(([key, one]) => {
      const name = nameOf(inner.shape, key);
      const field: z.core.$ZodType | undefined = inner.shape[name] ?? inner.shape[key];
      return [name, field ? renamed(field, one, nameOf) : one];
    }),
  );
}

/** A value of a schema with its keys in snake_case. */
export const toSnakeCase = (schema: z.core.$ZodType, value: unknown): unknown =>
  renamed(schema, value, (_, key) => snakeCase(key));

/** The other way round; keys that the schema does not have stay as they are. */
export const toCamelCase = (schema: z.core.$ZodType, value: unknown): unknown =>
  renamed(schema, value, (shape, key) => Object.keys(shape).find((name) => snakeCase(name) === key) ?? key);
