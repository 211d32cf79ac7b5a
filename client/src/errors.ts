import type { ErrorDetail, Error as ErrorResponse } from './generated/types.ts';

type ErrorBody = ErrorResponse['error'];

/** A field that two people changed. */
export interface Conflict {
  /** A field, or a member as `customFields.rig`. */
  field: string;
  current: unknown;
  yours: unknown;
}

/** The API answered that it did not do it. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  readonly status: number;
  readonly code: ErrorBody['code'];
  readonly details: readonly ErrorDetail[];
  readonly requestId: string;
  readonly docUrl: string;
  /** The error as it came, with whatever members it has of its own. */
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.code = body.code;
    this.details = body.details;
    this.requestId = body.requestId;
    this.docUrl = body.docUrl;
  }
}

/** 400: `details` names each field. */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError';
}

/** 401, and nothing was left to sign in with. */
export class SignedOutError extends ApiError {
  override readonly name = 'SignedOutError';
}

/** 403 */
export class ForbiddenError extends ApiError {
  override readonly name = 'ForbiddenError';
}

/** 404 */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 409 */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}

/** 412: somebody has changed it since the revision in `ifMatch`. */
export class VersionConflictError extends ApiError {
  override readonly name = 'VersionConflictError';

  get currentRevision(): number {
    return Number(this.body.currentRevision);
  }

  /** What both changed; empty where the others changed other fields. */
  get conflicts(): readonly Conflict[] {
    return (this.body.conflicts as Conflict[] | undefined) ?? [];
  }
}

/** 429 and 503: not now. */
export class UnavailableError extends ApiError {
  override readonly name = 'UnavailableError';
  /** How long to wait at least, where the API has said so. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, body: ErrorBody, retryAfterMs: number | undefined) {
    super(status, body);
    this.retryAfterMs = retryAfterMs;
  }
}

/** There was no answer of the API. */
export class NetworkError extends Error {
  override readonly name: string = 'NetworkError';

  /** Whether the API may have done it all the same. */
  readonly mayHaveHappened: boolean;

  constructor(message: string, mayHaveHappened: boolean, options?: ErrorOptions) {
    super(message, options);
    this.mayHaveHappened = mayHaveHappened;
  }
}

/** There was no answer in time. */
export class TimeoutError extends NetworkError {
  override readonly name = 'TimeoutError';
}

/** Too many calls have failed in a row, so that this one was not even tried. */
export class CircuitOpenError extends NetworkError {
  override readonly name = 'CircuitOpenError';
}

const kinds: Partial<Record<number, typeof ApiError>> = {
  400: ValidationError,
  401: SignedOutError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  412: VersionConflictError,
};

/** The error of an answer, of the class that its status has; undefined where the body is none of the API's. */
export function errorOf(status: number, body: unknown, retryAfterMs: number | undefined): ApiError | undefined {
  const error = (body as ErrorResponse | undefined)?.error;
  if (typeof error?.code !== 'string') return undefined;
  if (status === 429 || status === 503) return new UnavailableError(status, error, retryAfterMs);
  return new (kinds[status] ?? ApiError)(status, error);
}
