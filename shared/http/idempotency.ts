import { createHash } from 'node:crypto';
import { invalidField } from '../contract/errors.ts';
import { type Operation, takesIdempotencyKey } from '../contract/operation.ts';
import { type Once, once } from '../data/idempotency.ts';
import type { RequestState } from './middleware/chain.ts';
import { type HttpEvent, header } from './request.ts';

/** @throws VALIDATION_ERROR */
function keyOf(event: HttpEvent): string | undefined {
  const key = header(event, 'idempotency-key');
  if (key === undefined || /^\P{Cc}{1,255}$/u.test(key)) return key;
  throw invalidField('Idempotency-Key', 'INVALID_FORMAT', 'Must have 1 to 255 characters', 'A UUID will do');
}

/** Of a password not even a hash is kept that is quick to make. */
const withoutPasswords = (name: string, value: unknown) => (/password/i.test(name) ? undefined : value);

/** As the request was understood, so that spaces and the order of members make no difference. */
function fingerprintOf({ method }: Operation, { rawPath }: HttpEvent, { query, body }: RequestState['input']): string {
  const request = JSON.stringify([method, rawPath, query, body ?? null], withoutPasswords);
  return createHash('sha256').update(request).digest('base64url');
}

function onceOf(operation: Operation, event: HttpEvent, { caller, input }: RequestState): Once | undefined {
  const isTrial = (input.query as { dryRun?: boolean }).dryRun === true;
  const key = caller && takesIdempotencyKey(operation) ? keyOf(event) : undefined;
  if (!caller || key === undefined || isTrial) return undefined;
  const { studio, userId } = caller;
  return once({ studio, userId, operation: operation.id, key, fingerprint: fingerprintOf(operation, event, input) });
}

/**
 * Answers a request that has an `Idempotency-Key` only once: a repetition gets the first answer, which its caller has
 * seen already, whatever has become of that since.
 */
export async function answeredOnce<T>(
  operation: Operation,
  event: HttpEvent,
  state: RequestState,
  answer: (once: Once | undefined) => Promise<T>,
): Promise<{ answer: T; replayed: boolean }> {
  const request = onceOf(operation, event, state);
  if (!request) return { answer: await answer(undefined), replayed: false };
  const replayed = (first: { answer: unknown }) => ({ answer: first.answer as T, replayed: true });

  const first = await request.first();
  if (first) return replayed(first);
  try {
    const own = await answer(request);
    const other = await request.settle(own);
    return other ? replayed(other) : { answer: own, replayed: false };
  } catch (error) {
    await request.release();
    // the same request at the same time may have left nothing to do for this one
    const other = await request.first();
    if (other) return replayed(other);
    throw error;
  }
}
