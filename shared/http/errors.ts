import { ApiError } from '../contract/errors.ts';
import { type Adapter, faultIn } from '../contract/versions/version.ts';
import { TransactionRefused } from '../data/table.ts';
import { internalError } from './responses.ts';
import { forbiddenKey } from './validation.ts';

interface MiddyError extends Error {
  statusCode: number;
  cause?: { package?: string; data?: unknown; message?: unknown };
}

function isBodyError(error: unknown): error is MiddyError {
  return error instanceof Error && (error as MiddyError).cause?.package === '@middy/http-json-body-parser';
}

/** DynamoDB and the network may be away for a moment; the client is told to come again. */
const passing = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionInProgressException',
  'TimeoutError',
  'ECONNREFUSED',
  'ECONNRESET',
]);

function isPassing(error: unknown): boolean {
  if (error instanceof TransactionRefused) return error.isContention;
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  return passing.has(name ?? '') || passing.has(code ?? '');
}

/** Middy ends a handler just before Lambda would. */
const isTimeout = (error: unknown) => (error as MiddyError | undefined)?.cause?.package === '@middy/core';

/** Any thrown thing as an error that a client may see: ours as they are, surprises as INTERNAL, without a word of them. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isBodyError(error)) {
    return new ApiError('MALFORMED_BODY', bodyProblem(error));
  }
  if (isPassing(error) || isTimeout(error)) {
    return new ApiError('UNAVAILABLE', 'Not available for the moment; please try again.', {
      headers: { 'retry-after': '1' },
    });
  }
  return internalError();
}

function bodyProblem(error: MiddyError): string {
  if (error.message.startsWith('Forbidden key')) return forbiddenKey().message;
  if (error.cause?.data === undefined) return 'A JSON body is required.';
  // where it stops being JSON, in the words of the engine; the rest of them repeats what was sent
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(String(error.cause.message)) ?? [];
  return line ? `The body is not valid JSON, from line ${line}, column ${column} on.` : 'The body is not valid JSON.';
}

/** An error whose fields are called as the client's version calls them. */
export function inWordsOf(adapter: Adapter, error: ApiError): ApiError {
  if (!adapter.fieldName) return error;
  const { code, message, headers } = error;
  const { details, ...extra } = faultIn(adapter, { ...error.extra, details: error.details });
  return new ApiError(code, message, { headers, details, extra });
}
