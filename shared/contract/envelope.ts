import * as z from 'zod';
import { detailCodes, type ErrorCode, errorTable } from './errors.ts';
import { instant } from './primitives.ts';

const requestId = z
  .string()
  .meta({ description: 'Also in `X-Request-Id` and in our logs', examples: ['req_01JC9Q3V7RZK4M2N8W5T6X0Y1A'] });

/** What every answer in the envelope says about itself. */
export const metaOf = (version: string) =>
  z
    .object({ requestId, timestamp: instant, apiVersion: z.literal(version) })
    .meta({ id: 'Meta', description: 'About this answer.' });

/** What a list says about the pages that follow. */
export const pagination = z
  .object({
    limit: z.int().min(1),
    nextCursor: z.string().optional().meta({ description: 'For the next page; absent at the end, and only there' }),
    hasMore: z.boolean(),
    total: z.int().min(0).optional().meta({ description: 'Rows on all pages, where it is known' }),
  })
  .meta({ id: 'Pagination', description: 'Where this page stands.' });

const errorDetail = z
  .object({
    field: z.string().meta({ description: 'A dotted path into the input, or the name of a parameter or header' }),
    message: z.string(),
    code: z.enum(detailCodes),
    suggestion: z.string().optional().meta({ description: 'What would have been accepted' }),
  })
  .meta({ id: 'ErrorDetail', description: 'One refused field.' });

/** The body of every answer that is an error; some errors have members of their own beside these. */
export const errorBody = z
  .object({
    error: z.looseObject({
      code: z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z.array(errorDetail),
      requestId,
      timestamp: instant,
      docUrl: z.url().meta({ description: 'What the code means, and what to do about it' }),
    }),
  })
  .meta({ id: 'Error', description: 'Why it did not work.' });

export type Pagination = z.output<typeof pagination>;
export type ErrorBody = z.output<typeof errorBody>;

/** Where the documentation of an error code is. */
export function errorDocUrl(publicUrl: string, code: ErrorCode): string {
  return `${publicUrl}/docs/errors#${code}`;
}
