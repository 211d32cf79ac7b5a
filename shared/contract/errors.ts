/**
 * Every error the API can answer with: its status, and what it means to a client.
 * OpenAPI, the documentation and the response mapping are made from this table.
 */
export const errorTable = {
  VALIDATION_ERROR: { status: 400, meaning: 'A field, parameter or header is not acceptable; `details` names each.' },
  MALFORMED_BODY: { status: 400, meaning: 'The body cannot be read as the media type it claims to be.' },
  UNAUTHENTICATED: { status: 401, meaning: 'No valid credentials were sent.' },
  TOKEN_EXPIRED: { status: 401, meaning: 'The access token is past its end; refresh it and repeat the request.' },
  FORBIDDEN: { status: 403, meaning: 'You may see this, but not do that to it.' },
  NOT_FOUND: { status: 404, meaning: 'There is nothing here that you may see.' },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'The address exists, but not with this method; see `Allow`.' },
  NOT_ACCEPTABLE: { status: 406, meaning: 'None of the media types in `Accept` can be produced.' },
  CONFLICT: { status: 409, meaning: 'The change collides with what is already there.' },
  GONE: { status: 410, meaning: 'What you ask for is older than what is kept.' },
  VERSION_CONFLICT: { status: 412, meaning: 'The entity has changed since the revision in `If-Match`.' },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: 'The body is larger than the API accepts.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: 'The body has a media type that the API does not read.' },
  IDEMPOTENCY_MISMATCH: { status: 422, meaning: 'The idempotency key was used before with another body.' },
  PRECONDITION_REQUIRED: { status: 428, meaning: 'This studio asks for `If-Match` on changes.' },
  RATE_LIMITED: { status: 429, meaning: 'Too many requests; wait for `Retry-After` seconds.' },
  INTERNAL: { status: 500, meaning: 'Something broke on our side; tell us the request id.' },
  UNAVAILABLE: { status: 503, meaning: 'Not available for the moment; try again after `Retry-After` seconds.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

export type ErrorCode = keyof typeof errorTable;

/** Why one field was refused. */
export const detailCodes = [
  'REQUIRED_FIELD',
  'UNKNOWN_FIELD',
  'INVALID_TYPE',
  'INVALID_VALUE',
  'OUT_OF_RANGE',
  'INVALID_FORMAT',
  'TOO_LONG',
  'DUPLICATE',
  'NOT_FOUND',
] as const;

export type DetailCode = (typeof detailCodes)[number];

/** One refused field. `field` is a dotted path, e.g. `driveMapping.workingFiles`. */
export interface ErrorDetail {
  field: string;
  message: string;
  code: DetailCode;
  /** What would have been accepted. */
  suggestion?: string;
}

/** An error that a client is meant to see. Anything else that is thrown becomes INTERNAL. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetail[];
  readonly headers: Record<string, string>;
  /** Extra members of the error object, such as the current revision of a stale write. */
  readonly extra: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: ErrorDetail[]; headers?: Record<string, string>; extra?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.details = options.details ?? [];
    this.headers = options.headers ?? {};
    this.extra = options.extra ?? {};
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/** A VALIDATION_ERROR about one field. */
export function invalidField(field: string, code: DetailCode, message: string, suggestion?: string): ApiError {
  return new ApiError('VALIDATION_ERROR', message, {
    details: [{ field, message, code, ...(suggestion === undefined ? {} : { suggestion }) }],
  });
}

/** The same words for what does not exist and for what the caller may not see. */
export function notFound(kind: string, id: string): ApiError {
  return new ApiError('NOT_FOUND', `There is no ${kind} "${id}" here.`);
}
