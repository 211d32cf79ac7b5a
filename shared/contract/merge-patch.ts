import * as z from 'zod';

/** Removes defaults, optionality and nullability, down to the schema of a present value. */
export function core(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) {
    inner = inner.unwrap();
  }
  return inner;
}

type Patch<T> = { [K in keyof T]?: (T[K] extends unknown[] ? T[K] : T[K] extends object ? Patch<T[K]> : T[K]) | null };

function patchShape(schema: z.ZodObject): z.ZodObject {
  const shape = Object.entries(schema.shape).map(([name, field]) => {
    const inner = core(field);
    const member =
      inner instanceof z.ZodObject ? patchShape(inner) : inner instanceof z.ZodRecord ? patchRecord(inner) : inner;
    return [name, (member as z.ZodType).nullable().optional()] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}

function patchRecord(schema: z.ZodRecord): z.ZodType {
  const value = core(schema.valueType);
  const member = value instanceof z.ZodObject ? patchShape(value) : (value as z.ZodType);
  return z.record(schema.keyType as z.ZodString, member.nullable());
}

/**
 * The JSON Merge Patch (RFC 7396) of an object schema: every member may be absent (unchanged) or null (removed,
 * which for a member with a default means that default), at every depth. Unknown members are refused.
 */
export function mergePatchOf<S extends z.ZodObject>(schema: S): z.ZodType<Patch<z.input<S>>, Patch<z.input<S>>> {
  return patchShape(schema).refine((patch) => Object.keys(patch).length > 0, {
    error: 'Nothing to change: the patch is empty',
    // of members that are unknown, that is all there is to say
    when: ({ issues }) => issues.length === 0,
    params: { code: 'REQUIRED_FIELD', suggestion: 'Send at least one field' },
  }) as unknown as z.ZodType<Patch<z.input<S>>, Patch<z.input<S>>>;
}
