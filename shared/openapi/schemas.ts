import * as z from 'zod';
import type { ZodOpenApiOverride } from 'zod-openapi';

/** Adjusts what zod makes of a schema to what a reader of the description, or a generated client, needs. */
export const readable: ZodOpenApiOverride = ({ jsonSchema, zodSchema, io }) => {
  // the format says it all; the pattern that zod adds is a screenful
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern;

  // the bounds of exact integers in JavaScript are no rule of ours
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;

  // a switch in a query, such as `archived=true`
  if (io === 'input' && zodSchema instanceof z.ZodCodec && zodSchema._zod.def.out instanceof z.ZodBoolean) {
    jsonSchema.type = 'boolean';
  }

  // zod leaves them out where something inside is transformed; ours are of what is sent
  const examples = z.globalRegistry.get(zodSchema)?.examples as unknown[] | undefined;
  if (io === 'input' && examples) jsonSchema.examples ??= examples;

  // answers may gain members within a version; requests refuse what they do not know
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};
