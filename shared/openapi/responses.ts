import * as z from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { type ErrorBody, errorBody, errorDocUrl, type metaOf, pagination } from '../contract/envelope.ts';
import { type ErrorCode, errorTable } from '../contract/errors.ts';
import { jsonType, messagePackTypes } from '../contract/media-types.ts';
import { isConditional, type Operation, takesIdempotencyKey } from '../contract/operation.ts';
import { answerExampleOf } from './answer-examples.ts';
import { hasEtag } from './parameters.ts';

const requestId = z.string().meta({ header: { id: 'RequestId' }, description: 'Names this request in our logs' });
const etag = z
  .string()
  .meta({ header: { id: 'ETag' }, description: 'A strong entity tag of what is answered', examples: ['"7"'] });
const retryAfter = z
  .int()
  .min(0)
  .meta({ header: { id: 'RetryAfter' }, description: 'Seconds to wait' });
const limits = {
  'RateLimit-Policy': z
    .string()
    .optional()
    .meta({
      header: { id: 'RateLimitPolicy' },
      description: 'Your limit: `q` requests at once, and as many again in the course of `w` seconds',
      examples: ['"web";q=600;w=60'],
    }),
  RateLimit: z
    .string()
    .optional()
    .meta({
      header: { id: 'RateLimit' },
      description: 'How it stands, about: `r` requests are left, and all are there again in `t` seconds',
      examples: ['"web";r=598;t=1'],
    }),
};
const link = z
  .string()
  .optional()
  .meta({ header: { id: 'Link' }, description: 'With `rel="next"`: where the rest is, if there is more' });
const wwwAuthenticate = z
  .string()
  .meta({ header: { id: 'WWWAuthenticate' }, description: 'How to authenticate (RFC 6750)' });

/** Every error an operation can answer with: its own, and those that follow from what it takes. */
export function errorsOf(spec: Operation): ErrorCode[] {
  const hasInput = Boolean(spec.params ?? spec.query ?? spec.body);
  const codes = new Set<ErrorCode>([
    ...(hasInput ? (['VALIDATION_ERROR'] as const) : []),
    ...(spec.body ? (['MALFORMED_BODY', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(spec.access === 'public' ? [] : (['UNAUTHENTICATED', 'TOKEN_EXPIRED'] as const)),
    ...(spec.access === 'public' || spec.access === 'signedIn' ? [] : (['FORBIDDEN'] as const)),
    ...(takesIdempotencyKey(spec) ? (['CONFLICT', 'IDEMPOTENCY_MISMATCH'] as const) : []),
    ...(isConditional(spec) ? (['PRECONDITION_REQUIRED'] as const) : []),
    ...(spec.errors ?? []),
    'NOT_ACCEPTABLE',
    'RATE_LIMITED',
    'INTERNAL',
    'UNAVAILABLE',
  ]);
  return [...codes].sort((a, b) => errorTable[a].status - errorTable[b].status);
}

/** The same in each of the two formats. */
export const structured = <T>(media: T): Record<string, T> => ({ [jsonType]: media, [messagePackTypes[0]]: media });

/** One example body for each error that any of the operations can answer with. */
export function errorExamples(
  specs: readonly Operation[],
  publicUrl: string,
): Record<string, { summary: string; value: ErrorBody }> {
  const example = (code: ErrorCode): ErrorBody => ({
    error: {
      code,
      message: errorTable[code].meaning,
      details: [],
      requestId: 'req_01JC9Q3V7RZK4M2N8W5T6X0Y1A',
      timestamp: '2025-08-29T10:00:00.000Z',
      docUrl: errorDocUrl(publicUrl, code),
      ...(code === 'RATE_LIMITED' && { retryAfterSeconds: 3, queuePosition: 1 }),
    },
  });
  return Object.fromEntries(
    [...new Set(specs.flatMap(errorsOf))].map((code) => [
      code,
      { summary: errorTable[code].meaning, value: example(code) },
    ]),
  );
}

/** The same codes are the same component wherever they appear. */
const errorResponses = new Map<string, ZodOpenApiResponseObject>();

function errorResponse(status: number, codes: ErrorCode[]): ZodOpenApiResponseObject {
  const id = codes.join('-');
  const response = errorResponses.get(id) ?? newErrorResponse(id, status, codes);
  errorResponses.set(id, response);
  return response;
}

function newErrorResponse(id: string, status: number, codes: ErrorCode[]): ZodOpenApiResponseObject {
  return {
    id,
    description: codes.map((code) => `\`${code}\`: ${errorTable[code].meaning}`).join('\n\n'),
    headers: z.object({
      'X-Request-Id': requestId,
      ...limits,
      ...(status === 401 && { 'WWW-Authenticate': wwwAuthenticate }),
      ...((status === 429 || status === 503) && { 'Retry-After': retryAfter }),
    }),
    content: structured({
      schema: errorBody,
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    }),
  };
}

type Meta = ReturnType<typeof metaOf>;

function bodyOf({ answer }: Operation, meta: Meta): z.ZodType | undefined {
  switch (answer.kind) {
    case 'item':
      return z.object({ data: answer.data, meta });
    case 'list':
      return z.object({ data: z.array(answer.data), meta, pagination });
    case 'bare':
      return answer.data;
    case 'file':
      return answer.data;
    case 'empty':
      return undefined;
  }
}

/** The media types of a good answer; what is no JSON is text. */
function contentOf(spec: Operation, schema: z.ZodType) {
  const { answer } = spec;
  const name = answerExampleOf(spec);
  const media = { schema, ...(name && { examples: { [name]: { $ref: `#/components/examples/${name}` } } }) };
  if (answer.kind !== 'file') return structured(media);
  const text = z.string();
  return Object.assign(
    {},
    ...answer.types.map((type) => (type === jsonType ? structured(media) : { [type]: { schema: text } })),
  );
}

const titles = { 200: 'Done', 201: 'Created', 204: 'Done; there is nothing to say' } as const;

/** Every answer of an operation, by status. */
export function responsesOf(spec: Operation, meta: Meta): ZodOpenApiResponsesObject {
  const headers = z.object({
    'X-Request-Id': requestId,
    ...limits,
    ...(hasEtag(spec) && { ETag: etag }),
    ...(spec.answer.kind === 'file' && { Link: link }),
  });
  const schema = bodyOf(spec, meta);
  const responses: ZodOpenApiResponsesObject = {
    [`${spec.answer.status}`]: {
      description: titles[spec.answer.status],
      headers,
      ...(schema && { content: contentOf(spec, schema) }),
    },
  };
  if (spec.method === 'GET' && hasEtag(spec)) responses['304'] = { description: 'What you have still holds', headers };
  for (const [status, codes] of Map.groupBy(errorsOf(spec), (code) => errorTable[code].status)) {
    responses[`${status as 400}`] = errorResponse(status, codes);
  }
  return responses;
}
