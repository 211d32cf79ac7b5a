import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ApiError } from '../contract/errors.ts';
import { dynamo, tableName } from './client.ts';
import { compressed, uncompressed } from './compressed.ts';
import type { Alongside } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { epochAfter, getItem, unlessRefused } from './table.ts';

const lifeSeconds = 24 * 3600;
/** Longer than the gateway waits for any function: after that, one that has not answered never will. */
const runningMs = 60_000;

/** A request by the key that its caller has given it; a key means something only to one caller and operation. */
export interface NamedRequest {
  studio: string;
  userId: string;
  operation: string;
  key: string;
  /** The same for a repetition, and for nothing else. */
  fingerprint: string;
}

interface Stored {
  fingerprint: string;
  attempt: string;
  expiresAtEpoch: number;
  /** The answer, compressed. */
  answer?: Uint8Array;
  /** While it has none: until when it may be under way, in milliseconds. */
  runningUntil?: number;
}

/** An answer, which is `undefined` where there is nothing to say. */
export interface FirstAnswer {
  answer: unknown;
}

/** A request that takes effect once, however often it comes. */
export interface Once {
  /**
   * What the request was answered the first time.
   * @throws IDEMPOTENCY_MISMATCH for another request under its key, CONFLICT while it is under way
   */
  first(): Promise<FirstAnswer | undefined>;
  /** Keeps an answer in the transaction of its effect, which is refused if there is one already. */
  kept(answer: unknown): Alongside;
  /**
   * Says that the request is under way, which takes more than one transaction.
   * @throws CONFLICT if it is already, or was done
   */
  claim(): Promise<void>;
  /** Takes that back: it has failed. */
  release(): Promise<void>;
  /**
   * Keeps the answer, if no transaction has.
   * @returns another answer, if that was given meanwhile
   */
  settle(answer: unknown): Promise<FirstAnswer | undefined>;
}

const underWay = () =>
  new ApiError('CONFLICT', 'The first request with this Idempotency-Key is still under way.', {
    headers: { 'retry-after': '2' },
  });

const packed = (answer: unknown) => compressed({ answer } satisfies FirstAnswer);

/** One attempt of a named request. */
export function once(request: NamedRequest): Once {
  const { studio, userId, operation, key, fingerprint } = request;
  const itemKey = keys.idempotency(studio, userId, operation, key);
  const attempt = randomUUID();
  let written: Uint8Array | undefined;
  let claimed = false;

  /** Of one attempt, the last write holds; of several, the first, unless it has expired or never came to its end. */
  function put(state: Pick<Stored, 'answer' | 'runningUntil'>) {
    const now = Date.now();
    return {
      Item: { ...itemKey, fingerprint, attempt, expiresAtEpoch: epochAfter(lifeSeconds), ...state },
      ConditionExpression:
        'attribute_not_exists(pk) OR attempt = :attempt OR expiresAtEpoch < :seconds OR runningUntil < :now',
      ExpressionAttributeValues: { ':attempt': attempt, ':seconds': Math.floor(now / 1000), ':now': now },
    };
  }

  async function tryPut(state: Pick<Stored, 'answer' | 'runningUntil'>): Promise<boolean> {
    return unlessRefused(dynamo().send(new PutCommand({ TableName: tableName(), ...put(state) })));
  }

  async function first(): Promise<FirstAnswer | undefined> {
    const stored = await getItem<Stored>(itemKey);
    if (!stored || stored.attempt === attempt || stored.expiresAtEpoch < Date.now() / 1000) return undefined;
    if (stored.fingerprint !== fingerprint) {
      throw new ApiError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another request.');
    }
    if (stored.answer) return uncompressed<FirstAnswer>(stored.answer);
    if ((stored.runningUntil ?? 0) < Date.now()) return undefined;
    throw underWay();
  }

  return {
    first,
    kept(answer) {
      const bytes = packed(answer);
      return {
        write: { Put: put({ answer: bytes }) },
        refused: underWay,
        decisive: true,
        written() {
          written = bytes;
        },
      };
    },
    async claim() {
      claimed = await tryPut({ runningUntil: Date.now() + runningMs });
      if (!claimed) throw underWay();
    },
    async release() {
      if (!claimed) return;
      const command = new DeleteCommand({
        ...{ TableName: tableName(), Key: itemKey },
        ConditionExpression: 'attempt = :attempt',
        ExpressionAttributeValues: { ':attempt': attempt },
      });
      // it may be another's by now
      await unlessRefused(dynamo().send(command));
    },
    async settle(answer) {
      const bytes = packed(answer);
      if (written && Buffer.compare(written, bytes) === 0) return undefined;
      return (await tryPut({ answer: bytes })) ? undefined : first();
    },
  };
}
