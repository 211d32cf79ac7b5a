import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What the calls since the last reset did: for benchmarks, which count what does not depend on the machine. */
export const callCounts = { calls: 0, readUnits: 0, writeUnits: 0 };

export function resetCallCounts(): void {
  Object.assign(callCounts, { calls: 0, readUnits: 0, writeUnits: 0 });
}

interface Capacity {
  ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
}

/** Asks every call for its capacity and adds it up. */
export function countCalls(client: DynamoDBDocumentClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const reads = /^(Get|Query|BatchGet|TransactGet)/.test(context.commandName ?? '');
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as never });
      const { ConsumedCapacity: capacity = [] } = result.output as Capacity;
      callCounts.calls += 1;
      for (const { CapacityUnits = 0, ReadCapacityUnits, WriteCapacityUnits } of [capacity].flat()) {
        callCounts.readUnits += ReadCapacityUnits ?? (reads ? CapacityUnits : 0);
        callCounts.writeUnits += WriteCapacityUnits ?? (reads ? 0 : CapacityUnits);
      }
      return result;
    },
    { step: 'initialize', name: 'countCalls' },
  );
}
