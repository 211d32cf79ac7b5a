import { ApiError, type ErrorDetail } from '../contract/errors.ts';
import { expectedRevision } from '../contract/etag.ts';
import { isConditional, type Operation } from '../contract/operation.ts';
import type { Caller } from '../domain/access.ts';
import { flagFor } from './feature-flags.ts';
import { type HttpEvent, header } from './request.ts';

const namesNothing = (event: HttpEvent) => header(event, 'if-none-match')?.trim() === '*';

/**
 * The revision that a change is based on; 0 is of what is not there yet, which `If-None-Match: *` says too
 * (RFC 9110 §13.1.2). Undefined where that is left open.
 * @throws VALIDATION_ERROR
 */
export function expectedBy({ method }: Operation, event: HttpEvent): number | undefined {
  const ifMatch = header(event, 'if-match');
  return ifMatch === undefined && method !== 'GET' && namesNothing(event) ? 0 : expectedRevision(ifMatch);
}

/**
 * Whether the studio wants to know what a change is based on, and no header of the request says it (RFC 6585 §3):
 * `If-Match: *` does, for it says that this is all the same. Only where none does, the flags are looked at.
 */
export async function lacksRevision(event: HttpEvent, caller: Caller): Promise<boolean> {
  if (header(event, 'if-match') !== undefined || namesNothing(event)) return false;
  return (await flagFor(caller, 'required-revisions')).value;
}

/** What is said to whoever sends a change without what it is based on. */
export function revisionRequired(detail: Pick<ErrorDetail, 'field' | 'suggestion'>): ApiError {
  return new ApiError('PRECONDITION_REQUIRED', 'This studio wants to know which revision a change is based on.', {
    details: [{ ...detail, code: 'REQUIRED_FIELD', message: 'Is missing' }],
  });
}

/**
 * Refuses a change that does not say by a header what it is based on, where the studio asks for that.
 * @throws PRECONDITION_REQUIRED
 */
export async function refuseUnconditional(operation: Operation, event: HttpEvent, caller: Caller): Promise<void> {
  if (!isConditional(operation) || operation.revisions === 'body' || !(await lacksRevision(event, caller))) return;
  const creation = operation.creates ? ', `If-None-Match: *` for what is not there yet,' : '';
  throw revisionRequired({
    field: 'If-Match',
    suggestion: `The \`ETag\` of what you read, as in If-Match: "7"${creation} or If-Match: * to write over whatever is there`,
  });
}
