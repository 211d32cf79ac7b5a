import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { portionsOf } from '../domain/portions.ts';
import { type IndexName, table } from '../manifest/table.ts';
import { dynamo, tableName } from './client.ts';
import type { Key } from './keys.ts';

/** What the table has under a key. */
export type Item = Record<string, unknown> & Key;

/** Where a query goes on: what DynamoDB takes as ExclusiveStartKey. */
export type StartKey = Record<string, unknown>;

/** Which part of a list: so many, from where a page before ended. */
export interface Paging {
  limit: number;
  startAfter?: StartKey | undefined;
}

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** When TTL may delete what is to live so long from now. */
export const epochAfter = (seconds: number): number => Math.ceil(Date.now() / 1000) + seconds;

/** Whether an item is still there for its readers: TTL deletes late. */
export const isKept = ({ expiresAtEpoch }: { expiresAtEpoch?: number }): boolean =>
  expiresAtEpoch === undefined || expiresAtEpoch > epochAfter(0);

/** Whether a write was done; false where its condition does not hold. */
export async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The same; false also where a transaction of somebody else writes the item at this moment. */
export async function unlessContended(write: Promise<unknown>): Promise<boolean> {
  try {
    return await unlessRefused(write);
  } catch (error) {
    if (error instanceof TransactionConflictException) return false;
    throw error;
  }
}

/** One action of a transaction, without the table's name. */
export type Write = {
  [K in keyof Action]: Omit<NonNullable<Action[K]>, 'TableName'>;
};

/** The item under a key, strongly consistent: it sees every acknowledged write. */
export async function getItem<T = Item>(key: Key): Promise<T | undefined> {
  const { Item } = await dynamo().send(new GetCommand({ TableName: tableName(), Key: key, ConsistentRead: true }));
  return Item as T | undefined;
}

/** A BatchGetItem takes so many keys. */
const maxBatchKeys = 100;
/** Hundreds at once take so long to write down that those under way seem to get no connection, and are given up. */
const batchesAtOnce = 20;

/** The items under these keys, strongly consistent, in no order; missing ones are left out. */
export async function getItems<T = Item>(wanted: readonly Key[]): Promise<T[]> {
  const found = await pMap(portionsOf(wanted, maxBatchKeys), (some) => getBatch<T>(some), {
    concurrency: batchesAtOnce,
  });
  return found.flat();
}

async function getBatch<T>(wanted: readonly Key[]): Promise<T[]> {
  const found: T[] = [];
  let missing = wanted.map(({ pk, sk }) => ({ pk, sk }));
  for (let attempt = 0; missing.length > 0; attempt++) {
    if (attempt > 0) await sleep(Math.random() * 50 * 2 ** attempt);
    if (attempt > 6) throw new Error('DynamoDB keeps leaving keys of a batch unprocessed');
    const { Responses, UnprocessedKeys } = await dynamo().send(
      new BatchGetCommand({ RequestItems: { [tableName()]: { Keys: missing, ConsistentRead: true } } }),
    );
    found.push(...((Responses?.[tableName()] ?? []) as T[]));
    missing = (UnprocessedKeys?.[tableName()]?.Keys ?? []) as Key[];
  }
  return found;
}

interface QueryOptions {
  /** An index, or the table itself. */
  index?: IndexName;
  /** Attributes and the values they must have, partition attributes first. */
  equals: Record<string, string>;
  /** A condition on the last sort attribute; `after` leaves its bound out, all others are in it. */
  range?:
    | { attribute: string; beginsWith: string }
    | { attribute: string; after: string; before: string }
    | { attribute: string; from: string; to: string };
  filter?: { expression: string; names: Record<string, string>; values: Record<string, unknown> };
  /** How many rows a call looks at behind a filter, at least; 200 unless it lets nearly everything through. */
  lookAt?: number;
  newestFirst?: boolean;
  limit?: number;
  startAfter?: StartKey | undefined;
}

function queryInput(options: QueryOptions): QueryCommandInput {
  const { equals, range, filter } = options;
  const names: Record<string, string> = { ...filter?.names };
  const values: Record<string, unknown> = { ...filter?.values };
  const conditions = Object.entries(equals).map(([name, value], index) => {
    names[`#k${index}`] = name;
    values[`:k${index}`] = value;
    return `#k${index} = :k${index}`;
  });
  if (range) {
    names['#r'] = range.attribute;
    if ('beginsWith' in range) {
      values[':from'] = range.beginsWith;
      conditions.push('begins_with(#r, :from)');
    } else {
      // BETWEEN includes its bounds; a suffix moves the lower one just past the item
      values[':from'] = 'after' in range ? `${range.after}\u0000` : range.from;
      values[':to'] = 'after' in range ? range.before : range.to;
      conditions.push('#r BETWEEN :from AND :to');
    }
  }
  return {
    TableName: tableName(),
    ...(options.index ? { IndexName: options.index } : { ConsistentRead: true }),
    KeyConditionExpression: conditions.join(' AND '),
    ...(filter && { FilterExpression: filter.expression }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ScanIndexForward: !options.newestFirst,
    ...(options.limit && { Limit: options.limit }),
    ...(options.startAfter && { ExclusiveStartKey: options.startAfter }),
  };
}

/** A filter can make a call return nothing; after so many calls a short page is answered, with its cursor. */
const maxCallsPerPage = 20;
/** Behind a filter, as many rows are looked at in one call. */
const filteredLimit = 200;
/** A function answers with at most 6 MB: a page of very large items ends before that. */
const maxPageBytes = 3 * 1024 * 1024;

/**
 * Up to `limit` items and whether there may be more. A filter's short pages are filled, within bounds; then `startAfter`
 * of the next page is where the reading stopped, not the last item.
 */
export async function queryPage<T = Item>(
  options: QueryOptions & { limit: number },
): Promise<{ items: T[]; next?: StartKey }> {
  const items: T[] = [];
  let bytes = 0;
  let startAfter = options.startAfter;
  for (let call = 0; call < maxCallsPerPage; call++) {
    const { Items = [], LastEvaluatedKey } = await dynamo().send(
      // one more than asked for tells whether there is a next page, so that no page is followed by an empty one
      new QueryCommand(
        queryInput({
          ...options,
          startAfter,
          limit: Math.max(options.limit - items.length + 1, options.filter ? (options.lookAt ?? filteredLimit) : 0),
        }),
      ),
    );
    items.push(...(Items as T[]));
    if (items.length > options.limit) {
      const page = items.slice(0, options.limit);
      return { items: page, next: positionOf(page.at(-1) as Item, options.index) };
    }
    if (!LastEvaluatedKey) return { items };
    startAfter = LastEvaluatedKey;
    bytes += Buffer.byteLength(JSON.stringify(Items));
    if (bytes > maxPageBytes) break;
  }
  return { items, ...(startAfter && { next: startAfter }) };
}

/**
 * DynamoDB ends a page at 1 MB, which comes first for items of a KB. The local engine looks at all that is left before
 * it does, unless it is told how many are wanted: all pages of a large project then take the square of its size.
 */
const perCall = 1_000;

/** All items of a query: for partitions whose size the design bounds. */
export async function queryAll<T = Item>(options: QueryOptions): Promise<T[]> {
  const items: T[] = [];
  let startAfter: StartKey | undefined;
  do {
    const page = await dynamo().send(new QueryCommand(queryInput({ limit: perCall, ...options, startAfter })));
    items.push(...((page.Items ?? []) as T[]));
    startAfter = page.LastEvaluatedKey;
  } while (startAfter);
  return items;
}

/** Where an item stands in an index. */
function positionOf(item: Item, index?: IndexName): StartKey {
  const { partition, sort } = index ? table.indexes[index] : { partition: [], sort: [] };
  return Object.fromEntries(['pk', 'sk', ...partition, ...sort].map((name) => [name, item[name]]));
}

const contention = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/** A transaction of which nothing was written. */
export class TransactionRefused extends Error {
  /** Why each action failed, by its place; undefined where it did not. */
  readonly codes: (string | undefined)[];

  constructor(error: TransactionCanceledException) {
    super('The transaction was refused', { cause: error });
    this.name = 'TransactionRefused';
    this.codes = (error.CancellationReasons ?? []).map(({ Code }) => (Code === 'None' ? undefined : Code));
  }

  /** Whether it only met others on its way, and may well succeed another time; a failed condition stays failed. */
  get isContention(): boolean {
    const failed = this.codes.filter((code) => code !== undefined);
    return failed.length > 0 && failed.every((code) => contention.includes(code));
  }

  /** Whether the action at this place failed its condition. */
  failedAt(index: number): boolean {
    return this.codes[index] === 'ConditionalCheckFailed';
  }
}

const maxAttempts = 8;

/**
 * All of the writes, or none (at most 100). Collisions with another transaction are retried with jitter.
 * @throws TransactionRefused when a condition does not hold
 */
export async function transact(writes: readonly Write[]): Promise<void> {
  const TransactItems = writes.map((write) => {
    const [[kind, action] = []] = Object.entries(write);
    return { [kind as string]: { TableName: tableName(), ...action } } as Action;
  });
  for (let attempt = 1; ; attempt++) {
    try {
      await dynamo().send(new TransactWriteCommand({ TransactItems }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refused = new TransactionRefused(error);
      if (!refused.isContention || attempt === maxAttempts) throw refused;
      await sleep(Math.random() * 15 * 2 ** attempt);
    }
  }
}
