import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ensureTable } from '../../local/engine/table.ts';
import { keyOf } from './keyed.ts';

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction, and the item as it was before. */
interface Weighed {
  action: Action;
  before: Record<string, unknown> | undefined;
}

export interface Scales {
  /** To be done before the transaction. */
  prepare(transaction: TransactWriteCommandInput): Promise<Weighed[]>;
  /** The write units that a transaction took that was done. */
  weigh(prepared: readonly Weighed[]): Promise<number>;
}

const shadow = 'shadow';

/**
 * Finds out what a transaction takes. DynamoDB Local tells it wrong: of several writes that take the same, it counts one.
 * So each write is done again alone, in a second table, where the item is as it was.
 */
export async function createScales(): Promise<Scales> {
  const base = new DynamoDBClient({});
  await ensureTable(base, shadow);
  const client = DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } });

  async function before(action: Action): Promise<Weighed> {
    const [{ TableName, ...write } = { TableName: '' }] = Object.values(action);
    const { Item } = await client.send(new GetCommand({ TableName, Key: keyOf(write), ConsistentRead: true }));
    return { action, before: Item };
  }

  async function unitsOf({ action, before }: Weighed): Promise<number> {
    const [[verb = '', write] = []] = Object.entries(action);
    if (before) await client.send(new PutCommand({ TableName: shadow, Item: before }));
    else await client.send(new DeleteCommand({ TableName: shadow, Key: keyOf(write) }));
    const alone = { [verb]: { ...write, TableName: shadow } } as Action;
    const { ConsumedCapacity: [capacity] = [] } = await client.send(
      new TransactWriteCommand({ TransactItems: [alone], ReturnConsumedCapacity: 'TOTAL' }),
    );
    return capacity?.CapacityUnits ?? 0;
  }

  async function weighAll(prepared: readonly Weighed[]): Promise<number> {
    const units = await Promise.all(prepared.map(unitsOf));
    return units.reduce((sum, each) => sum + each, 0);
  }

  // one transaction at a time: what follows from the one before may write the same items
  let last: Promise<unknown> = Promise.resolve();
  return {
    prepare: ({ TransactItems = [] }) => Promise.all(TransactItems.map(before)),
    weigh(prepared) {
      const weighed = last.then(() => weighAll(prepared));
      last = weighed.catch(() => undefined);
      return weighed;
    },
  };
}
