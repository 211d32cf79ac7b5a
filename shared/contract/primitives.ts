import * as z from 'zod';
import { separated } from './separated.ts';

/** But tabs and line breaks; and what turns the direction of text around. */
const controlCharacters = /(?![\t\n\r])\p{Cc}|[\u2028-\u202e\u2066-\u2069]/u;

/** Halves of surrogate pairs are no text either: they would not come back as they went in. */
const isClean = (value: string) => value.isWellFormed() && !controlCharacters.test(value);

/** A line of text: NFC-normalised, trimmed, free of control and bidirectional override characters. */
export function line(max = 200) {
  return z
    .string()
    .normalize('NFC')
    .trim()
    .max(max)
    .refine((value) => isClean(value) && !/[\n\r\t]/.test(value), {
      error: 'Control characters are not allowed',
      params: { code: 'INVALID_FORMAT' },
    });
}

/** Text that may have several lines. */
export function text(max = 10_000) {
  return z
    .string()
    .normalize('NFC')
    .trim()
    .max(max)
    .refine(isClean, {
      error: 'Control characters are not allowed',
      params: { code: 'INVALID_FORMAT' },
    });
}

/** A name that becomes part of a path on a studio's disks, so it must not be able to climb or split one. */
export function pathPart(max = 100) {
  return line(max)
    .min(1)
    .refine((value) => !/[/\\:*?"<>|]/.test(value) && !/^\.+$/.test(value), {
      error: 'Must not contain path separators, nor the characters : * ? " < > |, nor be only dots',
      params: { code: 'INVALID_FORMAT', suggestion: 'Letters, digits, spaces, and _ - .' },
    });
}

/** An id in a URL or a reference: starts with a letter or digit, and has no separators. */
export const id = z
  .string()
  .normalize('NFC')
  .max(200)
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]|[. ](?![. ]|$))*$/u, {
    error: 'Must start with a letter or digit, and contain only letters, digits, _ - and single dots or spaces inside',
  });

/** Most instants are read as they were written, and need no arithmetic: `2025-08-29T10:00:00.000Z`. */
const isCanonical = (value: string) => value.length === 24 && value.endsWith('Z');

/** An instant, kept and answered in UTC with milliseconds (RFC 3339); input may carry any offset. */
export const instant = z.iso
  .datetime({ offset: true, abort: true })
  .refine((value) => isCanonical(value) || /^\d{4}-/.test(new Date(value).toISOString()), {
    error: 'Must be in a year from 0000 to 9999, in UTC',
    abort: true,
    params: { code: 'OUT_OF_RANGE' },
  })
  .overwrite((value) => (isCanonical(value) ? value : new Date(value).toISOString()))
  .meta({ examples: ['2025-08-29T10:00:00.000Z'] });

/** A calendar day, `YYYY-MM-DD`. */
export const day = z.iso.date({ abort: true });

const toHundredths = (value: number) => Math.round(value * 100) / 100;

/** Hours of work, to the hundredth. */
export const hours = z.number().min(0).max(1_000_000).overwrite(toHundredths);

/** Days of work, to the hundredth; what remains of a budget can be less than nothing. */
export const mandays = z.number().min(-1_000_000_000).max(1_000_000_000).overwrite(toHundredths);

/** Query parameters that may be repeated or separated by commas: `status=review,approved`. */
export function several<T extends z.ZodType<string>>(one: T) {
  const split = (value: unknown) => (typeof value === 'string' ? separated(value) : value);
  return z.preprocess(
    (value) => (Array.isArray(value) ? value.flatMap(split) : split(value)),
    z.array(one).min(1).max(50),
  );
}

/** An object of which any member that has a default may stay absent; what the default is remains told. */
export function withoutDefaults<T extends z.ZodRawShape>(schema: z.ZodObject<T>) {
  const shape = Object.entries(schema.shape).map(([name, member]) => {
    if (!(member instanceof z.ZodDefault)) return [name, member];
    const present = member.unwrap() as z.ZodType;
    return [name, present.optional().meta({ ...member.meta(), default: member.def.defaultValue })];
  });
  type Optional = {
    [K in keyof T]: T[K] extends z.ZodDefault<infer Inner> ? z.ZodOptional<Inner> : T[K];
  };
  return z.strictObject(Object.fromEntries(shape) as Optional);
}

/** What clients get and may send back, and nobody sets by it. */
export const readOnly = z.unknown().optional().meta({ readOnly: true });

/** What PUT takes: an entity as it was read, of which the handler leaves aside what is not a client's to write. */
export function replacementOf<F extends z.ZodRawShape, E extends z.ZodRawShape>(
  fields: z.ZodObject<F>,
  { shape }: z.ZodObject<E>,
) {
  const others = Object.keys(shape).filter((name) => !Object.hasOwn(fields.shape, name));
  type Others = Record<Exclude<keyof E, keyof F>, typeof readOnly>;
  const readBack = Object.fromEntries(others.map((name) => [name, readOnly])) as Others;
  return z.strictObject({ ...fields.shape, ...readBack });
}

/** `limit` and `cursor` (AIP-158): 50 by default, more than 100 is taken as 100, less than 1 is an error. */
export const page = {
  limit: z.coerce
    .number()
    .overwrite((value) => Math.min(value, 100))
    .int()
    .min(1)
    .default(50)
    .meta({ description: 'Items in a page: 50 by default; more than 100 is taken as 100.' }),
  cursor: z
    .string()
    .max(2_000)
    .optional()
    .meta({ description: '`pagination.nextCursor` of the page before; works only with the same query and caller.' }),
};

/**
 * What becomes of a change whose `If-Match` is of a past revision: it fails with both values; it is merged where nobody
 * else changed the same fields; or it is written over.
 */
export const onConflict = z.enum(['fail', 'merge', 'overwrite']).default('fail').meta({
  description:
    'With a stale `If-Match`: `fail` answers 412 with both values, `merge` writes where both changed different fields, `overwrite` writes.',
});

type Json = z.core.util.JSONType;

/** Beyond these a number is not exact, or is none that the table can keep. */
const isStorable = (value: number) =>
  value === 0 || (Math.abs(value) <= Number.MAX_SAFE_INTEGER && Math.abs(value) >= 1e-100);

const cleanText = z.string().refine(isClean, {
  error: 'Control characters are not allowed',
  params: { code: 'INVALID_FORMAT' },
});

/** Any JSON value, kept as it came. As `z.json()`, with a name of its own in OpenAPI, and of what the table can keep. */
export const json: z.ZodType<Json, Json> = z
  .union([
    cleanText,
    z.number().refine(isStorable, {
      error: 'Must be between -(2^53 - 1) and 2^53 - 1, and not nearer to zero than 1e-100',
      params: { code: 'OUT_OF_RANGE' },
    }),
    z.boolean(),
    z.null(),
    z.array(z.lazy(() => json)),
    z.record(
      cleanText.min(1),
      z.lazy(() => json),
    ),
  ])
  .meta({ id: 'Json', description: 'Any JSON value.' });

/** The members every changeable entity has. */
export const entity = {
  revision: z.int().min(1).meta({ description: 'Counts the changes of this entity; its ETag. Not a file version.' }),
  createdAt: instant,
  updatedAt: instant,
  createdBy: z.string().nullable().meta({ description: 'User id of the creator' }),
  updatedBy: z.string().nullable().meta({ description: 'User id of who changed it last' }),
  archivedAt: instant.nullable(),
};

/** Where an imported record came from: its original times, and what had no place in our shape. */
export const importedFrom = z
  .strictObject({
    createdAt: line(40).nullable().optional(),
    updatedAt: line(40).nullable().optional(),
    extra: z.record(line(100).min(1), json).optional(),
  })
  .nullable()
  .default(null);
