import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../shared/data/keys.ts';
import type { Item } from '../../shared/data/table.ts';
import { type IndexName, table } from '../../shared/manifest/table.ts';
import type { Repeated } from './run-clients.ts';

/** What a change sets, in turn, so that each repetition is one. */
type Alternating = Record<string, readonly [unknown, unknown]>;

interface QueryFrom {
  index?: IndexName;
  equals: Record<string, string>;
  beginsWith?: string;
  /** Leaves out what has expired. */
  unexpired?: true;
  limit: number;
}

/**
 * Reads and writes of the same items as an operation's, with the AWS SDK alone. What is written are copies in a studio
 * that nobody is in, one for each client.
 */
export type Raw = ReturnType<typeof createRaw>;

export function createRaw(endpoint: string, TableName: string, clients: number) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const base = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  // as in the functions' client
  base.middlewareStack.remove('loggerMiddleware');
  const dynamo = DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } });
  let last = 0;
  const fresh = () => {
    last += 1;
    return `RAW#${last}`;
  };

  async function item({ pk, sk }: Key): Promise<Item> {
    const { Item } = await dynamo.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }));
    if (!Item) throw new Error(`There is no item ${pk} ${sk} to measure with`);
    return Item as Item;
  }

  /** Of an entity; without its kind, no consumer takes a copy for one. */
  async function newestEvent({ pk }: Key): Promise<Item> {
    const { Items: [event] = [] } = await dynamo.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
        ExpressionAttributeValues: { ':pk': pk, ':event': 'E#' },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    if (!event) throw new Error(`There is no event of ${pk} to measure with`);
    const { kind: _, ...rest } = event as Item;
    return rest;
  }

  const put = (written: object) => dynamo.send(new PutCommand({ TableName, Item: written }));

  const copied = new Map<string, Promise<Item[]>>();

  /** Copies of an item that is there, one for each client; made once. */
  function copies(key: Key): Promise<Item[]> {
    const name = `${key.pk} ${key.sk}`;
    const known = copied.get(name) ?? copy(key);
    copied.set(name, known);
    return known;
  }

  async function copy(key: Key): Promise<Item[]> {
    const original = await item(key);
    const made = Array.from({ length: clients }, () => ({ ...original, pk: fresh(), studio: 'raw' }));
    await Promise.all(made.map(put));
    return made;
  }

  function update(alternating: Alternating, { pk, sk }: Key, turn: number) {
    const entries = Object.entries(alternating);
    return {
      TableName,
      Key: { pk, sk },
      UpdateExpression: `SET ${entries.map((_, index) => `#${index} = :${index}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(entries.map(([, two], index) => [`:${index}`, two[turn % 2]])),
    };
  }

  return {
    /** Reads an item, strongly consistent. */
    read: (key: Key): Repeated => ({ run: () => item(key) }),

    /** Reads so many items of an index, or of the table, from the last one back. */
    query(from: QueryFrom): Repeated {
      const { index, equals, beginsWith, unexpired, limit } = from;
      const names = Object.keys(equals);
      const conditions = names.map((name) => `#${name} = :${name}`);
      if (beginsWith) conditions.push('begins_with(#sort, :begin)');
      const input = {
        TableName,
        ...(index ? { IndexName: index } : { ConsistentRead: true }),
        KeyConditionExpression: conditions.join(' AND '),
        ...(unexpired && { FilterExpression: '#expiresAt > :now' }),
        ExpressionAttributeNames: {
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ...(beginsWith && { '#sort': table.sortKey }),
          ...(unexpired && { '#expiresAt': 'expiresAt' }),
        },
        ExpressionAttributeValues: {
          ...Object.fromEntries(names.map((name) => [`:${name}`, equals[name]])),
          ...(beginsWith && { ':begin': beginsWith }),
          ...(unexpired && { ':now': new Date().toISOString() }),
        },
        ScanIndexForward: false,
        Limit: limit,
      };
      return { run: () => dynamo.send(new QueryCommand(input)) };
    },

    /** Writes a new item like one that is there. */
    async put(key: Key): Promise<Repeated> {
      const original = await item(key);
      return { run: () => put({ ...original, pk: fresh() }) };
    },

    /** Reads an item and changes it, in two calls; or only changes it. */
    async update(key: Key, alternating: Alternating, options: { reads: boolean }): Promise<Repeated> {
      const targets = await copies(key);
      let turn = 0;
      return {
        async run(client) {
          const target = targets[client] as Item;
          if (options.reads) await item(target);
          turn += 1;
          await dynamo.send(new UpdateCommand(update(alternating, target, turn)));
        },
      };
    },

    /** Deletes an item that is there. */
    async remove(key: Key): Promise<Repeated> {
      const targets = await copies(key);
      return {
        before: (client) => put(targets[client] as Item),
        run: (client) => {
          const { pk, sk } = targets[client] as Item;
          return dynamo.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
        },
      };
    },

    /** Writes entities, each with its event, in one transaction. */
    async insert(key: Key, entities = 1): Promise<Repeated> {
      const [entity, event] = await Promise.all([item(key), newestEvent(key)]);
      return {
        run() {
          const TransactItems = Array.from({ length: entities }, fresh).flatMap((pk) => [
            { Put: { TableName, Item: { ...entity, pk, studio: 'raw' } } },
            { Put: { TableName, Item: { ...event, pk } } },
          ]);
          return dynamo.send(new TransactWriteCommand({ TransactItems }));
        },
      };
    },

    /** Reads an entity, then changes it and writes an event like its newest one, in a transaction of two. */
    async change(key: Key, alternating: Alternating): Promise<Repeated> {
      const [targets, event] = await Promise.all([copies(key), newestEvent(key)]);
      let turn = 0;
      return {
        async run(client) {
          const target = targets[client] as Item;
          await item(target);
          turn += 1;
          const Put = { TableName, Item: { ...event, pk: target.pk, sk: `${event.sk}#${fresh()}` } };
          const TransactItems = [{ Update: update(alternating, target, turn) }, { Put }];
          await dynamo.send(new TransactWriteCommand({ TransactItems }));
        },
      };
    },
  };
}
