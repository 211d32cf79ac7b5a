import { type IndexName, table } from '../../shared/manifest/table.ts';

type Attributes = Record<string, unknown>;

interface Target {
  TableName?: string;
  Key?: Attributes;
  Item?: Attributes;
}

/** What the unkind profile reads of a request in DynamoDB's JSON protocol. */
export interface DynamoRequest extends Target {
  IndexName?: string;
  KeyConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Attributes;
  TransactItems?: Record<string, Target>[];
  RequestItems?: Record<string, { Keys?: Attributes[] } | { PutRequest?: Target; DeleteRequest?: Target }[]>;
  ReturnConsumedCapacity?: string;
}

export const singleWrites: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem'];
export const transactions: readonly string[] = ['TransactWriteItems', 'TransactGetItems'];
const reads: readonly string[] = ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'];
const writes: readonly string[] = [...singleWrites, 'BatchWriteItem', 'TransactWriteItems'];

export function unitsOf(operation: string): 'read' | 'write' | undefined {
  if (reads.includes(operation)) return 'read';
  return writes.includes(operation) ? 'write' : undefined;
}

/** The keys that a request names, as strings to compare; for a transaction in the order of its actions. */
export function keysOf(request: DynamoRequest): string[] {
  return targetsOf(request).map((key) => JSON.stringify([key[table.partitionKey], key[table.sortKey]]));
}

/** The value of the partition key of each of these, or of the partition of the table or index that is queried. */
export function partitionsOf(request: DynamoRequest): string[] {
  if (request.KeyConditionExpression) return [queriedPartition(request)];
  return targetsOf(request).map((key) => JSON.stringify([key[table.partitionKey]]));
}

function targetsOf({ Key, Item, TransactItems = [], RequestItems = {} }: DynamoRequest): Attributes[] {
  const single = Key ?? Item;
  const inTransaction = TransactItems.flatMap((action) => Object.values(action)).map((one) => one.Key ?? one.Item);
  const inBatch = Object.values(RequestItems).flatMap((batch) =>
    Array.isArray(batch) ? batch.map((one) => one.PutRequest?.Item ?? one.DeleteRequest?.Key) : (batch.Keys ?? []),
  );
  return [single, ...inTransaction, ...inBatch].filter((key) => key !== undefined);
}

/** In a key condition, partition attributes are compared by equality: `#k0 = :k0 AND …`. */
function queriedPartition(request: DynamoRequest): string {
  const { IndexName, KeyConditionExpression = '', ExpressionAttributeNames = {} } = request;
  const equalities = [...KeyConditionExpression.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)];
  const values = new Map(
    equalities.map(([, name = '', value = '']) => [
      ExpressionAttributeNames[name] ?? name,
      request.ExpressionAttributeValues?.[value],
    ]),
  );
  const attributes = IndexName ? table.indexes[IndexName as IndexName]?.partition : [table.partitionKey];
  const partition = (attributes ?? []).map((attribute) => values.get(attribute));
  return (IndexName ?? '') + JSON.stringify(partition);
}
