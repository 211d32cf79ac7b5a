import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { availableOf, intervalOf, latestArrival, type Rate } from '../domain/rate-limits.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { epochAfter } from './table.ts';

/** What a container asks for. */
export interface Wish {
  /** So many requests, or what there is. */
  wanted: number;
  /** Fewer are of no use. */
  atLeast: number;
  /** The client's arrival as this container knows it; it never lies ahead of the stored one. */
  arrival: number | undefined;
}

/** What it got: maybe nothing; and the arrival after that. */
export interface Lease {
  granted: number;
  arrival: number;
}

/** Each refused attempt tells the arrival of that moment, so the next one mostly succeeds. */
const maxAttempts = 5;

const digest = (client: string) => createHash('sha256').update(client).digest('base64url');

/**
 * Takes requests of a client's limit. An update knows no max(), so there are two of them: one adds to an arrival that
 * is ahead of now, the other starts anew at now; the container's own knowledge says which one to try first.
 * @throws when the store does not answer, or the item is contended beyond reason
 */
export async function takeLease(client: string, rate: Rate, wish: Wish): Promise<Lease> {
  let { arrival } = wish;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const now = Date.now();
    const granted = Math.min(wish.wanted, availableOf(rate, arrival, now));
    if (granted < wish.atLeast) return { granted: 0, arrival: arrival ?? now };
    const outcome = await update(client, rate, { granted, isAhead: arrival !== undefined && arrival >= now, now });
    if (outcome.done) return { granted, arrival: outcome.arrival as number };
    arrival = outcome.arrival;
  }
  throw new Error('A limit is contended beyond reason');
}

async function update(
  client: string,
  rate: Rate,
  { granted, isAhead, now }: { granted: number; isAhead: boolean; now: number },
): Promise<{ done: boolean; arrival: number | undefined }> {
  const cost = granted * intervalOf(rate);
  const command = new UpdateCommand({
    TableName: tableName(),
    Key: keys.rateLimit(digest(client)),
    UpdateExpression: `SET arrival = ${isAhead ? 'arrival + :cost' : ':next'}, expiresAtEpoch = :end`,
    ConditionExpression: isAhead
      ? 'arrival BETWEEN :now AND :latest'
      : 'attribute_not_exists(arrival) OR arrival < :now',
    ExpressionAttributeValues: {
      ':now': now,
      // of no meaning any more once the window is over
      ':end': epochAfter(2 * rate.seconds),
      ...(isAhead ? { ':cost': cost, ':latest': latestArrival(rate, granted, now) } : { ':next': now + cost }),
    },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    const { Attributes } = await dynamo().send(command);
    return { done: true, arrival: Number(Attributes?.arrival) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const stored = error.Item?.arrival?.N;
    return { done: false, arrival: stored === undefined ? undefined : Number(stored) };
  }
}
