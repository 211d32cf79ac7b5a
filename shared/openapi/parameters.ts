import * as z from 'zod';
import { isConditional, type Operation, takesIdempotencyKey } from '../contract/operation.ts';

// What is sent must not be an example: the page at /docs sends the examples of headers by itself, and a tag or key of
// somebody else's makes a request fail.

const requestId = z
  .string()
  .max(100)
  .optional()
  .meta({ param: { id: 'RequestId' }, description: 'Your own name for this request; kept if it is short and plain.' });

const ifMatch = z
  .string()
  .optional()
  .meta({
    param: { id: 'IfMatch' },
    description:
      'The `ETag` your change is based on, as in `"7"`; a stale one is refused with 412. `*`: whatever is there. A studio ' +
      'may require it: without, the answer is 428 then.',
  });

const ifMatchOfMany = z
  .string()
  .optional()
  .meta({
    param: { id: 'IfMatchOfMany' },
    description:
      '`*`: whatever is there, for each operation without `revision`. A studio may require one of both: without, the ' +
      'answer is 428 then.',
  });

const nothingThere = z
  .string()
  .optional()
  .meta({
    param: { id: 'IfNoneMatchAny' },
    description: '`*`: there is nothing yet; where there is, the answer is 412.',
  });

const ifNoneMatch = z
  .string()
  .optional()
  .meta({
    param: { id: 'IfNoneMatch' },
    description: 'The `ETag` you already have, as in `"7"`; if it still holds, the answer is 304 without a body.',
  });

const montuAfter = z
  .string()
  .optional()
  .meta({
    param: { id: 'MontuAfter' },
    description:
      'Changes that the list must contain, as `<id>@<revision>` with commas between: `ep00_sq0010_sh0020_lighting@7`.',
  });

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({
    param: { id: 'IdempotencyKey' },
    description:
      'Your own name for this change, for 24 hours: a repetition of it changes nothing, and gets the first answer with ' +
      '`Idempotency-Replayed: true`. For something else it is refused with 422; while the first is under way, with 409.',
  });

/** Whether answers carry an entity tag. */
export function hasEtag(spec: Operation): boolean {
  return spec.answer.kind === 'item' && spec.answer.etag !== undefined;
}

/** The request headers that an operation understands. */
export function headersOf(spec: Operation): z.ZodObject {
  return z.object({
    'X-Request-Id': requestId,
    ...(isConditional(spec) && { 'If-Match': spec.revisions === 'body' ? ifMatchOfMany : ifMatch }),
    ...(spec.creates && { 'If-None-Match': nothingThere }),
    ...(takesIdempotencyKey(spec) && { 'Idempotency-Key': idempotencyKey }),
    ...(spec.method === 'GET' && hasEtag(spec) && { 'If-None-Match': ifNoneMatch }),
    ...(['list', 'file'].includes(spec.answer.kind) && { 'Montu-After': montuAfter }),
  });
}
