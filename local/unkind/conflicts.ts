import { singleWrites, transactions } from './request.ts';

/** Which items are being written, and by what. */
export interface Conflicts {
  /** The places of the keys that cannot be had now; when there are none, the request has them until `leave`. */
  enter(operation: string, keys: string[]): number[];
  leave(operation: string, keys: string[]): void;
}

/**
 * DynamoDB's rules: a transaction, or a single write, meets a transaction that writes the same item; a reading
 * transaction meets any write of it.
 */
export function createConflicts(): Conflicts {
  const inTransactions = new Map<string, number>();
  const inWrites = new Map<string, number>();
  const heldBy = (operation: string) => {
    if (operation === 'TransactWriteItems') return inTransactions;
    return singleWrites.includes(operation) || operation === 'BatchWriteItem' ? inWrites : undefined;
  };
  return {
    enter(operation, keys) {
      const meets = (key: string) =>
        ((singleWrites.includes(operation) || transactions.includes(operation)) && inTransactions.has(key)) ||
        (operation === 'TransactGetItems' && inWrites.has(key));
      const met = keys.flatMap((key, index) => (meets(key) ? [index] : []));
      if (met.length === 0) count(heldBy(operation), keys, 1);
      return met;
    },
    leave(operation, keys) {
      count(heldBy(operation), keys, -1);
    },
  };
}

function count(held: Map<string, number> | undefined, keys: string[], change: number): void {
  for (const key of held ? keys : []) {
    const left = (held?.get(key) ?? 0) + change;
    if (left > 0) held?.set(key, left);
    else held?.delete(key);
  }
}
