import * as z from 'zod';
import type { Environment } from '../manifest/environment.ts';

const url = z.url().transform((value) => value.replace(/\/$/, ''));

const schema = z
  .object({
    MONTU_STAGE: z.string().default('local'),
    MONTU_TABLE: z.string().min(1),
    MONTU_PUBLIC_URL: url,
    MONTU_ORIGINS: z
      .string()
      .default('')
      .transform((value) =>
        value
          .split(',')
          .map((origin) => origin.trim())
          .filter(Boolean),
      ),
    MONTU_ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(86_400).default(3_600),
    MONTU_KEY_SET_SECONDS: z.coerce.number().int().min(1).max(300).default(300),
    MONTU_RATE_LIMITS: z.enum(['on', 'off']).default('on'),
    MONTU_SIGNER: z
      .string()
      .regex(/^(kms|file):.+/)
      .optional(),
    MONTU_PUSH_QUEUE_URL: url.optional(),
    MONTU_IMPORT_QUEUE_URL: url.optional(),
    MONTU_WRITE_UNITS: z.coerce.number().int().min(1).optional(),
    MONTU_SOCKET_ENDPOINT: url.optional(),
    MONTU_ORIGIN_KEY: z.string().min(1).optional(),
  } satisfies Record<keyof Environment, z.ZodType>)
  .refine((all) => all.MONTU_STAGE === 'local' || all.MONTU_RATE_LIMITS === 'on', {
    error: 'Only on one machine can there be no limits',
    path: ['MONTU_RATE_LIMITS'],
  });

let parsed: z.output<typeof schema> | undefined;

/**
 * The settings of this container, read from the environment once.
 * @throws when one is missing or wrong, naming it: a function that starts with a wrong setting must not serve.
 */
export function config(): z.output<typeof schema> {
  if (!parsed) {
    const result = schema.safeParse(process.env);
    if (!result.success) throw new Error(`Wrong settings: ${z.prettifyError(result.error)}`);
    parsed = result.data;
  }
  return parsed;
}

/** A setting that only some functions have. */
export function requireSetting<K extends keyof z.output<typeof schema>>(
  name: K,
): NonNullable<z.output<typeof schema>[K]> {
  const value = config()[name];
  if (value === undefined) throw new Error(`${name} is not set for this function`);
  return value as NonNullable<z.output<typeof schema>[K]>;
}
