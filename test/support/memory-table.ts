import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type Index, table as manifest } from '../../shared/manifest/table.ts';
import { fits, type Names, updated } from './expressions.ts';

type Item = Record<string, unknown> & { pk: string; sk: string };
type Input = Record<string, unknown>;
interface Action extends Names {
  Key?: Item;
  Item?: Item;
  UpdateExpression?: string;
  ConditionExpression?: string;
}
/** An action of a transaction: `{ Update: … }`. */
export type TransactItem = Record<string, Action>;

/** Of an item, before and after. */
export interface Written {
  before: Item | undefined;
  after: Item | undefined;
}

/** A table in memory that answers commands of the SDK's document client as DynamoDB does, as far as they are used here. */
export interface MemoryTable {
  send(command: { input: object }): Promise<object>;
  all(): Item[];
  get(key: { pk: string; sk: string }): Item | undefined;
  put(item: Item): void;
}

const nameOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk}\n${sk}`;

/** @param written hears of each write, as a stream does */
export function createMemoryTable(written: (write: Written) => void): MemoryTable {
  const items = new Map<string, Item>();
  const get = (key: { pk: string; sk: string }) => structuredClone(items.get(nameOf(key)));

  function replace(key: Item, after: Item | undefined): void {
    const before = items.get(nameOf(key));
    const kept =
      after && (Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined)) as Item);
    if (kept) items.set(nameOf(key), structuredClone(kept));
    else items.delete(nameOf(key));
    written({ before, after: structuredClone(kept) });
  }

  const fitsAction = (action: Action) =>
    fits(action.ConditionExpression, action, get((action.Key ?? action.Item) as Item));

  function apply(kind: string, action: Action): void {
    const key = (action.Key ?? action.Item) as Item;
    if (kind === 'Put') replace(key, action.Item);
    if (kind === 'Delete') replace(key, undefined);
    if (kind === 'Update') replace(key, updated(action.UpdateExpression ?? '', action, get(key) ?? { ...key }) as Item);
  }

  function single(kind: string, action: Action): object {
    const Attributes = get((action.Key ?? action.Item) as Item);
    if (!fitsAction(action)) throw new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' });
    apply(kind, action);
    return { Attributes };
  }

  function transact(actions: TransactItem[]): object {
    const all = actions.flatMap((action) => Object.entries(action));
    if (all.length > 100) throw new Error('A transaction has at most 100 actions');
    if (new Set(all.map(([, action]) => nameOf((action.Key ?? action.Item) as Item))).size < all.length)
      throw new Error('A transaction has an item only once');
    const CancellationReasons = all.map(([, action]) => ({
      Code: fitsAction(action) ? 'None' : 'ConditionalCheckFailed',
    }));
    if (CancellationReasons.some(({ Code }) => Code !== 'None'))
      throw new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
    for (const [kind, action] of all) apply(kind, action);
    return {};
  }

  function query(input: Input): object {
    const index: Index | undefined = manifest.indexes[input.IndexName as keyof typeof manifest.indexes];
    const sort = [...(index?.sort ?? ['sk']), 'pk', 'sk'];
    const orderOf = (item: Item) => sort.map((name) => String(item[name])).join('\u0001');
    const start = input.ExclusiveStartKey as Item | undefined;
    const direction = input.ScanIndexForward === false ? -1 : 1;
    const found = [...items.values()]
      .filter((item) => !index || [...index.partition, ...index.sort].every((name) => name in item))
      .filter((item) => fits(input.KeyConditionExpression as string, input, item))
      .sort((a, b) => direction * (orderOf(a) < orderOf(b) ? -1 : 1))
      .filter((item) => !start || direction * (orderOf(item) > orderOf(start) ? 1 : -1) > 0);
    const page = found.slice(0, (input.Limit as number | undefined) ?? found.length);
    const fitting = page.filter((item) => fits(input.FilterExpression as string | undefined, input, item));
    return {
      Items: structuredClone(fitting),
      ...(page.length < found.length && { LastEvaluatedKey: structuredClone(page.at(-1)) }),
    };
  }

  function batchGet(input: Input): object {
    const [[tableName, { Keys }] = ['', { Keys: [] }]] = Object.entries(
      input.RequestItems as Record<string, { Keys: Item[] }>,
    );
    return { Responses: { [tableName]: Keys.map(get).filter((item) => item !== undefined) } };
  }

  const commands: Record<string, (input: Input) => object> = {
    GetCommand: (input) => ({ Item: get(input.Key as Item) }),
    BatchGetCommand: batchGet,
    QueryCommand: query,
    PutCommand: (input) => single('Put', input as Action),
    UpdateCommand: (input) => single('Update', input as Action),
    DeleteCommand: (input) => single('Delete', input as Action),
    TransactWriteCommand: (input) => transact(input.TransactItems as TransactItem[]),
  };

  return {
    async send(command) {
      const run = commands[command.constructor.name];
      if (!run) throw new Error(`${command.constructor.name} is not answered`);
      return run(command.input as Input);
    },
    all: () => [...items.values()],
    get,
    put: (item) => replace(item, item),
  };
}
